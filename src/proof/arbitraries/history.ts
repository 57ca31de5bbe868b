import fc from 'fast-check'
import { type CredentialId, type DeviceId, isCredentialId, isDeviceId } from '../../contract/ids.ts'
import {
  browserNames,
  evidenceKinds,
  osNames,
  registrationVariants,
  transportNames,
  userStates,
} from '../../contract/words.ts'
import {
  type CredentialRecord,
  type Evidence,
  evidenceEffect,
  evidenceOrder,
  type KnownDevice,
  type Place,
  type RegistrationAsk,
  type Sighting,
  type UserHistory,
  type UserPseudonym,
} from '../../core/index.ts'

/** Histories draw from few ids, so that credentials, devices and sightings really meet. */
export const credentialIds = ['cred-a', 'cred-b', 'cred-c', 'cred-d'].filter(isCredentialId)
export const deviceIds = ['dev-1', 'dev-2', 'dev-3', 'dev-4', 'dev-5'].filter(isDeviceId)

/** The people who log in, under the pseudonyms that rollouts are drawn over. */
export const users = ['user-a', 'user-b'].filter(isUserPseudonym)

export function isUserPseudonym(text: string): text is UserPseudonym {
  return text !== ''
}

/** The time at which properties ask. */
export const noon = Date.UTC(2026, 10, 21, 12)
const dayMs = 86_400_000

/** Mostly the past two years, now and then a time from a clock that was wrong. */
export const time: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: noon - 730 * dayMs, max: noon }) },
  { weight: 1, arbitrary: fc.integer({ min: noon, max: noon + 400 * dayMs }) },
  { weight: 1, arbitrary: fc.constantFrom(0, noon, noon - 1, noon - dayMs) },
)

export const failureKinds = evidenceKinds.filter((kind) => evidenceEffect[kind] === 'failure')

export const evidence: fc.Arbitrary<Evidence> = fc.record(
  { at: time, kind: fc.constantFrom(...evidenceKinds), weight: fc.constantFrom(0, 0.1, 0.5, 1) },
  { requiredKeys: ['at', 'kind'] },
)

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null, freq: 3 })
const os = fc.constantFrom(...osNames, 'unknown' as const)
const browser = fc.constantFrom(...browserNames.slice(0, 6), 'unknown' as const)

export const place: fc.Arbitrary<Place> = fc.record({
  deviceId: orNull(fc.constantFrom(...deviceIds)),
  os,
  browser,
})

export const aaguids: readonly (string | null)[] = [
  'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
  'ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4',
  '08987058-cadc-4b81-b6e1-30de50dcbe96',
  'bada5566-a7aa-401f-bd96-45619a55120d',
  'd548826e-79b4-db40-a3d8-11116f7e8349',
  'ee882879-721c-4913-9775-3dfcce97072a',
]

export const credentialRecord: fc.Arbitrary<CredentialRecord> = fc.record({
  id: fc.constantFrom(...credentialIds),
  aaguid: orNull(fc.constantFrom(...aaguids)),
  transports: fc.uniqueArray(fc.constantFrom(...transportNames), { maxLength: 3 }),
  backupEligible: fc.constantFrom(true, false, 'unknown' as const),
  backupState: fc.constantFrom(true, false, 'unknown' as const),
  authenticatorAttachment: fc.constantFrom(
    'platform' as const,
    'cross-platform' as const,
    'unknown' as const,
  ),
  createdAt: orNull(time),
  lastUsedAt: orNull(time),
  revokedAt: fc.option(time, { nil: null, freq: 1 }),
  madeOn: orNull(place),
})

export const knownDevice: fc.Arbitrary<KnownDevice> = fc.record({
  id: fc.constantFrom(...deviceIds),
  os,
  osVersion: fc.constantFrom('11', '10', '18.6', 'unknown'),
  browser,
  firstSeenAt: time,
  lastSeenAt: time,
  provenAt: orNull(time),
  loginDays: fc.nat({ max: 40 }),
})

/** A sighting whose counts agree with its evidence; `older` stands for what `recent` no longer holds. */
export function buildSighting(
  credentialId: CredentialId,
  deviceId: DeviceId,
  recent: readonly Evidence[],
  older = 0,
): Sighting {
  const sorted = [...recent].sort(evidenceOrder)
  const successes = sorted.filter((one) => evidenceEffect[one.kind] === 'success')
  const failures = sorted.filter((one) => evidenceEffect[one.kind] === 'failure')
  return {
    credentialId,
    deviceId,
    successes: successes.length + older,
    failures: failures.length,
    lastSuccessAt: successes.at(-1)?.at ?? null,
    lastFailureAt: failures.at(-1)?.at ?? null,
    recent: sorted,
  }
}

const sighting: fc.Arbitrary<Sighting> = fc
  .tuple(
    fc.constantFrom(...credentialIds),
    fc.constantFrom(...deviceIds),
    fc.array(evidence, { maxLength: 6 }),
    fc.constantFrom(0, 0, 0, 2),
  )
  .map(([credentialId, deviceId, recent, older]) => buildSighting(credentialId, deviceId, recent, older))

/** What was answered to one kind of offer. */
export const registrationAsk: fc.Arbitrary<RegistrationAsk> = fc.record({
  variant: fc.constantFrom(...registrationVariants),
  deviceId: orNull(fc.constantFrom(...deviceIds)),
  asked: fc.integer({ min: 0, max: 5 }),
  lastAskedAt: time,
  declinedForGood: fc.boolean(),
  taken: fc.nat({ max: 2 }),
  lastTakenAt: orNull(time),
})

/** Any history: whatever a store could hold of one user, likely or not. */
export const userHistory: fc.Arbitrary<UserHistory> = fc.record({
  state: orNull(fc.constantFrom(...userStates)),
  attributes: fc.constant({}),
  assuranceFloor: fc.constantFrom(null, 'any' as const, 'phishing-resistant' as const),
  credentials: fc.uniqueArray(credentialRecord, { selector: (record) => record.id, maxLength: 4 }),
  devices: fc.uniqueArray(knownDevice, { selector: (device) => device.id, maxLength: 5 }),
  sightings: fc.uniqueArray(sighting, {
    selector: (one) => `${one.credentialId} ${one.deviceId}`,
    maxLength: 8,
  }),
  registrationAsks: fc.array(registrationAsk, { maxLength: 3 }),
  crossDeviceSuccesses: fc.nat({ max: 3 }),
  lastCrossDeviceAt: orNull(time),
  sessionsRevokedAt: orNull(time),
})

/** The history with one more piece of evidence, as a store would have applied it. */
export function addEvidence(
  history: UserHistory,
  credentialId: CredentialId,
  deviceId: DeviceId,
  added: Evidence,
): UserHistory {
  const index = history.sightings.findIndex(
    (one) => one.credentialId === credentialId && one.deviceId === deviceId,
  )
  const met = history.sightings[index]
  const next = buildSighting(credentialId, deviceId, [...(met?.recent ?? []), added], olderSuccesses(met))
  return {
    ...history,
    sightings: index < 0 ? [...history.sightings, next] : history.sightings.with(index, next),
  }
}

function olderSuccesses(met: Sighting | undefined): number {
  if (met === undefined) return 0
  return met.successes - met.recent.filter((one) => evidenceEffect[one.kind] === 'success').length
}
