import type { DeviceId } from '../../contract/ids.ts'
import type { RegistrationVariant } from '../../contract/words.ts'
import { hasProvenPasskey } from './has-proven-passkey.ts'
import type { EpochMs, RegistrationAsk, UserHistory } from './user-history.ts'

/** What a user has answered to one kind of offer, as far as it counts on this device. */
export interface AskSummary {
  readonly asked: number
  readonly taken: number
  /** Since a passkey was made last. */
  readonly declined: number
  readonly lastDeclinedAt: EpochMs
}

/**
 * Only asks that were answered are in a history; one that nobody saw is none. A passkey that is made forgives what was
 * declined before: all of it until the next ask, and thereafter as much as may have come before (the store keeps sums, so
 * `forgiven` for each one made). What was declined where the answer does not count (`isAnswerHeard`) is left out; a passkey
 * that was made is proven, and counts. That somebody deletes the passkey that was made on this device is a decline, too.
 */
export function summarizeAsks(
  history: UserHistory,
  deviceId: DeviceId | null,
  variant: RegistrationVariant,
): AskSummary {
  let asked = 0
  let taken = 0
  let lastAskedAt = Number.NEGATIVE_INFINITY
  let lastTakenAt = Number.NEGATIVE_INFINITY
  for (const ask of history.registrationAsks) {
    if (ask.variant !== variant) continue
    const isHeard = isAnswerHeard(ask, deviceId, history)
    const made = Math.min(ask.taken, ask.asked)
    const madeAt = ask.lastTakenAt ?? Number.NEGATIVE_INFINITY
    asked += isHeard ? ask.asked : made
    taken += made
    lastAskedAt = Math.max(lastAskedAt, isHeard ? ask.lastAskedAt : madeAt)
    lastTakenAt = Math.max(lastTakenAt, madeAt)
  }
  const told = asked - taken
  let declined = told
  if (taken > 0)
    declined = lastAskedAt <= lastTakenAt ? 0 : Math.max(Math.min(told, 1), told - taken * forgiven)
  let lastDeclinedAt = lastAskedAt
  if (variant === 'default' && deviceId !== null) {
    for (const { revokedAt, madeOn, authenticatorAttachment } of history.credentials) {
      if (revokedAt === null || madeOn?.deviceId !== deviceId) continue
      if (authenticatorAttachment === 'cross-platform') continue
      declined += 1
      lastDeclinedAt = Math.max(lastDeclinedAt, revokedAt)
    }
  }
  return { asked, taken, declined, lastDeclinedAt }
}

const forgiven = 3

/**
 * Whether an answer counts here: it was given here, or where the user has used a passkey, or the back end vouches for it
 * (filed under no device). On a device that has proven nothing but a password whoever has stolen one may answer.
 */
export const isAnswerHeard = (
  ask: RegistrationAsk,
  deviceId: DeviceId | null,
  history: UserHistory,
): boolean => ask.deviceId === null || ask.deviceId === deviceId || hasProvenPasskey(ask.deviceId, history)
