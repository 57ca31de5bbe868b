import type { DeviceId } from '../../contract/ids.ts'
import type { CredentialRecord, EpochMs, Sighting, UserHistory } from '../history/user-history.ts'
import type { PlatformSupport } from '../platform/platform-support.ts'
import { countDaysAfter } from './count-idle-logins.ts'
import { lastSuccessOf, settledMs } from './kept-since.ts'
import type { Reach } from './reach-priors.ts'
import { findDevice } from './same-machine.ts'
import { weighDays } from './weigh-odds.ts'

/**
 * What the odds of presence are multiplied by for each day of logins by other means. Measured by `keywise bench decisions`
 * over eleven worlds: of the first three days each leaves .7 of the odds, of later ones .85.
 */
const leftByDay = 0.78

/**
 * More days are not counted, though each says a little: mostly they are a habit of typing the password. With eight, passkeys
 * told as .14 were there in .41 of such logins (Android, seven worlds), and their owners got no suggestions.
 */
const mostDays = 4

interface Asked {
  readonly history: UserHistory
  readonly deviceId: DeviceId | null
  readonly support: PlatformSupport
  readonly now: EpochMs
}

/**
 * On how many days, at most `mostDays`, this person has logged in on this very device by other means since the passkey
 * exists, while suggestions could have offered it. 0 where it has worked or was made here (`countDisuseSince`), for
 * security keys, and where nobody knows when it was made.
 */
export function countDisuse({ createdAt }: CredentialRecord, reach: Reach, asked: Asked): number {
  if (isProvenHere(reach) || reach.class === 'roaming') return 0
  return countDays(createdAt, asked)
}

/**
 * The same of one that has worked or was made here: from a week after it was last used or made. Every other login since was
 * made without it, or with another passkey. A try in vain is such a day besides: taking it out would let a failure of long
 * ago, which has faded, raise the estimate.
 */
export function countDisuseSince(
  { createdAt }: CredentialRecord,
  reach: Reach,
  sighting: Sighting | undefined,
  asked: Asked,
): number {
  if (!isProvenHere(reach)) return 0
  const used = sighting === undefined ? null : lastSuccessOf(sighting)
  const since = reach.class === 'made-here' ? (used ?? createdAt) : used
  return since === null ? 0 : countDays(since + settledMs, asked)
}

const isProvenHere = ({ class: reach }: Reach): boolean => reach === 'used-here' || reach === 'made-here'

function countDays(since: EpochMs | null, { history, deviceId, support, now }: Asked): number {
  if (since === null || !Number.isFinite(since)) return 0
  if (deviceId === null || support.conditionalGet.value !== true) return 0
  const device = findDevice(history, deviceId)
  if (device === undefined) return 0
  // A clock may have been set back: nobody has logged in after now.
  return Math.min(
    mostDays,
    countDaysAfter({ ...device, lastSeenAt: Math.min(device.lastSeenAt, now) }, since),
  )
}

/** A chance after days of disuse. */
export function weighDisuse(prior: number, days: number): number {
  return weighDays(prior, leftByDay, days)
}
