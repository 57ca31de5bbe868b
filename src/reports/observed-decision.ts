import type { ReportDimension } from '../contract/report-words.ts'
import type { Classification, PassiveMode, Purpose, Reason } from '../contract/words.ts'

/** One report of an attempt, as far as figures need it. */
export interface ObservedAttempt {
  readonly method: string
  readonly succeeded: boolean
  readonly classified: Classification
  readonly proven: boolean
  readonly elapsedMs: number | null
}

/** A recorded decision with all that was reported of it. `values` are what it can be grouped by. */
export interface ObservedDecision {
  readonly values: Readonly<Record<ReportDimension, string | null>>
  /** Who it was about, or else the device; null: neither was said, which counts as somebody of their own. */
  readonly person: string | null
  readonly purpose: Purpose
  readonly reason: Reason
  readonly passive: PassiveMode | null
  /** A page fetched the options of its ceremony from us. */
  readonly fetched: boolean
  readonly estimates: { readonly local: number; readonly crossDevice: number }
  /** A device token came with its question, or it ended in a proven login: what failed before then counts. */
  readonly vouched: boolean
  readonly attempts: readonly ObservedAttempt[]
}
