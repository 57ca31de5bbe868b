import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type {
  Action,
  AnswerView,
  AttachmentName,
  BrowserName,
  CeremonyMode,
  Classification,
  Confidence,
  EvidenceKind,
  ExposureKind,
  OsName,
  PassiveMode,
  Purpose,
  ReachClass,
  Reason,
  RegistrationAction,
} from '../../contract/words.ts'
import type { EpochMs } from './user-history.ts'

/** The HMAC of a user id with the site key: what histories are filed under. Never the id itself. */
export type UserPseudonym = string & { readonly brand: 'UserPseudonym' }

/** What must be remembered of a decision so that its outcome can teach. */
export interface DecisionRecord {
  readonly id: string
  readonly at: EpochMs
  readonly user: UserPseudonym | null
  readonly deviceId: DeviceId | null
  /** The request carried a valid device token: this browser has completed a login of this user before. */
  readonly deviceProven: boolean
  readonly purpose: Purpose
  readonly action: Action | RegistrationAction
  readonly reason: Reason
  readonly rule: string | null
  readonly revision: string
  readonly os: OsName
  readonly osVersion: string
  readonly browser: BrowserName
  readonly browserMajor: number | null
  /** How the ceremony starts; null: none was started by itself. */
  readonly mode: CeremonyMode | null
  /** The credentials a failure speaks about: those that could be here, or, of a cross-device decision, on a phone. */
  readonly offered: readonly CredentialId[]
  readonly probability: { readonly local: number; readonly crossDevice: number }
  /** Provider and reach of the passkey that was likeliest here; null: there is none, or nobody can tell. */
  readonly provider: string | null
  readonly reach: ReachClass | null
  /** null: recorded by an older version. */
  readonly confidence: Confidence | null
  readonly passive: PassiveMode | null
  /** Pseudonym of the address prefix the request came from; null: not told. */
  readonly network: string | null
  /** When a page fetched the options of its ceremony; null: never, or elsewhere. */
  readonly startedAt: EpochMs | null
  /** Whom was answered, and so what the answer could depend on; null: recorded by an older version. */
  readonly view: AnswerView | null
  /** The draws that had a say; null: none, or recorded by an older version. */
  readonly exposures: readonly RecordedExposure[] | null
  /** What the shadow rules would have answered; null: there are none. */
  readonly shadow: ShadowAnswer | null
  /** Names the whole answer, so that a replay can be held against it byte by byte; null: recorded by an older version. */
  readonly answerHash: string | null
  /** What was asked (JSON), so that it can be replayed; the store encrypts it. */
  readonly input: string
}

/** A draw that had a say in a decision; what `core/rules` calls an exposure. */
export interface RecordedExposure {
  readonly kind: ExposureKind
  readonly name: string
  readonly variant: string
  readonly percent?: number
}

/** What rules that are tried beside those in force would have answered. */
export interface ShadowAnswer {
  readonly action: Action | RegistrationAction
  readonly reason: Reason
  readonly rule: string | null
  readonly mode: CeremonyMode | null
  readonly revision: string
}

/** One attempt as it was reported. Unique by (decision, method, attempt). */
export interface OutcomeRecord {
  readonly decisionId: string
  readonly method: string
  readonly attempt: number
  readonly result: 'success' | 'failure'
  readonly classified: Classification
  /** As the page told it; null: not told. */
  readonly errorName: string | null
  /** What a failure is evidence of by the knowledge of its time; null: of nothing. */
  readonly evidence: EvidenceKind | null
  /** How much of a whole piece of evidence, over 0 to 1; 0 without evidence. */
  readonly weight: number
  /** Reported with a secret key (or verified by us): a success then counts. */
  readonly proven: boolean
  readonly credentialId: CredentialId | null
  readonly authenticatorAttachment: AttachmentName | null
  readonly elapsedMs: number | null
  /** Who a login without identifier turned out to be, or the decision's own user. */
  readonly user: UserPseudonym | null
  readonly at: EpochMs
}
