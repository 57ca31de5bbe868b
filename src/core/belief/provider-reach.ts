import type { CredentialRecord } from '../history/user-history.ts'

/** Who keeps a passkey, as far as belief needs to know. */
export interface ProviderIdentity {
  readonly id: string
  readonly name: string
  readonly sync: 'synced' | 'device-bound' | 'unknown'
  /**
   * `ecosystem`: part of an operating system or browser (iCloud Keychain, Google Password Manager, Windows Hello);
   * `manager`: another maker's product that has to be installed; `security-key`: a thing to plug in or tap.
   */
  readonly kind: 'ecosystem' | 'manager' | 'security-key'
}

/** The kinds of device that can be scanned and serve a passkey to another client. */
export type PhoneOs = 'ios' | 'ipados' | 'android'

/** What the knowledge base says about one credential on the client in question. */
export interface ProviderReach {
  /** null where neither the AAGUID nor anything else tells. */
  readonly provider: ProviderIdentity | null
  /** True where the provider was concluded from flags, transports or the place of making, not from the AAGUID. */
  readonly inferred: boolean
  /** Whether this client can get at the provider's passkeys; `conditional`: signed in, installed, switched on. */
  readonly here: 'yes' | 'conditional' | 'no' | 'unknown'
  /** What brings the passkey to the page: the system's own picker, the browser, an extension, a key. */
  readonly through?: 'system' | 'browser' | 'extension' | 'key'
  /** What a `conditional` reach depends on, in words: `signed in to Chrome`. */
  readonly requires?: readonly string[]
  /** The phones through which the provider's passkeys can serve other clients; empty: none. */
  readonly phones: readonly PhoneOs[]
  /** The statement this rests on, such as a pointer into `rules/knowledge/`. */
  readonly source?: string
}

/** Looks one credential up; pure. Where nobody can tell, `unknownProviderReach`. */
export type ProviderReachOf = (credential: CredentialRecord) => ProviderReach

export const unknownProviderReach: ProviderReach = {
  provider: null,
  inferred: false,
  here: 'unknown',
  phones: [],
}
