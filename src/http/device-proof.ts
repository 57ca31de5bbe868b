import type { UserHistory } from '../core/index.ts'
import { reportMs } from './decision-tokens.ts'
import type { DeviceToken } from './tokens.ts'

/** Everything proven until then is void: its user signed out everywhere, or was blocked. */
export const isRevoked = ({ sessionsRevokedAt }: UserHistory, issuedAt: number): boolean =>
  sessionsRevokedAt !== null && issuedAt <= sessionsRevokedAt

/**
 * Whether a device token that is well signed and not over still proves a login. It does while the history knows of one on
 * this device, and nobody has signed out since. A token outlives the user it is about; one from before the user was
 * erased brings nothing back, not even where the same id logs in again: a token is dated by its decision, and a login
 * can be told up to `reportMs` later, but not before its device was first seen.
 */
export function stillProves({ deviceId, issuedAt }: DeviceToken, history: UserHistory): boolean {
  const device = history.devices.find(({ id }) => id === deviceId)
  if (device === undefined || device.provenAt === null) return false
  return issuedAt > device.firstSeenAt - reportMs && !isRevoked(history, issuedAt)
}
