import type { DeviceId } from '../contract/ids.ts'
import type { DecisionInput, UserHistory } from '../core/index.ts'

/** One login: what is asked, and when (epoch ms). */
export interface Login {
  readonly input: DecisionInput
  readonly now: number
}

/** The same login at another moment: all that has happened is as long ago as it was. */
export function shiftLogin({ input, now }: Login, moment: number): Login {
  const { history } = input
  if (history === 'unavailable' || moment === now) return { input, now: moment }
  return { input: { ...input, history: shiftHistory(history, moment - now) }, now: moment }
}

function shiftHistory(history: UserHistory, by: number): UserHistory {
  const later = <T extends number | null>(time: T): T => (time === null ? time : ((time + by) as T))
  return {
    ...history,
    lastCrossDeviceAt: later(history.lastCrossDeviceAt),
    sessionsRevokedAt: later(history.sessionsRevokedAt),
    credentials: history.credentials.map((one) => ({
      ...one,
      createdAt: later(one.createdAt),
      lastUsedAt: later(one.lastUsedAt),
      revokedAt: later(one.revokedAt),
    })),
    devices: history.devices.map((one) => ({
      ...one,
      firstSeenAt: later(one.firstSeenAt),
      lastSeenAt: later(one.lastSeenAt),
      provenAt: later(one.provenAt),
    })),
    sightings: history.sightings.map((one) => ({
      ...one,
      lastSuccessAt: later(one.lastSuccessAt),
      lastFailureAt: later(one.lastFailureAt),
      recent: one.recent.map((evidence) => ({ ...evidence, at: later(evidence.at) })),
    })),
    registrationAsks: history.registrationAsks.map((one) => ({
      ...one,
      lastAskedAt: later(one.lastAskedAt),
      lastTakenAt: later(one.lastTakenAt),
    })),
  }
}

/** The same login in a browser profile of another name: what happened there goes with it. */
export function renameDevice(input: DecisionInput, to: DeviceId): DecisionInput {
  const from = input.device.id
  const device = { ...input.device, id: to }
  if (from === null || input.history === 'unavailable') return { ...input, device }
  const rename = <T extends DeviceId | null>(id: T) => (id === from ? to : id)
  const { history } = input
  return {
    ...input,
    device,
    history: {
      ...history,
      credentials: history.credentials.map((one) => ({
        ...one,
        madeOn: one.madeOn && { ...one.madeOn, deviceId: rename(one.madeOn.deviceId) },
      })),
      devices: history.devices.map((one) => ({ ...one, id: rename(one.id) })),
      sightings: history.sightings.map((one) => ({ ...one, deviceId: rename(one.deviceId) })),
      registrationAsks: history.registrationAsks.map((one) => ({ ...one, deviceId: rename(one.deviceId) })),
    },
  }
}
