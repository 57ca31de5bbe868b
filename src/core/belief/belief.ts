import type { CredentialId } from '../../contract/ids.ts'
import type { ReachClass } from '../../contract/words.ts'

/** How likely one credential can be used from this client; `explainCredential` tells why. */
export interface CredentialBelief {
  readonly id: CredentialId
  /** Passkey provider by AAGUID and flags, such as `'icloud-keychain'`; null where nobody can tell. */
  readonly provider: string | null
  readonly providerName: string | null
  readonly reach: ReachClass
  /** P(usable here) before evidence from this device. */
  readonly prior: number
  /** P(usable here) after evidence from this device. */
  readonly probability: number
  /** Nothing is known of it beyond its kind: nothing that happened, here or elsewhere, speaks for or against it. */
  readonly isUsual: boolean
  /** P(a phone that holds it could serve some client that can do hybrid). */
  readonly phone: number
  readonly transports: readonly string[]
  /** `suspected-gone`: failed here against expectation. `probably-deleted`: failed everywhere it had worked. */
  readonly status: 'believed' | 'suspected-gone' | 'probably-deleted'
  /** Rests until then (epoch ms) after failures here; null: does not rest. */
  readonly coolingUntil: number | null
  /** The rest is over and one bounded probe may be made. */
  readonly probeDue: boolean
}

export interface Belief {
  /** Likeliest here first; revoked ones are not listed. */
  readonly credentials: readonly CredentialBelief[]
  /** P(at least one passkey is usable right here). */
  readonly here: number
  /** P(a local ceremony ends in a login) = P(here) x completion. */
  readonly local: number
  /** P(a silent `immediate` try ends in a login): like `local`, over the passkeys a client lists silently. */
  readonly immediate: number
  /** P(a cross-device ceremony ends in a login), 0 where the client cannot do hybrid. */
  readonly crossDevice: number
  /** P(a phone that holds a passkey exists), whatever this client can do. */
  readonly phone: number
  /** On how many days after the first one this person came back to this device. */
  readonly returns: number
  /** How often suggestions are picked on this platform, over what settings say: what proven logins have taught; 1: nothing. */
  readonly picking: number
}

/** The action with the least expected cost, and the figures behind it (seconds). */
export interface Advice {
  readonly action: 'passkey' | 'cross-device' | 'fallback'
  /** True where the silent `immediate` try is the cheapest way to find out. */
  readonly immediate: boolean
  /** True where suggestions in the field cost less than a dialog, the phone or another method: a guess that is no dead end. */
  readonly conditional: boolean
  readonly seconds: {
    readonly local: number
    readonly immediate: number
    readonly conditional: number
    readonly crossDevice: number
    readonly fallback: number
  }
}
