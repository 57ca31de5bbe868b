import type { BrowserName, OsName } from '../../contract/words.ts'

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

/**
 * What has been learnt of a platform from proven outcomes, for one decision. The factors are what was seen over what
 * had been expected, shrunk to the wider cell; 1 where nothing is known.
 */
export interface CellReading {
  readonly local: number
  readonly crossDevice: number
  /** `open`: ceremonies collapse here, offers take one step back; `half-open`: a share of logins tries again. */
  readonly breaker: 'closed' | 'half-open' | 'open'
  /** The cell the breaker stands on, such as `windows/11/chrome`; null: closed. */
  readonly breakerCell: string | null
}

/** Reads what was learnt; pure, a snapshot: the same question gets the same answer. */
export type ReadCell = (place: CellPlace) => CellReading

/** Nothing has been learnt. */
export const untouchedCell: CellReading = { local: 1, crossDevice: 1, breaker: 'closed', breakerCell: null }
