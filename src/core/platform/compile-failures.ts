import type { FailureRow, FailuresFile } from '../../contract/failure-files.ts'
import { compileAnyWhere, type Holds } from './compile-where.ts'
import { failuresKey, refTo } from './knowledge-places.ts'

/** A row of the failure table, ready to be tested. */
export interface FailureRule {
  readonly row: FailureRow
  /** Which clients it is about; null: all. */
  readonly holds: Holds | null
  /** `rules/knowledge/failures.json#/failures/3` */
  readonly ref: string
}

/** The rows in the order in which they are tried. */
export const compileFailures = ({ failures }: FailuresFile): FailureRule[] =>
  failures.map((row, index) => ({
    row,
    holds:
      row.where === undefined ? null : compileAnyWhere(Array.isArray(row.where) ? row.where : [row.where]),
    ref: refTo(failuresKey, `/failures/${index}`),
  }))
