import { type Decision, includeEverybody, type Policy } from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import type { ExpandedFixture } from '../matrix/expand-fixture.ts'
import { expandInParts } from '../matrix/expand-suite.ts'
import { runFixture } from '../matrix/run-fixture.ts'

/** What one fixture comes to, as far as it is compared. */
export interface Verdict {
  readonly action: Decision['action']
  readonly reason: Decision['reason']
  readonly holds: boolean
}

/** A fixture whose decision is another one, or that holds no longer, or does again. */
export interface FixtureChange {
  readonly id: string
  readonly title: string
  readonly from: Verdict
  readonly to: Verdict
}

export interface FixtureComparison {
  readonly compared: number
  /** In the order of the suite. */
  readonly changes: readonly FixtureChange[]
  readonly fixtures: readonly ExpandedFixture[]
}

/** Called after each part, to let others work or to tell how far it has come. */
export type Pause = (done: number, total: number) => Promise<void> | void

/** Few enough that a login that waits in between waits for some milliseconds at most. */
const partSize = 2

/** What fixtures came to under the last revisions that were compared: the rules in force are compared again and again. */
const remembered = new Map<
  string,
  { readonly suite: FixtureSuite; readonly verdicts: Map<string, Verdict> }
>()
const mostRemembered = 3

function recall(policy: Policy, suite: FixtureSuite): Map<string, Verdict> {
  // What stands beside the files has a say as well, and no name.
  const isNamed = policy.standing.caps.size === 0
  const known = remembered.get(policy.revision)
  const verdicts = isNamed && known?.suite === suite ? known.verdicts : new Map<string, Verdict>()
  if (isNamed) {
    remembered.delete(policy.revision)
    remembered.set(policy.revision, { suite, verdicts })
    for (const revision of [...remembered.keys()].slice(0, -mostRemembered)) remembered.delete(revision)
  }
  return verdicts
}

/**
 * Runs every fixture under two policies and tells where they come to something else. A fixture speaks of what people
 * get, so whom the salt of a rollout draws has no say: each is run as somebody who is included.
 */
export async function compareFixtures(
  suite: FixtureSuite,
  from: Policy,
  to: Policy,
  pause: Pause = () => {},
): Promise<FixtureComparison> {
  const fixtures = await expand(suite, pause)
  const before = recall(from, suite)
  const after = recall(to, suite)
  const [oldRules, freshRules] = [includeEverybody(from), includeEverybody(to)]
  const changes: FixtureChange[] = []
  for (const [index, expanded] of fixtures.entries()) {
    const { id, title } = expanded.fixture
    const gap = suite.knownGaps.get(id) ?? null
    const old = before.get(id) ?? judge(expanded, oldRules, gap)
    const fresh = after.get(id) ?? judge(expanded, freshRules, gap)
    before.set(id, old)
    after.set(id, fresh)
    if (isOtherDecision(old, fresh) || old.holds !== fresh.holds)
      changes.push({ id, title, from: old, to: fresh })
    if (index % partSize === partSize - 1) await pause(index + 1, fixtures.length)
  }
  return { compared: fixtures.length, changes, fixtures }
}

/** As `keywise matrix --compare` counts: another action, or another reason for it. */
export const isOtherDecision = (from: Verdict, to: Verdict): boolean =>
  from.action !== to.action || from.reason !== to.reason

function judge(expanded: ExpandedFixture, policy: Policy, gap: string | null): Verdict {
  const { decision, status } = runFixture(expanded, policy, gap)
  return { action: decision.action, reason: decision.reason, holds: status !== 'failing' }
}

async function expand(suite: FixtureSuite, pause: Pause): Promise<readonly ExpandedFixture[]> {
  const parts = expandInParts(suite)
  for (;;) {
    const { done, value } = parts.next()
    if (done) return value.fixtures
    await pause(0, Number.POSITIVE_INFINITY)
  }
}
