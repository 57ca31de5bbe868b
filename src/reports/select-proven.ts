import type { Observed } from '../contract/reports.ts'
import type { ObservedAttempt, ObservedDecision } from './observed-decision.ts'

/**
 * Whether a report stands: anybody with a publishable key can report anything of decisions of their own making. A
 * success needs its proof, a failure somebody who is known to be the one it happened to.
 */
const isProven = ({ vouched }: ObservedDecision, { succeeded, proven }: ObservedAttempt): boolean =>
  succeeded ? proven : vouched

/** A decision with those of its reports that stand. */
export const selectProven = (decision: ObservedDecision): ObservedDecision =>
  decision.attempts.every((attempt) => isProven(decision, attempt))
    ? decision
    : { ...decision, attempts: decision.attempts.filter((attempt) => isProven(decision, attempt)) }

/** How many reports of a decision do not stand. */
export function countUnproven(decision: ObservedDecision): Observed {
  const unproven = decision.attempts.filter((attempt) => !isProven(decision, attempt))
  const successes = unproven.filter(({ succeeded }) => succeeded).length
  return { successes, failures: unproven.length - successes }
}
