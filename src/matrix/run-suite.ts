import type { Policy } from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { type ExpandedSuite, expandInParts } from './expand-suite.ts'
import { type FixtureResult, runFixture } from './run-fixture.ts'

export interface SuiteRun {
  readonly results: readonly FixtureResult[]
  readonly problems: readonly string[]
  /** How long each fixture took, in milliseconds, by id. */
  readonly elapsedMs: ReadonlyMap<string, number>
}

/** Few enough that whoever waits in between waits for some milliseconds at most. */
const partSize = 4

/**
 * Runs every fixture; those that name something unknown are told as problems, and so is a known gap that has closed.
 * `pause` is called after each part: to let others work, or to tell how far it has come.
 */
export async function runSuite(
  suite: FixtureSuite,
  policy: Policy,
  pause: (done: number, total: number) => Promise<void> | void = () => {},
): Promise<SuiteRun> {
  const { fixtures, problems } = await expand(suite, pause)
  const results: FixtureResult[] = []
  const elapsedMs = new Map<string, number>()
  for (let from = 0; from < fixtures.length; from += partSize) {
    for (const expanded of fixtures.slice(from, from + partSize)) {
      const { id } = expanded.fixture
      const started = performance.now()
      results.push(runFixture(expanded, policy, suite.knownGaps.get(id)))
      elapsedMs.set(id, performance.now() - started)
    }
    await pause(results.length, fixtures.length)
  }
  return { results, problems, elapsedMs }
}

async function expand(
  suite: FixtureSuite,
  pause: (done: number, total: number) => Promise<void> | void,
): Promise<ExpandedSuite> {
  const parts = expandInParts(suite)
  for (;;) {
    const { done, value } = parts.next()
    if (done) return value
    // How many there will be is known at the end.
    await pause(0, Number.POSITIVE_INFINITY)
  }
}
