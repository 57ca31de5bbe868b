import type { ReportCount, ReportDimension, ReportKind } from '../contract/report-words.ts'
import type { Purpose } from '../contract/words.ts'

export type FilterDimension = Exclude<ReportDimension, 'day'>

/** What a report is about. `from` is included, `to` is not; null among the values of a filter: nothing recorded. */
export interface ReportQuery {
  readonly kind: ReportKind
  /** Milliseconds since the epoch. */
  readonly from: number
  readonly to: number
  readonly purposes: readonly Purpose[]
  readonly by: readonly ReportDimension[]
  readonly where: Readonly<Partial<Record<FilterDimension, readonly (string | null)[]>>>
  /** The least number of people that a group is told of. */
  readonly minCount: number
  /** Which reports of attempts count. */
  readonly count: ReportCount
}
