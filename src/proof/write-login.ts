import type { ExplainRequest, HistoryInput } from '../contract/history-input.ts'
import type { UserHistory } from '../core/index.ts'
import type { WrittenLogin } from '../matrix/run-fixture.ts'
import type { Login } from './login.ts'

/**
 * A login as somebody could write it down: the body of `keywise explain`, and beside it what a request cannot say.
 * Nearly the same login: a history written out knows of no success older than its events.
 */
export function writeLogin({ input, now }: Login): WrittenLogin {
  const { purpose, user, device, context, history, assignments = new Map<string, string>() } = input
  const { headers: _headers, ...signals } = input.signals
  const { pseudonym = null, fallbacks, ...said } = user ?? {}
  const request: ExplainRequest = {
    purpose,
    signals,
    ...(user !== null && {
      user: {
        ...said,
        ...(pseudonym !== null && { id: pseudonym }),
        ...(fallbacks !== undefined && { fallbacks: [...fallbacks] }),
      },
    }),
    ...(device.id !== null && { device: { id: device.id } }),
    ...(Object.keys(context).length > 0 && { context }),
    // Where nobody is named a history is nobody's.
    ...(pseudonym !== null && history !== 'unavailable' && { history: writeHistory(history) }),
    ...(assignments.size > 0 && { assignments: Object.fromEntries(assignments) }),
    now: writeInstant(now),
  }
  return {
    request,
    fixture: {
      device: { proven: device.proven, users: device.users },
      ...(history === 'unavailable' && { store: 'unavailable' as const }),
    },
  }
}

const writeInstant = (at: number): string => new Date(at).toISOString()

function writeHistory(history: UserHistory): HistoryInput {
  return {
    ...(history.state !== null && { state: history.state }),
    ...(Object.keys(history.attributes).length > 0 && { attributes: { ...history.attributes } }),
    ...(history.assuranceFloor !== null && { assuranceFloor: history.assuranceFloor }),
    ...withoutEmpty(writeLists(history)),
  }
}

/** What is empty goes without saying. */
const withoutEmpty = (lists: HistoryInput): HistoryInput =>
  Object.fromEntries(Object.entries(lists).filter(([, list]) => Array.isArray(list) && list.length > 0))

function writeLists(history: UserHistory): HistoryInput {
  return {
    credentials: history.credentials.map((one) => ({
      id: one.id,
      ...(one.aaguid !== null && { aaguid: one.aaguid }),
      ...(one.transports.length > 0 && { transports: [...one.transports] }),
      ...(one.backupEligible !== 'unknown' && { backupEligible: one.backupEligible }),
      ...(one.backupState !== 'unknown' && { backupState: one.backupState }),
      ...(one.authenticatorAttachment !== 'unknown' && {
        authenticatorAttachment: one.authenticatorAttachment,
      }),
      ...(one.createdAt !== null && { createdAt: writeInstant(one.createdAt) }),
      ...(one.lastUsedAt !== null && { lastUsedAt: writeInstant(one.lastUsedAt) }),
      ...(one.revokedAt !== null && { revokedAt: writeInstant(one.revokedAt) }),
      ...(one.madeOn !== null && {
        madeOn: {
          ...(one.madeOn.deviceId !== null && { deviceId: one.madeOn.deviceId }),
          ...(one.madeOn.os !== 'unknown' && { os: one.madeOn.os }),
          ...(one.madeOn.browser !== 'unknown' && { browser: one.madeOn.browser }),
        },
      }),
    })),
    devices: history.devices.map((one) => ({
      id: one.id,
      ...(one.os !== 'unknown' && { os: one.os }),
      ...(one.osVersion !== 'unknown' && { osVersion: one.osVersion }),
      ...(one.browser !== 'unknown' && { browser: one.browser }),
      firstSeenAt: writeInstant(one.firstSeenAt),
      lastSeenAt: writeInstant(one.lastSeenAt),
      ...(one.provenAt !== null && { provenAt: writeInstant(one.provenAt) }),
      loginDays: one.loginDays,
    })),
    events: history.sightings.flatMap(({ credentialId, deviceId, recent }) =>
      recent.map(({ at, kind, weight, elapsedMs }) => ({
        credentialId,
        deviceId,
        kind,
        ...(weight !== undefined && { weight }),
        ...(elapsedMs !== undefined && { elapsedMs }),
        at: writeInstant(at),
      })),
    ),
    registrationAsks: history.registrationAsks.map((one) => ({
      variant: one.variant,
      ...(one.deviceId !== null && { deviceId: one.deviceId }),
      asked: one.asked,
      lastAskedAt: writeInstant(one.lastAskedAt),
      ...(one.declinedForGood && { declinedForGood: true }),
      ...(one.taken > 0 && { taken: one.taken }),
      ...(one.lastTakenAt !== null && { lastTakenAt: writeInstant(one.lastTakenAt) }),
    })),
  }
}
