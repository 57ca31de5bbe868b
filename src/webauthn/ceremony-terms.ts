import type { UserVerification } from '../contract/words.ts'

/** What a response has to match: what was asked for, and by whom. */
export interface CeremonyTerms {
  /** base64url, as it stood in the options. */
  readonly challenge: string
  readonly rpId: string
  /** Exact, no patterns. */
  readonly origins: readonly string[]
  /** Pages that may hold ours in a frame. Empty: none, and a cross-origin ceremony is refused. */
  readonly topOrigins: readonly string[]
  readonly userVerification: UserVerification
}
