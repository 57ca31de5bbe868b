import {
  buildReplayInput,
  type CoverageCount,
  createCoverageCounter,
  parsePolicy,
  type RuleFolder,
  readRecordedInput,
  withRecordedStanding,
} from '../core/index.ts'
import { createFieldCipher } from './personal-field.ts'
import { openReaderConnection } from './sqlite-connection.ts'
import { readFailure } from './sqlite-failure.ts'

export interface RecordedSource {
  /** The database file; it is only read. */
  readonly file: string
  readonly siteKey: Buffer
}

export interface RecordedQuery {
  /** Epoch ms; `to` is not included. */
  readonly from: number
  readonly to: number
  /** The newest so many. */
  readonly limit: number
}

export interface CountedRecords extends RecordedQuery {
  readonly count: CoverageCount
  /** There were more than `limit`. */
  readonly limited: boolean
  /** Could not be opened, or were written by a version that kept less. */
  readonly skipped: number
}

/** Short enough that the log of the writer can be emptied in between. */
const rowsAtOnce = 1_000

/**
 * Asks the questions of recorded decisions again, with what was known then, and counts which rules and conditions they
 * meet under these rules. It takes seconds where there are many. @throws StoreError
 */
export function countRecorded(
  { file, siteKey }: RecordedSource,
  folder: RuleFolder,
  query: RecordedQuery,
): CountedRecords {
  const { policy } = parsePolicy(folder)
  if (policy === null) throw new Error('these rules cannot be used')
  const connection = openReaderConnection(file)
  try {
    const cipher = createFieldCipher(siteKey, () => query.to)
    const counter = createCoverageCounter(policy)
    const read = connection
      .prepare<[number, number, number, number], readonly [number, string, number, string]>(
        `select rowid, id, at, input_sealed from decisions where (at, rowid) < (?, ?) and at >= ?
          order by at desc, rowid desc limit ?`,
      )
      .raw()
    let skipped = 0
    let [beforeAt, beforeRow] = [query.to, 0]
    let left = query.limit
    while (left > 0) {
      const rows = read.all(beforeAt, beforeRow, query.from, Math.min(left, rowsAtOnce))
      for (const [, id, at, sealed] of rows) {
        try {
          const recorded = readRecordedInput(
            cipher.open({ table: 'decisions', column: 'input', row: id }, sealed),
          )
          counter.add(buildReplayInput(recorded), at, withRecordedStanding(policy, recorded))
        } catch {
          // Sealed under another key, or of an old form: one line more or less says nothing here.
          skipped += 1
        }
      }
      const last = rows.at(-1)
      if (last === undefined) break
      beforeRow = last[0]
      beforeAt = last[2]
      left -= rows.length
    }
    const limited = left === 0 && read.all(beforeAt, beforeRow, query.from, 1).length > 0
    return { ...query, count: counter.count(), limited, skipped }
  } catch (error) {
    throw readFailure(error)
  } finally {
    connection.close()
  }
}
