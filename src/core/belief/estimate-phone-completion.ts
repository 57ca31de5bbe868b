import { hasProvenPasskey } from '../history/has-proven-passkey.ts'
import type { EpochMs, UserHistory } from '../history/user-history.ts'
import { crossDeviceCompletion, provenCrossDeviceCompletion } from './completion.ts'
import { isMadeThroughPhone } from './credential-traits.ts'
import type { BeliefInput } from './estimate-belief.ts'
import { inOrder } from './summarize-evidence.ts'

/** How many attempts the published figures are worth, and those of a device where it has worked. */
const usualStrength = 3
const provenStrength = 3

/** What an attempt on another device says of this one. */
const elsewhere = 0.3

/** After this time (half a year) an attempt counts half: phones change, and so do habits. */
const halfLifeMs = 180 * 86_400_000

/**
 * P(a cross-device ceremony ends in a login, given a phone that holds the passkey), for this user on this device: the
 * published figure of the system, to which what happened is added. A phone that was scanned from this very device, to log in
 * or to make a passkey, has proven the way: there is one at hand, and Bluetooth works.
 */
export function estimatePhoneCompletion({ history, deviceId, platform, now }: BeliefInput): number {
  const { credentials, sightings } = history
  const usual = crossDeviceCompletion[platform.os]
  let proven =
    deviceId !== null &&
    credentials.some((one) => one.madeOn?.deviceId === deviceId && isMadeThroughPhone(one))
  let worked = 0
  let failed = 0
  for (let i = 0; i < sightings.length; i++) {
    const sighting = sightings[i]
    if (sighting === undefined) continue
    const here = sighting.deviceId === deviceId
    for (const { kind, at, weight = 1 } of inOrder(sighting.recent)) {
      if (kind === 'succeeded-by-phone') {
        if (here) proven = true
        worked += age(here ? 1 : elsewhere, at, now)
      } else if (kind === 'phone-failed') {
        if (!here && !hasProvenPasskey(sighting.deviceId, history)) continue
        // One attempt is noted for each passkey that the phone could have used.
        if (!isNotedBefore(sightings, i, at)) failed += age(here ? weight : elsewhere * weight, at, now)
      }
    }
  }
  const base = proven ? Math.max(usual, provenCrossDeviceCompletion) : usual
  if (worked + failed === 0) return base
  const strength = proven ? provenStrength : usualStrength
  return (base * (strength + worked)) / (strength + worked + failed)
}

function isNotedBefore(sightings: UserHistory['sightings'], index: number, at: EpochMs): boolean {
  const deviceId = sightings[index]?.deviceId
  for (let i = 0; i < index; i++) {
    const other = sightings[i]
    if (other === undefined || other.deviceId !== deviceId) continue
    for (const evidence of other.recent)
      if (evidence.kind === 'phone-failed' && evidence.at === at) return true
  }
  return false
}

function age(weight: number, at: EpochMs, now: EpochMs): number {
  const elapsed = now - at
  return elapsed > 0 ? weight * 2 ** (-elapsed / halfLifeMs) : weight
}
