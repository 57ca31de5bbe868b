import type { CredentialId } from '../contract/ids.ts'
import type { UserState } from '../contract/words.ts'
import type { EpochMs, UserPseudonym } from '../core/index.ts'
import type { CredentialUpdate, UserRef } from './history-store.ts'

/** What may be used once. */
export type OneTimeKind = 'challenge' | 'ticket'

export interface OneTimeRecord {
  readonly kind: OneTimeKind
  /** SHA-256 of the challenge or ticket, base64url; the thing itself is never kept. */
  readonly id: string
  /** Whose it is, so that an erasure finds it; null: nobody's yet. */
  readonly user: UserPseudonym | null
  /** JSON; kept sealed. */
  readonly payload: string
  readonly expiresAt: EpochMs
}

/** A credential record as a verification needs it (WebAuthn Level 3, section 4). */
export interface StoredPasskey {
  readonly user: UserPseudonym
  /** null: nobody ever told the id of this user. */
  readonly userId: string | null
  readonly userState: UserState | null
  readonly publicKey: string | null
  readonly signCount: number
  readonly backupEligible: boolean | null
  readonly transports: readonly string[]
  readonly aaguid: string | null
  readonly revokedAt: EpochMs | null
  /** The handle this passkey was made for; null where a relying party brought it along without one. */
  readonly userHandle: string | null
}

/** What is kept of an account besides its history. */
export interface Account {
  readonly state: UserState | null
  readonly userHandle: string | null
  readonly profile: Profile | null
  readonly profileAt: EpochMs | null
  readonly credentialsComplete: boolean
  readonly passkeys: readonly {
    readonly id: CredentialId
    readonly name: string | null
    readonly revokedAt: EpochMs | null
    readonly createdAt: EpochMs | null
    readonly profileToldAt: EpochMs | null
    readonly signCount: number | null
    readonly signCountRegressedAt: EpochMs | null
  }[]
}

/** What passkey providers show of an account. Nothing is ever looked up by it. */
export interface Profile {
  readonly name: string
  readonly displayName: string
}

export interface AuthenticationUpdate {
  readonly user: UserPseudonym
  readonly id: CredentialId
  readonly signCount: number
  readonly backupEligible: boolean
  readonly backupState: boolean
  readonly userVerified: boolean
  readonly at: EpochMs
  /** The provider is told the user's name with the answer to this login. */
  readonly profileTold: boolean
}

/** What ceremonies keep. As durable as everything else: a promise resolves after the commit. */
export interface CeremonyStore {
  saveOneTime(record: OneTimeRecord): Promise<void>
  /** Takes it out, so that of any number of callers one gets it. */
  takeOneTime(
    kind: OneTimeKind,
    id: string,
  ): Promise<{ readonly payload: string; readonly expiresAt: EpochMs } | null>
  /** Deletes what can no longer be used; tells how much. */
  deleteStale(now: EpochMs): Promise<number>
  /** By credential id alone: whose it is comes with it. */
  loadPasskey(id: CredentialId): Promise<StoredPasskey | null>
  loadAccount(user: UserPseudonym): Promise<Account>
  /** The handle of an account: the one it has, or else this fresh one. */
  ensureUserHandle(user: UserRef, fresh: string, profile: Profile): Promise<string>
  /** A new passkey. `known`: this user has it already; `foreign`: another one does. Neither changes anything. */
  addPasskey(user: UserRef, update: CredentialUpdate): Promise<'created' | 'known' | 'foreign'>
  /** @returns whether the sign count went back (WebAuthn Level 3, 7.2 step 22) */
  saveAuthentication(update: AuthenticationUpdate): Promise<{ readonly signCountRegressed: boolean }>
}
