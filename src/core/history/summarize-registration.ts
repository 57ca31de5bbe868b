import type { DeviceId } from '../../contract/ids.ts'
import type { EpochMs, UserHistory } from './user-history.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * Where a user stands with offers to create a passkey: asked `maxAsks` times since the last rest, then left alone for
 * `cooldownDays`, each variant by itself, because each comes at another moment; "never" is for ever and for all.
 */
export function summarizeRegistration(
  history: UserHistory,
  deviceId: DeviceId | null,
  justUsed: string | undefined,
  settings: { readonly maxAsks: number; readonly cooldownDays: number },
  now: EpochMs,
) {
  let asked = 0
  let lastAskedAt = Number.NEGATIVE_INFINITY
  let declinedForGood = false
  const recentFailureHere = hasRecentFailure(history, deviceId, now)
  const variant =
    justUsed === 'cross-device' ? 'after-cross-device' : recentFailureHere ? 'after-error' : 'default'
  for (const ask of history.registrationAsks) {
    declinedForGood ||= ask.declinedForGood
    if (ask.variant !== variant) continue
    asked += ask.asked
    lastAskedAt = Math.max(lastAskedAt, ask.lastAskedAt)
  }
  const restEndsAt = lastAskedAt + settings.cooldownDays * dayMs
  const exhausted = asked > 0 && asked % settings.maxAsks === 0
  return {
    asked,
    declinedForGood,
    cooldownUntil: exhausted && now < restEndsAt ? restEndsAt : null,
    recentFailureHere,
  }
}

const hasRecentFailure = (history: UserHistory, deviceId: DeviceId | null, now: EpochMs) =>
  history.sightings.some(
    (sighting) =>
      sighting.deviceId === deviceId &&
      sighting.lastFailureAt !== null &&
      sighting.lastFailureAt > (sighting.lastSuccessAt ?? 0) &&
      now - sighting.lastFailureAt < hourMs,
  )
