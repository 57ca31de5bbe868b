import { type UserVerification, userVerifications } from '../../contract/words.ts'

/** The stronger of two demands: neither a rule nor a setting may weaken the other. */
export const resolveUserVerification = (one: UserVerification, other: UserVerification): UserVerification =>
  // INVARIANT: the words stand in order, the strongest first.
  userVerifications.indexOf(one) <= userVerifications.indexOf(other) ? one : other
