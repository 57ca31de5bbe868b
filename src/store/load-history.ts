import type { Database } from 'better-sqlite3'
import type { CredentialId, DeviceId } from '../contract/ids.ts'
import type {
  AssuranceFloor,
  BrowserName,
  OsName,
  RegistrationVariant,
  UserState,
} from '../contract/words.ts'
import {
  type CredentialRecord,
  type Evidence,
  type EvidenceKind,
  emptyHistory,
  recentEvidenceLimit,
  type UserHistory,
  type UserPseudonym,
} from '../core/index.ts'
import { type FieldCipher, openField } from './personal-field.ts'
import { userPlace } from './save-user.ts'

/**
 * One statement for all a decision reads of a user: rows come back as JSON arrays, which is ten times as fast as a
 * query builder here. Column order is that of the row types below.
 */
const historySql = `
select
  users.state, users.attributes_sealed, users.assurance_floor,
  coalesce(users.cross_device_successes, 0), users.last_cross_device_at, users.sessions_revoked_at,
  (select json_group_array(json_array(id, aaguid, json(transports), backup_eligible, backup_state,
      authenticator_attachment, created_at, last_used_at, revoked_at, made_on_device, made_on_os, made_on_browser))
    from (select * from credentials where user = wanted.user order by id)),
  (select json_group_array(json_array(id, os, os_version, browser, first_seen_at, last_seen_at, proven_at,
      (select count(*) from device_days where device_days.user = wanted.user and device_days.device_id = device.id)))
    from (select * from devices where user = wanted.user order by id) as device),
  (select json_group_array(json_array(credential_id, device_id, successes, failures, last_success_at, last_failure_at,
      json((select json_group_array(json_array(at, kind, weight, elapsed_ms)) from (
        select at, kind, weight, elapsed_ms from evidence
        where evidence.user = wanted.user and evidence.credential_id = sighting.credential_id
          and evidence.device_id = sighting.device_id
        order by at desc, key desc limit ${recentEvidenceLimit})))))
    from (select * from sightings where user = wanted.user order by credential_id, device_id) as sighting),
  (select json_group_array(json_array(variant, device_id, asked, last_asked_at, declined_for_good, taken,
      last_taken_at))
    from (select * from registration_asks where user = wanted.user order by variant, device_id))
from (select ? as user) as wanted left join users on users.user = wanted.user`

type HistoryRow = readonly [
  state: UserState | null,
  attributesSealed: string | null,
  assuranceFloor: AssuranceFloor | null,
  crossDeviceSuccesses: number,
  lastCrossDeviceAt: number | null,
  sessionsRevokedAt: number | null,
  credentials: string,
  devices: string,
  sightings: string,
  registrationAsks: string,
]
type Flag = 0 | 1
type CredentialRow = readonly [
  id: CredentialId,
  aaguid: string | null,
  transports: readonly string[],
  backupEligible: Flag | null,
  backupState: Flag | null,
  attachment: 'platform' | 'cross-platform' | null,
  createdAt: number | null,
  lastUsedAt: number | null,
  revokedAt: number | null,
  madeOnDevice: DeviceId | null,
  madeOnOs: OsName | null,
  madeOnBrowser: BrowserName | null,
]
type DeviceRow = readonly [
  id: DeviceId,
  os: OsName,
  osVersion: string,
  browser: BrowserName,
  firstSeenAt: number,
  lastSeenAt: number,
  provenAt: number | null,
  loginDays: number,
]
type SightingRow = readonly [
  credentialId: CredentialId,
  deviceId: DeviceId,
  successes: number,
  failures: number,
  lastSuccessAt: number | null,
  lastFailureAt: number | null,
  newestFirst: readonly EvidenceRow[],
]
type EvidenceRow = readonly [at: number, kind: EvidenceKind, weight: number, elapsedMs: number | null]
type AskRow = readonly [
  variant: RegistrationVariant,
  deviceId: DeviceId | '',
  asked: number,
  lastAskedAt: number,
  declinedForGood: Flag,
  taken: number,
  lastTakenAt: number | null,
]

export interface LoadedHistory {
  readonly history: UserHistory
  /** Characters read: a measure of what it takes to keep. */
  readonly size: number
}

/** Reads all that is known of a user from one connection, as of the last commit. */
export function createHistoryLoader(
  connection: Database,
  cipher: FieldCipher,
): (user: UserPseudonym) => LoadedHistory {
  const select = connection.prepare<[UserPseudonym], HistoryRow>(historySql).raw()
  return (user) => {
    const row = select.get(user)
    return row === undefined ? { history: emptyHistory, size: 0 } : readHistoryRow(row, user, cipher)
  }
}

function readHistoryRow(row: HistoryRow, user: UserPseudonym, cipher: FieldCipher): LoadedHistory {
  const [state, attributesSealed, assuranceFloor, crossDeviceSuccesses, lastCrossDeviceAt, ...rest] = row
  const [sessionsRevokedAt, ...lists] = rest
  const attributes = openField(cipher, userPlace('attributes', user), attributesSealed) ?? '{}'
  const credentials: readonly CredentialRow[] = JSON.parse(lists[0])
  const devices: readonly DeviceRow[] = JSON.parse(lists[1])
  const sightings: readonly SightingRow[] = JSON.parse(lists[2])
  const asks: readonly AskRow[] = JSON.parse(lists[3])
  const history: UserHistory = {
    state,
    attributes: JSON.parse(attributes),
    assuranceFloor,
    credentials: credentials.map(readCredentialRow),
    devices: devices.map(([id, os, osVersion, browser, firstSeenAt, lastSeenAt, provenAt, loginDays]) => ({
      id,
      os,
      osVersion,
      browser,
      firstSeenAt,
      lastSeenAt,
      provenAt,
      loginDays,
    })),
    sightings: sightings.map(
      ([credentialId, deviceId, successes, failures, lastSuccessAt, lastFailureAt, newestFirst]) => ({
        credentialId,
        deviceId,
        successes,
        failures,
        lastSuccessAt,
        lastFailureAt,
        recent: newestFirst.map(readEvidenceRow).reverse(),
      }),
    ),
    registrationAsks: asks.map(
      ([variant, deviceId, asked, lastAskedAt, declinedForGood, taken, lastTakenAt]) => ({
        variant,
        deviceId: deviceId === '' ? null : deviceId,
        asked,
        lastAskedAt,
        declinedForGood: declinedForGood === 1,
        taken,
        lastTakenAt,
      }),
    ),
    crossDeviceSuccesses,
    lastCrossDeviceAt,
    sessionsRevokedAt,
  }
  return { history, size: lists.reduce((sum, text) => sum + text.length, attributes.length) }
}

function readEvidenceRow([at, kind, weight, elapsedMs]: EvidenceRow): Evidence {
  if (elapsedMs === null) return weight === 1 ? { at, kind } : { at, kind, weight }
  return weight === 1 ? { at, kind, elapsedMs } : { at, kind, weight, elapsedMs }
}

const readFlag = (flag: Flag | null) => (flag === null ? 'unknown' : flag === 1)

function readCredentialRow(row: CredentialRow): CredentialRecord {
  const [id, aaguid, transports, backupEligible, backupState, attachment, createdAt, lastUsedAt, revokedAt] =
    row
  const [, , , , , , , , , deviceId, os, browser] = row
  const isPlaceKnown = deviceId !== null || os !== null || browser !== null
  return {
    id,
    aaguid,
    transports,
    backupEligible: readFlag(backupEligible),
    backupState: readFlag(backupState),
    authenticatorAttachment: attachment ?? 'unknown',
    createdAt,
    lastUsedAt,
    revokedAt,
    madeOn: isPlaceKnown ? { deviceId, os: os ?? 'unknown', browser: browser ?? 'unknown' } : null,
  }
}
