import type { CredentialId, DeviceId } from '../contract/ids.ts'
import type {
  BreakerState,
  CellEvent,
  DecisionRecord,
  HistoryChange,
  OutcomeRecord,
  UserPseudonym,
} from '../core/index.ts'
import type { AuditEntry } from './audit-log.ts'
import type {
  AuthenticationUpdate,
  CeremonyStore,
  OneTimeKind,
  OneTimeRecord,
  Profile,
} from './ceremony-store.ts'
import type { Assignment, RolloutHold } from './draw-store.ts'
import type {
  CredentialUpdate,
  HistoryStore,
  OutcomeReducer,
  OutcomeSaved,
  UserRef,
  UserUpdate,
} from './history-store.ts'
import type { Publication, PublicationBasis, PublicationSaved } from './rule-store.ts'

/** Subject and experiment: the order in which assignments are kept. */
type AssignmentPlace = readonly [string, string]

/** What may be written, and what each write is told with. Plain data but for the reducer. */
export interface WriteRequests {
  decision: { readonly record: DecisionRecord }
  /** A page fetched the options of its ceremony. */
  start: { readonly id: string; readonly at: number }
  assignment: { readonly assignment: Assignment }
  hold: { readonly hold: RolloutHold; readonly entry: AuditEntry; readonly last: number | null }
  outcome: {
    readonly outcome: OutcomeRecord
    readonly reduce: OutcomeReducer
    readonly decision: DecisionRecord | undefined
  }
  credential: { readonly user: UserRef; readonly update: CredentialUpdate }
  revocation: { readonly user: UserPseudonym; readonly id: CredentialId; readonly at: number }
  user: { readonly user: UserRef; readonly update: UserUpdate }
  changes: { readonly user: UserRef; readonly changes: readonly HistoryChange[] }
  erasure: { readonly user: UserPseudonym }
  expiry: { readonly before: number; readonly limit: number }
  'assignment-expiry': {
    readonly before: number
    /** Those that are not gone; null: nobody can tell. */
    readonly experiments: ReadonlySet<string> | null
    /** Where to go on, as it was answered; null: from the first. */
    readonly after: AssignmentPlace | null
    readonly limit: number
  }
  'one-time': { readonly record: OneTimeRecord }
  'one-time-use': { readonly kind: OneTimeKind; readonly id: string }
  'one-time-expiry': { readonly before: number }
  breaker: { readonly state: BreakerState; readonly entry: AuditEntry }
  audit: { readonly entry: AuditEntry }
  'cell-expiry': { readonly before: number }
  revision: { readonly revision: string; readonly at: number; readonly packed: string }
  publication: {
    readonly publication: Publication
    readonly packed: string
    readonly basis: PublicationBasis
  }
  handle: { readonly user: UserRef; readonly fresh: string; readonly profile: Profile }
  passkey: { readonly user: UserRef; readonly update: CredentialUpdate }
  authentication: { readonly update: AuthenticationUpdate }
}

export interface WriteAnswers {
  decision: undefined
  start: undefined
  assignment: undefined
  /** false: another one came between. */
  hold: boolean
  outcome: OutcomeSaved
  credential: Awaited<ReturnType<HistoryStore['saveCredential']>>
  revocation: boolean
  user: undefined
  changes: undefined
  erasure: boolean
  /** How many decisions were deleted. */
  expiry: number
  /** How many were deleted, and where to go on; null: all were looked at. */
  'assignment-expiry': { readonly deleted: number; readonly next: AssignmentPlace | null }
  'one-time': undefined
  'one-time-use': Awaited<ReturnType<CeremonyStore['takeOneTime']>>
  'one-time-expiry': number
  breaker: undefined
  audit: undefined
  'cell-expiry': number
  revision: undefined
  publication: PublicationSaved
  handle: string
  passkey: Awaited<ReturnType<CeremonyStore['addPasskey']>>
  authentication: Awaited<ReturnType<CeremonyStore['saveAuthentication']>>
}

export type WriteKind = keyof WriteRequests

export type WriteJob<K extends WriteKind = WriteKind> = {
  [Kind in K]: { readonly kind: Kind; readonly request: WriteRequests[Kind] }
}[K]

/** Whose cached rows a transaction has outdated. */
export interface Touched {
  readonly users: Set<UserPseudonym>
  readonly devices: Set<DeviceId>
  /** Whose variants of experiments are gone. */
  readonly subjects: Set<string>
  /** What platforms are measured by, as far as it is new. */
  readonly cellEvents: CellEvent[]
}
