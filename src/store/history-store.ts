import type { CredentialId, DeviceId } from '../contract/ids.ts'
import type { AssuranceFloor, BrowserName, Classification, OsName, UserState } from '../contract/words.ts'
import type {
  DecisionRecord,
  HistoryChange,
  OutcomeRecord,
  UserHistory,
  UserPseudonym,
} from '../core/index.ts'

/** A credential record as it is written; fields left out keep what is stored. */
export interface CredentialUpdate {
  readonly id: CredentialId
  readonly publicKey?: string
  readonly userHandle?: string
  readonly aaguid?: string
  /** Left out: what is stored; a credential that is not on record is then `unknown`. */
  readonly transports?: readonly string[]
  readonly backupEligible?: boolean
  readonly backupState?: boolean
  readonly authenticatorAttachment?: 'platform' | 'cross-platform'
  readonly createdAt: number
  readonly name?: string
  readonly madeOn?: { readonly deviceId?: DeviceId; readonly os?: OsName; readonly browser?: BrowserName }
  readonly restore?: boolean
  readonly signCount?: number
  readonly uvInitialized?: boolean
  readonly attestationFormat?: string
}

export interface UserUpdate {
  readonly state?: UserState
  readonly attributes?: Readonly<Record<string, string | number | boolean>>
  readonly assuranceFloor?: AssuranceFloor
  readonly credentialsComplete?: boolean
  readonly name?: string
  /** Where only a name is told, the display name is the same. */
  readonly displayName?: string
  /** Device tokens issued until then are void; never earlier than what is stored. */
  readonly sessionsRevokedAt?: number
}

/** A user as the store names one: filed under the pseudonym; the id itself is kept besides only encrypted. */
export interface UserRef {
  readonly pseudonym: UserPseudonym
  readonly id: string
}

/** What the reducer is asked once the decision and its earlier outcomes are known; pure (`core/outcome`). */
export type OutcomeReducer = (
  decision: DecisionRecord,
  earlier: readonly OutcomeRecord[],
  outcome: OutcomeRecord,
) => readonly HistoryChange[]

export type OutcomeSaved =
  | {
      readonly kind: 'accepted' | 'repeated'
      readonly classified: Classification
      readonly decision: DecisionRecord
      /** What was reported of the decision before, but for this attempt. */
      readonly earlier: readonly OutcomeRecord[]
    }
  /** The same (decision, method, attempt) was reported before, differently. */
  | { readonly kind: 'altered' }
  /** Of this decision, as many attempts that nobody has proven were reported as any person could make. */
  | { readonly kind: 'too-many' }
  | { readonly kind: 'unknown-decision' }

/**
 * The history port. Reads never wait for a lock; a write resolves only after it is durable; counters are updated
 * in SQL. Every method rejects with a StoreError (`unavailable`, `full`) when the store cannot serve.
 */
export interface HistoryStore {
  loadHistory(user: UserPseudonym): Promise<UserHistory>
  /** How many users completed a login on this device within the last 30 days. */
  loadDeviceUserCount(deviceId: DeviceId): Promise<number>
  /** Queued: never delays an answer, never throws; told by `stats()` when dropped. */
  recordDecision(record: DecisionRecord): void
  /** That a page fetched the options of its ceremony; queued like the decision itself. */
  recordStart(id: string, at: number): void
  loadDecision(id: string): Promise<DecisionRecord | null>
  /** @param decision stands in where the stored one is missing; tokens carry what it takes */
  saveOutcome(
    outcome: OutcomeRecord,
    reduce: OutcomeReducer,
    decision?: DecisionRecord,
  ): Promise<OutcomeSaved>
  saveCredential(
    user: UserRef,
    update: CredentialUpdate,
  ): Promise<'created' | 'updated' | 'revoked' | 'foreign' | 'unknown'>
  revokeCredential(user: UserPseudonym, id: CredentialId, at: number): Promise<boolean>
  saveUser(user: UserRef, update: UserUpdate): Promise<void>
  /** Answered from memory, so also while the store cannot serve: a fault must not lower a floor. */
  hasResistantFloor(user: UserPseudonym): boolean
  /** Back-fill: applies changes of one user in one transaction. */
  saveChanges(user: UserRef, changes: readonly HistoryChange[]): Promise<void>
  exportUser(user: UserPseudonym): Promise<Readonly<Record<string, unknown>> | null>
  eraseUser(user: UserPseudonym): Promise<boolean>
  isReady(): boolean
  stats(): { readonly queued: number; readonly dropped: number; readonly commits: number }
  close(): Promise<void>
}
