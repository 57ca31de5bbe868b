import type { DeviceId } from '../contract/ids.ts'
import {
  type CredentialRecord,
  dailyEvidenceLimit,
  dayOf,
  type Evidence,
  type EvidenceKind,
  evidenceEffect,
  type HistoryChange,
  type KnownDevice,
  kindsLimitedWith,
  type RegistrationAsk,
  recentEvidenceLimit,
  type Sighting,
  type UserHistory,
} from '../core/index.ts'

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }
interface KeyedEvidence extends Evidence {
  readonly key: string
}

/** The history of one user in memory. */
export interface MemoryHistory {
  /** As a store would load it. The same object all the time, changed in place. */
  readonly history: UserHistory
  readonly addCredential: (record: CredentialRecord) => void
  readonly apply: (changes: readonly HistoryChange[]) => void
  /** The last proven login on a device; null: never. */
  readonly provenAt: (deviceId: DeviceId) => number | null
}

/** Keeps the first pieces of a day, as the store does; false where there is none more than before. */
function dropSurplus(all: KeyedEvidence[], kind: EvidenceKind, at: number): boolean {
  const kinds = kindsLimitedWith(kind)
  if (kinds === null) return true
  const ofDay = all.filter((one) => kinds.includes(one.kind) && dayOf(one.at) === dayOf(at))
  const surplus = ofDay.slice(dailyEvidenceLimit)
  for (const one of surplus) all.splice(all.indexOf(one), 1)
  return surplus.length === 0
}

/**
 * Applies changes exactly as the SQLite store does (counters move only with new evidence, lists are in the order of
 * their keys), so that a year of logins takes no file. A test compares the two.
 */
export function createMemoryHistory(): MemoryHistory {
  const credentials: Writable<CredentialRecord>[] = []
  const devices: Writable<KnownDevice>[] = []
  const sightings: Writable<Sighting>[] = []
  const registrationAsks: Writable<RegistrationAsk>[] = []
  const told = new Set<string>()
  /** All evidence, of which a history shows the latest. */
  const kept = new Map<Sighting, KeyedEvidence[]>()
  const days = new Set<string>()
  const history: Writable<UserHistory> = {
    state: null,
    attributes: {},
    assuranceFloor: null,
    credentials,
    devices,
    sightings,
    registrationAsks,
    crossDeviceSuccesses: 0,
    lastCrossDeviceAt: null,
    sessionsRevokedAt: null,
  }

  const addEvidence = (change: Extract<HistoryChange, { type: 'evidence' }>) => {
    const { key, credentialId, deviceId, kind, at, weight = 1, elapsedMs = null } = change
    if (told.has(key)) return
    told.add(key)
    if (kind === 'succeeded-by-phone') {
      history.crossDeviceSuccesses += 1
      history.lastCrossDeviceAt = larger(history.lastCrossDeviceAt, at)
    }
    let sighting = sightings.find((one) => one.credentialId === credentialId && one.deviceId === deviceId)
    if (sighting === undefined) {
      sighting = {
        credentialId,
        deviceId,
        successes: 0,
        failures: 0,
        lastSuccessAt: null,
        lastFailureAt: null,
        recent: [],
      }
      insert(
        sightings,
        sighting,
        (a, b) => compare(a.credentialId, b.credentialId) || compare(a.deviceId, b.deviceId),
      )
    }
    const effect = evidenceEffect[kind]
    const evidence = {
      at,
      kind,
      key,
      ...(weight === 1 ? {} : { weight }),
      ...(elapsedMs === null ? {} : { elapsedMs }),
    }
    const all = kept.get(sighting) ?? []
    kept.set(sighting, all)
    insert(all, evidence, (a, b) => a.at - b.at || compare(a.key, b.key))
    const isCounted = dropSurplus(all, kind, at)
    sighting.recent = all.slice(-recentEvidenceLimit).map(({ key: _key, ...one }) => one)
    if (effect === 'success') {
      sighting.successes += 1
      sighting.lastSuccessAt = larger(sighting.lastSuccessAt, at)
    }
    if (effect === 'failure') {
      sighting.failures += Number(isCounted)
      sighting.lastFailureAt = larger(sighting.lastFailureAt, at)
    }
  }

  const proveDevice = (change: Extract<HistoryChange, { type: 'device-proven' }>) => {
    const { deviceId, os, osVersion, browser, at } = change
    const device = devices.find(({ id }) => id === deviceId)
    const day = `${deviceId} ${dayOf(at)}`
    const isNewDay = !days.has(day)
    days.add(day)
    if (device === undefined) {
      insert(
        devices,
        { id: deviceId, os, osVersion, browser, firstSeenAt: at, lastSeenAt: at, provenAt: at, loginDays: 1 },
        (a, b) => compare(a.id, b.id),
      )
      return
    }
    if (os !== 'unknown' && (device.os === 'unknown' || isLater(change, device))) {
      device.os = os
      device.osVersion = osVersion
      device.browser = browser
    }
    device.firstSeenAt = Math.min(device.firstSeenAt, at)
    device.lastSeenAt = Math.max(device.lastSeenAt, at)
    device.provenAt = larger(device.provenAt, at)
    device.loginDays += Number(isNewDay)
  }

  const addAsk = (change: Extract<HistoryChange, { type: 'registration-asked' }>) => {
    const { variant, deviceId, declinedForGood, taken, at } = change
    const ask = registrationAsks.find((one) => one.variant === variant && one.deviceId === deviceId)
    if (ask === undefined) {
      insert(
        registrationAsks,
        {
          variant,
          deviceId,
          asked: 1,
          lastAskedAt: at,
          declinedForGood,
          taken: Number(taken),
          lastTakenAt: taken ? at : null,
        },
        (a, b) => compare(a.variant, b.variant) || compare(a.deviceId ?? '', b.deviceId ?? ''),
      )
      return
    }
    ask.asked += 1
    ask.lastAskedAt = Math.max(ask.lastAskedAt, at)
    ask.declinedForGood ||= declinedForGood
    ask.taken += Number(taken)
    if (taken) ask.lastTakenAt = larger(ask.lastTakenAt, at)
  }

  return {
    history,
    addCredential: (record) => insert(credentials, { ...record }, (a, b) => compare(a.id, b.id)),
    apply(changes) {
      for (const change of changes) {
        if (change.type === 'evidence') addEvidence(change)
        else if (change.type === 'device-proven') proveDevice(change)
        else if (change.type === 'registration-asked') addAsk(change)
        else if (change.type === 'credential-used') {
          const credential = credentials.find(({ id }) => id === change.credentialId)
          if (credential !== undefined) credential.lastUsedAt = larger(credential.lastUsedAt, change.at)
        }
      }
    },
    provenAt: (deviceId) => devices.find(({ id }) => id === deviceId)?.provenAt ?? null,
  }
}

const larger = (stored: number | null, at: number): number => (stored === null ? at : Math.max(stored, at))
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Keeps a list sorted, which is nearly always an append. */
function insert<T>(list: T[], item: T, order: (a: T, b: T) => number): void {
  let at = list.length
  for (; at > 0; at--) {
    const before = list[at - 1]
    if (before === undefined || order(before, item) <= 0) break
  }
  list.splice(at, 0, item)
}

/** The store compares times, then the words: SQLite's row values. */
function isLater(
  { os, osVersion, browser, at }: Extract<HistoryChange, { type: 'device-proven' }>,
  device: KnownDevice,
): boolean {
  if (at !== device.lastSeenAt) return at > device.lastSeenAt
  return (
    (compare(os, device.os) || compare(osVersion, device.osVersion) || compare(browser, device.browser)) > 0
  )
}
