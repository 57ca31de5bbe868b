import type { DeviceId } from '../../contract/ids.ts'
import type { RegistrationVariant } from '../../contract/words.ts'
import type { EpochMs, UserHistory } from './user-history.ts'

/** What a user has answered to one kind of offer, on all devices together. */
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
 * `forgiven` for each one made). That somebody deletes the passkey that was made on this device is a decline, too.
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
    asked += ask.asked
    taken += Math.min(ask.taken, ask.asked)
    lastAskedAt = Math.max(lastAskedAt, ask.lastAskedAt)
    lastTakenAt = Math.max(lastTakenAt, ask.lastTakenAt ?? Number.NEGATIVE_INFINITY)
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
