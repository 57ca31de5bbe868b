import {
  type Decision,
  type DrawnVariant,
  drawVariant,
  includeEverybody,
  listVariants,
  type Policy,
} from '../core/index.ts'
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
  /** For those who have this variant of an experiment; null: for those who take part in none. */
  readonly variant: string | null
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

/** By variant; null: for those who take part in no experiment, which is there always. */
type Verdicts = ReadonlyMap<string | null, Verdict>

/** What fixtures came to under the last revisions that were compared: the rules in force are compared again and again. */
const remembered = new Map<
  string,
  { readonly suite: FixtureSuite; readonly verdicts: Map<string, Verdicts> }
>()
const mostRemembered = 3

function recall(policy: Policy, suite: FixtureSuite): Map<string, Verdicts> {
  // What stands beside the files has a say as well, and no name.
  const isNamed = policy.standing.caps.size === 0
  const known = remembered.get(policy.revision)
  const verdicts = isNamed && known?.suite === suite ? known.verdicts : new Map<string, Verdicts>()
  if (isNamed) {
    remembered.delete(policy.revision)
    remembered.set(policy.revision, { suite, verdicts })
    for (const revision of [...remembered.keys()].slice(0, -mostRemembered)) remembered.delete(revision)
  }
  return verdicts
}

/**
 * Runs every fixture under two policies and tells where they come to something else. A fixture speaks of what people
 * get, so whom a salt draws has no say: each is run as somebody whom all rollouts include, in no experiment and with each
 * variant in turn.
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
  const [oldRules, freshRules] = [splitByVariant(from), splitByVariant(to)]
  const changes: FixtureChange[] = []
  for (const [index, expanded] of fixtures.entries()) {
    const { id, title } = expanded.fixture
    const gap = suite.knownGaps.get(id) ?? null
    const old = before.get(id) ?? judge(expanded, oldRules, gap)
    const fresh = after.get(id) ?? judge(expanded, freshRules, gap)
    before.set(id, old)
    after.set(id, fresh)
    const change = findChange(old, fresh)
    if (change !== null) changes.push({ id, title, ...change })
    if (index % partSize === partSize - 1) await pause(index + 1, fixtures.length)
  }
  return { compared: fixtures.length, changes, fixtures }
}

/** As `keywise matrix --compare` counts: another action, or another reason for it. */
export const isOtherDecision = (from: Verdict, to: Verdict): boolean =>
  from.action !== to.action || from.reason !== to.reason

/** The change that matters most: a fixture that breaks, before another decision, before one that holds again. */
function findChange(old: Verdicts, fresh: Verdicts): Pick<FixtureChange, 'from' | 'to' | 'variant'> | null {
  const pairs = [...new Set([...old.keys(), ...fresh.keys()])].flatMap((variant) => {
    // Without the experiment, those who had the variant are as everybody is.
    const [from, to] = [old.get(variant) ?? old.get(null), fresh.get(variant) ?? fresh.get(null)]
    return from === undefined || to === undefined ? [] : [{ variant, from, to }]
  })
  return (
    pairs.find(({ from, to }) => from.holds && !to.holds) ??
    pairs.find(({ from, to }) => isOtherDecision(from, to)) ??
    pairs.find(({ from, to }) => from.holds !== to.holds) ??
    null
  )
}

type RulesByVariant = ReadonlyMap<string | null, Policy>

function splitByVariant(policy: Policy): RulesByVariant {
  const rules = includeEverybody(policy)
  const nameOf = ({ experiment, variant }: DrawnVariant): string => `\`${variant}\` of \`${experiment}\``
  return new Map([
    [null, drawVariant(rules, null)],
    ...listVariants(rules).map((one) => [nameOf(one), drawVariant(rules, one)] as const),
  ])
}

function judge(expanded: ExpandedFixture, rules: RulesByVariant, gap: string | null): Verdicts {
  const verdicts = new Map<string | null, Verdict>()
  for (const [variant, policy] of rules) {
    const { decision, mismatches, status } = runFixture(expanded, policy, gap)
    // A gap is closed where it is for everybody.
    const holds = variant === null ? status !== 'failing' : gap !== null || mismatches.length === 0
    verdicts.set(variant, { action: decision.action, reason: decision.reason, holds })
  }
  return verdicts
}

async function expand(suite: FixtureSuite, pause: Pause): Promise<readonly ExpandedFixture[]> {
  const parts = expandInParts(suite)
  for (;;) {
    const { done, value } = parts.next()
    if (done) return value.fixtures
    await pause(0, Number.POSITIVE_INFINITY)
  }
}
