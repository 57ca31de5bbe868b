import { allReasons, type Reason } from '../../contract/words.ts'

/** Of two reasons that hold, the one that is told: the first in the published order. */
export const selectFirstReason = (one: Reason, other: Reason): Reason =>
  allReasons.indexOf(one) < allReasons.indexOf(other) ? one : other
