import type { Definition } from '../contract/reports.ts'
import type { ObservedDecision } from './observed-decision.ts'

/** How figures come about: a tally takes decisions in any order, tallies can be merged, and in the end it tells. */
export interface ReportShape<Tally, Figures> {
  readonly definitions: readonly Definition[]
  readonly begin: () => Tally
  readonly add: (tally: Tally, decision: ObservedDecision) => void
  readonly merge: (into: Tally, from: Tally) => void
  readonly conclude: (tally: Tally) => Figures
}
