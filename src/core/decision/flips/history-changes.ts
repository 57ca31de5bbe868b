import type { CredentialId, DeviceId } from '../../../contract/ids.ts'
import { evidenceEffect, evidenceOrder, recentEvidenceLimit } from '../../history/evidence-effect.ts'
import type {
  CredentialRecord,
  EpochMs,
  EvidenceKind,
  KnownDevice,
  Sighting,
  UserHistory,
} from '../../history/user-history.ts'
import { readClient } from '../../platform/read-client.ts'
import { changeInput, type FlipChange, type FlipQuestion, withHistory } from './flip-change.ts'

/** The user agent's own device and the history of a user who is named: what a store could remember of this login. */
function remember(
  question: FlipQuestion,
  change: (history: UserHistory, deviceId: DeviceId) => UserHistory | null,
): FlipQuestion | null {
  const { device, user } = question.input
  const { id } = device
  if (id === null || user === null || user.pseudonym === null) return null
  return changeInput(question, (input) => withHistory(input, (history) => change(history, id)))
}

const isActive = ({ revokedAt }: CredentialRecord): boolean => revokedAt === null

/** One more piece of evidence, as a store adds it: what happened before still counts. */
function addEvidence(
  history: UserHistory,
  credentialId: CredentialId,
  deviceId: DeviceId,
  kind: EvidenceKind,
  at: EpochMs,
): UserHistory {
  const isMet = (one: Sighting) => one.credentialId === credentialId && one.deviceId === deviceId
  const met = history.sightings.find(isMet)
  const effect = evidenceEffect[kind]
  const isSuccess = effect === 'success'
  const isFailure = effect === 'failure'
  const later = (before: EpochMs | null | undefined) => Math.max(before ?? at, at)
  const sighting: Sighting = {
    credentialId,
    deviceId,
    successes: (met?.successes ?? 0) + (isSuccess ? 1 : 0),
    failures: (met?.failures ?? 0) + (isFailure ? 1 : 0),
    lastSuccessAt: isSuccess ? later(met?.lastSuccessAt) : (met?.lastSuccessAt ?? null),
    lastFailureAt: isFailure ? later(met?.lastFailureAt) : (met?.lastFailureAt ?? null),
    recent: [...(met?.recent ?? []), { at, kind }].sort(evidenceOrder).slice(-recentEvidenceLimit),
  }
  return { ...history, sightings: [...history.sightings.filter((one) => !isMet(one)), sighting] }
}

const used = (credentials: readonly CredentialRecord[], id: CredentialId, at: EpochMs) =>
  credentials.map((one) => (one.id === id ? { ...one, lastUsedAt: at } : one))

const proven = (question: FlipQuestion | null): FlipQuestion | null =>
  question && changeInput(question, (input) => ({ ...input, device: { ...input.device, proven: true } }))

/** The device last seen of this user with the system and browser of this client, under another id or none. */
function findLastDevice({ input, policy }: FlipQuestion): KnownDevice | undefined {
  if (input.history === 'unavailable') return undefined
  const { os, browser } = readClient(input.signals, policy.knowledge).platform
  let last: KnownDevice | undefined
  for (const known of input.history.devices) {
    if (known.id === input.device.id) return undefined
    if (known.os !== os || known.browser !== browser || known.provenAt === null) continue
    if (last === undefined || known.lastSeenAt > last.lastSeenAt) last = known
  }
  return last
}

const madeHere = 'made-here-just-now'
const isCredentialId = (text: string): text is CredentialId => text !== ''

/** What could have happened before. */
export const historyChanges: readonly FlipChange[] = [
  {
    id: 'success-here',
    change: 'after one success with a passkey here',
    topic: 'login-here',
    paired: true,
    apply: (question) =>
      proven(
        remember(question, (history, deviceId) => {
          const credential = history.credentials.find(isActive)
          if (credential === undefined) return null
          const { now } = question
          return {
            ...addEvidence(history, credential.id, deviceId, 'succeeded-here', now),
            credentials: used(history.credentials, credential.id, now),
          }
        }),
      ),
  },
  {
    id: 'success-by-phone',
    change: 'after one login by phone here',
    topic: 'login-here',
    paired: true,
    apply: (question) =>
      proven(
        remember(question, (history, deviceId) => {
          const credential = history.credentials.find(
            (one) => isActive(one) && one.transports.includes('hybrid'),
          )
          if (credential === undefined) return null
          const { now } = question
          return {
            ...addEvidence(history, credential.id, deviceId, 'succeeded-by-phone', now),
            credentials: used(history.credentials, credential.id, now),
            crossDeviceSuccesses: history.crossDeviceSuccesses + 1,
            lastCrossDeviceAt: Math.max(history.lastCrossDeviceAt ?? now, now),
          }
        }),
      ),
  },
  {
    id: 'cancel-here',
    change: 'after one try here that is cancelled',
    topic: 'login-here',
    paired: false,
    apply: (question) =>
      remember(question, (history, deviceId) => {
        const active = history.credentials.filter(isActive)
        if (active.length === 0) return null
        return active.reduce(
          (told, { id }) => addEvidence(told, id, deviceId, 'cancelled', question.now),
          history,
        )
      }),
  },
  {
    id: 'no-failures-here',
    change: 'without the failures on this device',
    topic: 'login-here',
    paired: true,
    apply: (question) =>
      changeInput(question, (input) =>
        withHistory(input, (history) => ({
          ...history,
          sightings: history.sightings.map((sighting) =>
            sighting.deviceId === input.device.id
              ? {
                  ...sighting,
                  failures: 0,
                  lastFailureAt: null,
                  recent: sighting.recent.filter(({ kind }) => evidenceEffect[kind] !== 'failure'),
                }
              : sighting,
          ),
        })),
      ),
  },
  {
    id: 'device-remembered',
    change: 'had this browser kept what it was known by',
    topic: 'device',
    paired: true,
    apply: (question) => {
      const last = findLastDevice(question)
      if (last === undefined) return null
      return changeInput(question, (input) => ({
        ...input,
        device: { ...input.device, id: last.id, proven: true },
      }))
    },
  },
  {
    id: 'device-new',
    change: 'on a device that is seen for the first time',
    topic: 'device',
    paired: false,
    apply: (question) =>
      changeInput(question, (input) =>
        input.device.id === null ? null : { ...input, device: { id: null, proven: false, users: 0 } },
      ),
  },
  {
    id: 'made-here',
    change: 'with a passkey made here',
    topic: 'passkeys',
    paired: false,
    apply: (question) =>
      remember(question, (history, deviceId) => {
        if (!isCredentialId(madeHere)) return null
        const { os, browser } = readClient(question.input.signals, question.policy.knowledge).platform
        const credential: CredentialRecord = {
          id: madeHere,
          aaguid: null,
          transports: ['internal'],
          backupEligible: 'unknown',
          backupState: 'unknown',
          authenticatorAttachment: 'platform',
          createdAt: question.now,
          lastUsedAt: null,
          revokedAt: null,
          madeOn: { deviceId, os, browser },
        }
        return { ...history, credentials: [...history.credentials, credential] }
      }),
  },
  {
    id: 'no-passkey',
    change: 'with no passkey',
    topic: 'passkeys',
    paired: false,
    apply: (question) =>
      changeInput(question, (input) =>
        withHistory(input, (history) => ({ ...history, credentials: [], sightings: [] })),
      ),
  },
]
