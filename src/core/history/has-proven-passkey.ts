import { hasWorked } from './has-worked.ts'
import type { Sighting, UserHistory } from './user-history.ts'

/** Something only its owner has was used on this device: a password proves nobody. */
export function hasProvenPasskey(deviceId: Sighting['deviceId'], history: UserHistory): boolean {
  for (const sighting of history.sightings) {
    if (sighting.deviceId !== deviceId) continue
    if (hasWorked(sighting)) return true
    for (const { kind } of sighting.recent)
      if (kind === 'succeeded-by-phone' || kind === 'succeeded-by-key') return true
  }
  return false
}
