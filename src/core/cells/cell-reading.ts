import type { BreakerPosition, BrowserName, OsName } from '../../contract/words.ts'

/** Which platform an outcome was on, in words that cannot be invented: every value is of a closed or bounded set. */
export interface CellPlace {
  readonly os: OsName
  /** As far as it matters for passkeys; `'unknown'` where hidden or not believable. */
  readonly osVersion: string
  readonly browser: BrowserName
  readonly browserMajor: number | 'unknown'
  /** Passkey provider by id; null: nobody can tell, or none. */
  readonly provider: string | null
}

/** How a circuit breaker stands for one platform and route. */
export interface BreakerReading {
  readonly position: BreakerPosition
  /** The cell it stands on, such as `windows/11/chrome`; null: closed. */
  readonly cell: string | null
  /** Names this very trip; who tries again is drawn over it, so that it is not always the same people. */
  readonly salt: string
  /** How many percent of the users try again while half-open. */
  readonly percent: number
}

/**
 * What has been learnt of a platform from proven outcomes, for one decision. The factors are what was seen over what
 * had been expected, shrunk to the wider cell; 1 where nothing is known.
 */
export interface CellReading {
  readonly local: number
  readonly crossDevice: number
  /** Of suggestions picked; left out: recorded before that was learnt. */
  readonly suggestion?: number
  readonly localBreaker: BreakerReading
  readonly crossDeviceBreaker: BreakerReading
}

/** Reads what was learnt; pure, a snapshot: the same question gets the same answer. */
export type ReadCell = (place: CellPlace) => CellReading

export const closedBreaker: BreakerReading = { position: 'closed', cell: null, salt: '', percent: 100 }

/** Nothing has been learnt. */
export const untouchedCell: CellReading = {
  local: 1,
  crossDevice: 1,
  suggestion: 1,
  localBreaker: closedBreaker,
  crossDeviceBreaker: closedBreaker,
}

/** Where one login stands with the breakers of its platform: `half-open` is one that tries again, `open` one that waits. */
export interface CellStanding {
  readonly local: BreakerPosition
  readonly crossDevice: BreakerPosition
  readonly reading: CellReading
}
