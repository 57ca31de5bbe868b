import { purposes } from '../contract/words.ts'
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
import { countRecordedDecisions, readRecordedDecisions } from './read-recorded-decisions.ts'
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
    const selection = { ...query, purposes }
    const limited = countRecordedDecisions(connection, selection) > query.limit
    let skipped = 0
    for (const { at, openInput } of readRecordedDecisions(connection, cipher, selection)) {
      try {
        const recorded = readRecordedInput(openInput())
        counter.add(buildReplayInput(recorded), at, withRecordedStanding(policy, recorded))
      } catch {
        // Sealed under another key, or of an old form: one line more or less says nothing here.
        skipped += 1
      }
    }
    return { ...query, count: counter.count(), limited, skipped }
  } catch (error) {
    throw readFailure(error)
  } finally {
    connection.close()
  }
}
