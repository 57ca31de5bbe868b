import type { FixtureSimulation } from '../contract/simulation.ts'
import { type FixtureEnding, fixtureEndings } from '../contract/simulation-words.ts'
import { includeEverybody } from '../core/index.ts'
import { loadFixtureSuite } from '../files/load-fixture-suite.ts'
import type { FixtureResult } from '../matrix/run-fixture.ts'
import { runSuite } from '../matrix/run-suite.ts'
import { createChangeCounter } from './count-changes.ts'
import type { ReplayPolicies } from './replay-policies.ts'
import type { TellProgress } from './simulate-recorded.ts'

/**
 * Runs every fixture of a folder under both sides, as somebody whom every rollout includes. Switches are those of the rule
 * files.
 */
export async function simulateFixtures(
  dir: string,
  { live, draft }: ReplayPolicies,
  tell: TellProgress = () => {},
): Promise<FixtureSimulation> {
  const loaded = await loadFixtureSuite(dir)
  const half = (before: number) => (done: number, total: number) =>
    Number.isFinite(total) ? tell(before * total + done, 2 * total) : undefined
  const now = await runSuite(loaded.suite, includeEverybody(live), half(0))
  const then = await runSuite(loaded.suite, includeEverybody(draft), half(1))
  return { ...summarizeFixtures(now.results, then.results), problems: [...loaded.problems, ...now.problems] }
}

/** The same fixtures under two policies. */
export function summarizeFixtures(
  live: readonly FixtureResult[],
  draft: readonly FixtureResult[],
): Omit<FixtureSimulation, 'problems'> {
  const results = new Map(draft.map((result) => [result.fixture.id, result]))
  const changes = createChangeCounter(fixtureEndings)
  const endings = { breaks: [] as string[], mends: [] as string[] }
  for (const result of live) {
    const other = results.get(result.fixture.id)
    if (other === undefined) continue
    const { id, title } = result.fixture
    const ended = compareStatus(result, other)
    if (ended === 'breaks' || ended === 'mends') endings[ended].push(id)
    changes.add({
      ...{ id, title, at: null, reach: null, provider: null, ended },
      os: result.platform.os,
      browser: result.platform.browser,
      live: result.decision,
      draft: other.decision,
    })
  }
  return { ...changes.build(), ...endings }
}

function compareStatus(live: FixtureResult, draft: FixtureResult): FixtureEnding {
  const holds = { live: live.status === 'passing', draft: draft.status === 'passing' }
  if (holds.live) return holds.draft ? 'passes' : 'breaks'
  return holds.draft ? 'mends' : 'fails'
}
