import type { BreakerPosition } from '../contract/words.ts'
import type { BreakerReading, CellReading, CellStanding } from './cells/cell-reading.ts'
import { untouchedCell } from './cells/cell-reading.ts'
import { bucketCount, bucketOf } from './rules/bucket.ts'
import type { RolloutSubject } from './rules/policy.ts'

const untouched: CellStanding = { local: 'closed', crossDevice: 'closed', reading: untouchedCell }

/**
 * Where one login stands with the breakers of its platform. While one is half-open, a stable share of the users tries
 * again, drawn like a rollout, and for the others it is still open; nobody to draw over: it is still open.
 */
export function standInCell(reading: CellReading, subject: RolloutSubject, enabled: boolean): CellStanding {
  if (reading === untouchedCell) return untouched
  return {
    local: enabled ? drawBreaker(reading.localBreaker, subject) : 'closed',
    crossDevice: enabled ? drawBreaker(reading.crossDeviceBreaker, subject) : 'closed',
    reading,
  }
}

function drawBreaker(
  { position, salt, percent }: BreakerReading,
  { user, device }: RolloutSubject,
): BreakerPosition {
  if (position !== 'half-open') return position
  const drawn = user ?? device
  return drawn !== null && bucketOf(salt, drawn) < (percent * bucketCount) / 100 ? 'half-open' : 'open'
}
