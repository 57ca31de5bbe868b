import type { Attributes } from '../../contract/decision.ts'
import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import type {
  AssuranceFloor,
  AttachmentName,
  BrowserName,
  EvidenceKind,
  OsName,
  RegistrationVariant,
  UserState,
} from '../../contract/words.ts'

export type { EvidenceKind }

/** Milliseconds since the epoch. */
export type EpochMs = number

/** Where something happened, as far as that client told. */
export interface Place {
  readonly deviceId: DeviceId | null
  readonly os: OsName | 'unknown'
  readonly browser: BrowserName | 'unknown'
}

/** A credential record (WebAuthn Level 3, section 4), as far as decisions need it: no key, no counter. */
export interface CredentialRecord {
  readonly id: CredentialId
  /** Self-asserted without attestation: evidence of the provider, never proof. All zeros is told as null. */
  readonly aaguid: string | null
  readonly transports: readonly string[]
  readonly backupEligible: boolean | 'unknown'
  readonly backupState: boolean | 'unknown'
  readonly authenticatorAttachment: AttachmentName | 'unknown'
  readonly createdAt: EpochMs | null
  readonly lastUsedAt: EpochMs | null
  readonly revokedAt: EpochMs | null
  /** Where it was made; null where nobody said. */
  readonly madeOn: Place | null
}

/** One browser profile this user was seen in. */
export interface KnownDevice {
  readonly id: DeviceId
  readonly os: OsName | 'unknown'
  readonly osVersion: string
  readonly browser: BrowserName | 'unknown'
  readonly firstSeenAt: EpochMs
  readonly lastSeenAt: EpochMs
  /** The last login proven by the back end here; null: never. */
  readonly provenAt: EpochMs | null
  /** On how many days a login was proven here. */
  readonly loginDays: number
}

export interface Evidence {
  readonly at: EpochMs
  readonly kind: EvidenceKind
  /** How much of a whole piece of evidence it is, over 0 to 1; left out: 1. */
  readonly weight?: number
  /** How long the attempt took, for explanations; left out: not told. */
  readonly elapsedMs?: number
}

/** What happened between one credential and one device. Counts are exact; `recent` is bounded, newest last. */
export interface Sighting {
  readonly credentialId: CredentialId
  readonly deviceId: DeviceId
  readonly successes: number
  readonly failures: number
  readonly lastSuccessAt: EpochMs | null
  readonly lastFailureAt: EpochMs | null
  readonly recent: readonly Evidence[]
}

/** What a user answered when asked to create a passkey, per variant. */
export interface RegistrationAsk {
  readonly variant: RegistrationVariant
  readonly deviceId: DeviceId | null
  readonly asked: number
  readonly lastAskedAt: EpochMs
  readonly declinedForGood: boolean
  /** How often a passkey was made. */
  readonly taken: number
  readonly lastTakenAt: EpochMs | null
}

/** Everything known of one user. A user unknown to us has the empty history, never an error. */
export interface UserHistory {
  readonly state: UserState | null
  readonly attributes: Attributes
  readonly assuranceFloor: AssuranceFloor | null
  readonly credentials: readonly CredentialRecord[]
  readonly devices: readonly KnownDevice[]
  readonly sightings: readonly Sighting[]
  readonly registrationAsks: readonly RegistrationAsk[]
  /** A phone that holds one of these credentials is known to have served another client. */
  readonly crossDeviceSuccesses: number
  readonly lastCrossDeviceAt: EpochMs | null
  /** Device tokens issued until then are void; null: none are. */
  readonly sessionsRevokedAt: EpochMs | null
}

export const emptyHistory: UserHistory = {
  state: null,
  attributes: {},
  assuranceFloor: null,
  credentials: [],
  devices: [],
  sightings: [],
  registrationAsks: [],
  crossDeviceSuccesses: 0,
  lastCrossDeviceAt: null,
  sessionsRevokedAt: null,
}
