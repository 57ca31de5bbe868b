import { type Cause, countCauses } from './count-causes.ts'
import { rankGrounds } from './rank-grounds.ts'
import type { FixtureResult } from './run-fixture.ts'

/** A decision rests on a dozen statements; those that told it are the first few. */
const mostTelling = 3

/**
 * The refs of the statements that failing fixtures rest on where they differ, by the number of those fixtures. Of two
 * with the same number, the one that fewer passing fixtures rest on comes first: what many confirm is likely right.
 */
export function listLikelyCauses(results: readonly FixtureResult[]): readonly Cause[] {
  const failing = results.filter(({ status }) => status === 'failing')
  const passing = results.filter(({ status }) => status === 'passing')
  const confirmed = new Map(
    countCauses(passing.map(({ grounds }) => new Set(grounds.map(({ ref }) => ref)))).map(
      ({ what, fixtures }) => [what, fixtures],
    ),
  )
  const confirmations = ({ what }: Cause): number => confirmed.get(what) ?? 0
  return countCauses(failing.map(listTellingRefs)).toSorted(
    (a, b) => b.fixtures - a.fixtures || confirmations(a) - confirmations(b),
  )
}

/**
 * The rules that decided failing fixtures, most of which fail by them: a rule that is new and meant otherwise, or wrong.
 * A sound rule that decides by a wrong statement decides far more fixtures that pass.
 */
export function listLikelyRules(results: readonly FixtureResult[]): readonly Cause[] {
  const isDecided = ({ decision, status }: FixtureResult) =>
    decision.rule !== undefined && status !== 'known-gap'
  const nameRule = ({ decision: { rule } }: FixtureResult) => [`rule ${rule?.name} in ${rule?.file}`]
  const decided = results.filter(isDecided)
  const failing = decided.filter(({ status }) => status === 'failing')
  const all = new Map(countCauses(decided.map(nameRule)).map(({ what, fixtures }) => [what, fixtures]))
  return countCauses(failing.map(nameRule)).filter(
    ({ what, fixtures }) => fixtures > (all.get(what) ?? 0) / 2,
  )
}

const listTellingRefs = (result: FixtureResult): ReadonlySet<string> =>
  new Set(
    result.mismatches.flatMap((mismatch) =>
      rankGrounds(mismatch, result)
        .slice(0, mostTelling)
        .map(({ ref }) => ref),
    ),
  )
