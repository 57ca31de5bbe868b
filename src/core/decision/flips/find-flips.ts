import type { Decision } from '../decision.ts'
import type { FlipChange, FlipQuestion } from './flip-change.ts'
import { listPairs, listSingles } from './flip-changes.ts'

/** One change, or two together, that would change the action. */
export interface Flip {
  /** In words: `with Bluetooth on`, or two of them joined by `and`. */
  readonly change: string
  /** The ids of the changes, in the order in which they are made. */
  readonly changes: string[]
  readonly action: Decision['action']
  readonly reason: Decision['reason']
}

/**
 * Tries the published list by deciding again, and keeps what changes the action: what is said here is therefore
 * always true. It is a list for people, not a search: each change is one that can happen. A pair is told only where
 * neither of the two does it alone. The smallest comes first.
 */
export function findFlips(
  question: FlipQuestion,
  decision: Decision,
  decideAgain: (question: FlipQuestion) => Decision,
): Flip[] {
  const flips: Flip[] = []
  const { purpose } = question.input
  const alone = new Set<FlipChange>()
  const changed = new Map<FlipChange, FlipQuestion>()
  const tell = (after: FlipQuestion, made: readonly FlipChange[]): boolean => {
    const { action, reason } = decideAgain(after)
    if (action === decision.action) return false
    const change = made.map(({ change: words }) => words).join(' and ')
    flips.push({ change, changes: made.map(({ id }) => id), action, reason })
    return true
  }
  for (const single of listSingles(purpose)) {
    const after = single.apply(question)
    if (after === null) continue
    changed.set(single, after)
    if (tell(after, [single])) alone.add(single)
  }
  for (const [first, second] of listPairs(purpose)) {
    if (alone.has(first) || alone.has(second)) continue
    const between = changed.get(first)
    const after = between === undefined ? null : second.apply(between)
    if (after !== null) tell(after, [first, second])
  }
  return flips
}
