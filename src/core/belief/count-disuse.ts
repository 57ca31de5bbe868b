import type { DeviceId } from '../../contract/ids.ts'
import type { CredentialRecord, UserHistory } from '../history/user-history.ts'
import type { PlatformSupport } from '../platform/platform-support.ts'
import { countDaysAfter } from './count-idle-logins.ts'
import type { Reach } from './reach-priors.ts'
import { findDevice } from './same-machine.ts'

/** What the odds of presence are multiplied by for each day of logins by other means. */
const leftByDay = 0.8

/** More days than that say no more: a habit of typing the password is no absence. */
const mostDays = 4

interface Asked {
  readonly history: UserHistory
  readonly deviceId: DeviceId | null
  readonly support: PlatformSupport
}

/**
 * On how many days, at most `mostDays`, this person has logged in on this very device by other means since the passkey
 * exists, while suggestions could have offered it. 0 where it has worked or was made here, for security keys, and where
 * nobody knows when it was made.
 */
export function countDisuse({ createdAt }: CredentialRecord, reach: Reach, asked: Asked): number {
  if (reach.class === 'used-here' || reach.class === 'made-here' || reach.class === 'roaming') return 0
  const { history, deviceId, support } = asked
  if (createdAt === null || deviceId === null || support.conditionalGet.value !== true) return 0
  const device = findDevice(history, deviceId)
  if (device === undefined) return 0
  return Math.min(mostDays, countDaysAfter(device, createdAt))
}

/** A prior after days of disuse. */
export function weighDisuse(prior: number, days: number): number {
  if (days === 0) return prior
  const present = prior * leftByDay ** days
  return present / (present + 1 - prior)
}
