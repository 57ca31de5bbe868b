import type { Purpose } from '../../../contract/words.ts'
import { accountChanges } from './account-changes.ts'
import { clientChanges } from './client-changes.ts'
import type { FlipChange } from './flip-change.ts'
import { historyChanges } from './history-changes.ts'
import { policyChanges } from './policy-changes.ts'
import { registrationChanges } from './registration-changes.ts'

/**
 * The published list (`rules/decisions.md`), the smallest change first: what a person can do at once, then what could
 * have happened, what holds for the account, and what time and policy bring. Extend it, never rename an id.
 */
export const flipChanges: readonly FlipChange[] = [
  ...clientChanges,
  ...historyChanges,
  ...registrationChanges,
  ...accountChanges,
  ...policyChanges,
]

/** How often one explanation decides again at most: each single change and each pair of one purpose once. */
export const mostRedecisions = 200

const isFor = ({ purposes }: FlipChange, purpose: Purpose) =>
  purposes === undefined || purposes.includes(purpose)

/** The changes that are tried for one purpose, in their order. */
export const listSingles = (purpose: Purpose): readonly FlipChange[] =>
  flipChanges.filter((change) => isFor(change, purpose))

/** The pairs that are tried for one purpose: of two topics, both of them marked for it, in the order of the list. */
export function listPairs(purpose: Purpose): readonly (readonly [FlipChange, FlipChange])[] {
  const paired = listSingles(purpose).filter((change) => change.paired)
  return paired.flatMap((first, index) =>
    paired
      .slice(index + 1)
      .filter((second) => second.topic !== first.topic)
      .map((second) => [first, second] as const),
  )
}
