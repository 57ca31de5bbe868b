import type { DeviceId } from '../../contract/ids.ts'
import type { Settings } from '../../contract/rule-files.ts'
import type { RegistrationVariant } from '../../contract/words.ts'
import { estimateFutureLogins } from './estimate-future-logins.ts'
import { estimateTakeRate } from './estimate-take-rate.ts'
import { isAnswerHeard, summarizeAsks } from './summarize-asks.ts'
import type { EpochMs, KnownDevice, UserHistory } from './user-history.ts'

const hourMs = 3_600_000

/**
 * Where a user stands with offers to create a passkey, now and on this device. Each variant rests by itself, because
 * each comes at another moment: a passkey that fails re-opens the question though the user is not to be asked in general.
 * "Never" is for ever and for all kinds, and for all devices where it is more than the word of a page that knew a password.
 */
export function summarizeRegistration(
  history: UserHistory,
  deviceId: DeviceId | null,
  justUsed: string | undefined,
  settings: Settings['registration'],
  now: EpochMs,
  /** P(taken) in general, where somebody has measured it. */
  takeRatePrior?: number,
) {
  const recentFailureHere = hasRecentFailure(history, deviceId, now)
  const variant: RegistrationVariant =
    justUsed === 'cross-device' ? 'after-cross-device' : recentFailureHere ? 'after-error' : 'default'
  const asks = summarizeAsks(history, deviceId, variant)
  const restEndsAt = findRestEnd(asks, settings)
  const quietEndsAt = findRestEnd(summarizeAsks(history, deviceId, 'conditional'), settings)
  const device = history.devices.find(({ id }) => id === deviceId)
  const deviceLogins: number | 'unknown' = device === undefined ? 'unknown' : countLogins(device, now)
  return {
    variant,
    asked: asks.asked,
    taken: asks.taken,
    declined: asks.declined,
    takeRate: estimateTakeRate(asks, variant, takeRatePrior),
    declinedForGood: history.registrationAsks.some(
      (ask) => ask.declinedForGood && isAnswerHeard(ask, deviceId, history),
    ),
    cooldownUntil: now < restEndsAt ? restEndsAt : null,
    quietCooldown: now < quietEndsAt,
    recentFailureHere,
    deviceLogins,
    futureLogins: estimateFutureLogins(
      deviceLogins === 'unknown' ? 1 : deviceLogins,
      device?.firstSeenAt ?? now,
      now,
    ),
  }
}

const dayMs = 24 * hourMs

/**
 * When the rest after the last decline ends: none before `maxAsks` declines, then `cooldownDays`, twice as long after
 * each further decline. One more decline never ends a rest sooner.
 */
export function findRestEnd(
  { declined, lastDeclinedAt }: { readonly declined: number; readonly lastDeclinedAt: EpochMs },
  { maxAsks, cooldownDays, maxCooldownDays }: Settings['registration'],
): EpochMs {
  if (declined < maxAsks) return Number.NEGATIVE_INFINITY
  const days = Math.min(cooldownDays * 2 ** (declined - maxAsks), Math.max(cooldownDays, maxCooldownDays))
  return lastDeclinedAt + days * dayMs
}

/**
 * Seen at two times is twice at least, though the days are counted. An offer follows a login, so this one counts whether
 * or not it is stored already: what was first seen more than an hour ago was seen before it.
 */
const countLogins = ({ loginDays, firstSeenAt, lastSeenAt }: KnownDevice, now: EpochMs): number =>
  Math.max(loginDays, lastSeenAt > firstSeenAt || now - firstSeenAt >= hourMs ? 2 : 1)

const hasRecentFailure = (history: UserHistory, deviceId: DeviceId | null, now: EpochMs) =>
  history.sightings.some(
    (sighting) =>
      sighting.deviceId === deviceId &&
      sighting.lastFailureAt !== null &&
      sighting.lastFailureAt > (sighting.lastSuccessAt ?? 0) &&
      now - sighting.lastFailureAt < hourMs,
  )
