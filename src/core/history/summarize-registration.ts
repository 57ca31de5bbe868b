import type { DeviceId } from '../../contract/ids.ts'
import type { EpochMs, UserHistory } from './user-history.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * Where a user stands with offers to create a passkey: asked `maxAsks` times since the last rest, then left alone for
 * `cooldownDays`; "never" is for ever. Asks are counted over all variants, because a person counts them so.
 */
export function summarizeRegistration(
  history: UserHistory,
  deviceId: DeviceId | null,
  settings: { readonly maxAsks: number; readonly cooldownDays: number },
  now: EpochMs,
) {
  let asked = 0
  let lastAskedAt = Number.NEGATIVE_INFINITY
  let declinedForGood = false
  for (const ask of history.registrationAsks) {
    asked += ask.asked
    lastAskedAt = Math.max(lastAskedAt, ask.lastAskedAt)
    declinedForGood ||= ask.declinedForGood
  }
  const restEndsAt = lastAskedAt + settings.cooldownDays * dayMs
  const exhausted = asked > 0 && asked % settings.maxAsks === 0
  return {
    asked,
    declinedForGood,
    cooldownUntil: exhausted && now < restEndsAt ? restEndsAt : null,
    recentFailureHere: history.sightings.some(
      (sighting) =>
        sighting.deviceId === deviceId &&
        sighting.lastFailureAt !== null &&
        sighting.lastFailureAt > (sighting.lastSuccessAt ?? 0) &&
        now - sighting.lastFailureAt < hourMs,
    ),
  }
}
