import type { Database } from 'better-sqlite3'
import type { CeremonyMode, Classification, Purpose } from '../contract/words.ts'
import { inputPlace } from './decision-row.ts'
import type { FieldCipher } from './personal-field.ts'

/** One report of an attempt. */
export interface ReportedAttempt {
  readonly method: string
  readonly succeeded: boolean
  readonly classified: Classification
  readonly proven: boolean
}

/** A decision as it was recorded, with all that a replay needs and what was reported of it. */
export interface RecordedDecisionRow {
  readonly id: string
  readonly at: number
  /** Who it was about, or else the device; null: neither was said. */
  readonly person: string | null
  readonly os: string
  readonly browser: string
  readonly mode: CeremonyMode | null
  readonly provider: string | null
  readonly reach: string | null
  readonly deviceProven: boolean
  readonly revision: string
  /** null: recorded by an older version, which did not keep what was known. */
  readonly answerHash: string | null
  /** What `readRecordedInput` reads. @throws Error when it was altered, moved, or sealed under another site key */
  readonly openInput: () => string
  readonly attempts: readonly ReportedAttempt[]
}

export interface RecordedSelection {
  /** Milliseconds since the epoch; `to` is not included. */
  readonly from: number
  readonly to: number
  readonly purposes: readonly Purpose[]
  /** The newest so many. */
  readonly limit: number
}

/** Where a decision stands in the order of reading: by its time, then by its row. */
export interface RecordedPlace {
  readonly at: number
  readonly row: number
}

/** Some of a selection, next to each other: what stands before one place, down to another, and at most so many. */
export interface RecordedPart {
  readonly before: RecordedPlace
  /** Included. */
  readonly downTo: RecordedPlace
  readonly limit: number
}

/** Short enough that the log of the writer can be emptied in between. */
const decisionsAtOnce = 1_000

type Row = readonly [
  rowid: number,
  id: string,
  at: number,
  person: string | null,
  os: string,
  browser: string,
  mode: CeremonyMode | null,
  provider: string | null,
  reach: string | null,
  deviceProven: number,
  revision: string,
  answerHash: string | null,
  inputSealed: string,
  attempts: string,
]
type Attempt = readonly [method: string, succeeded: number, classified: Classification, proven: number]

const columns = `d.rowid, d.id, d.at, coalesce(d.user, d.device_id), d.os, d.browser, d.mode, d.provider, d.reach,
  d.device_proven, d.revision, d.answer_hash, d.input_sealed,
  (select json_group_array(json_array(o.method, o.result = 'success', o.classified, o.proven))
    from outcomes o where o.decision_id = d.id)`

const purposesIn = (purposes: readonly Purpose[]): string =>
  `purpose in (${purposes.map(() => '?').join(', ')})`

/** How many decisions there are, whatever the limit. */
export const countRecordedDecisions = (
  connection: Database,
  { from, to, purposes }: RecordedSelection,
): number =>
  connection
    .prepare<unknown[], number>(
      `select count(*) from decisions where at >= ? and at < ? and ${purposesIn(purposes)}`,
    )
    .pluck()
    .get(from, to, ...purposes) ?? 0

const wholeOf = ({ from, to, limit }: RecordedSelection): RecordedPart => ({
  before: { at: to, row: 0 },
  downTo: { at: from, row: 0 },
  limit,
})

/**
 * A selection in parts of so many decisions, in the order of reading; no decision is in two of them, whatever others
 * write and delete meanwhile.
 */
export function listRecordedParts(
  connection: Database,
  selection: RecordedSelection,
  size: number,
): readonly RecordedPart[] {
  const { from, to, purposes, limit } = selection
  const ends = connection
    .prepare<unknown[], RecordedPlace>(
      `select at, number as row from (
        select at, rowid as number, row_number() over (order by at desc, rowid desc) as place
          from decisions where at >= ? and at < ? and ${purposesIn(purposes)} order by at desc, rowid desc limit ?
      ) where place % ? = 0`,
    )
    .all(from, to, ...purposes, limit, size)
  const whole = wholeOf(selection)
  const parts = ends.map((downTo, index) => ({
    before: ends[index - 1] ?? whole.before,
    downTo,
    limit: size,
  }))
  const left = limit - ends.length * size
  return left === 0 ? parts : [...parts, { ...whole, before: ends.at(-1) ?? whole.before, limit: left }]
}

/** The newest first, some at a time; between two reads others may write and delete. */
export function* readRecordedDecisions(
  connection: Database,
  cipher: FieldCipher,
  selection: RecordedSelection,
  { before, downTo, limit }: RecordedPart = wholeOf(selection),
): Generator<RecordedDecisionRow> {
  const { purposes } = selection
  const read = connection
    .prepare<unknown[], Row>(
      `select ${columns} from decisions d
        where (d.at, d.rowid) < (?, ?) and (d.at, d.rowid) >= (?, ?) and d.${purposesIn(purposes)}
        order by d.at desc, d.rowid desc limit ?`,
    )
    .raw()
  let { at, row: rowid } = before
  for (let left = limit; left > 0; ) {
    const most = Math.min(left, decisionsAtOnce)
    const rows = read.all(at, rowid, downTo.at, downTo.row, ...purposes, most)
    for (const row of rows) yield readRow(row, cipher)
    const last = rows.at(-1)
    if (last === undefined || rows.length < most) return
    rowid = last[0]
    at = last[2]
    left -= rows.length
  }
}

function readRow(row: Row, cipher: FieldCipher): RecordedDecisionRow {
  const [_rowid, id, at, person, os, browser, mode, provider, reach, deviceProven, ...rest] = row
  const [revision, answerHash, sealed, attempts] = rest
  const told = attempts === '[]' ? [] : (JSON.parse(attempts) as readonly Attempt[])
  return {
    ...{ id, at, person, os, browser, mode, provider, reach, revision, answerHash },
    deviceProven: deviceProven === 1,
    openInput: () => cipher.open(inputPlace(id), sealed),
    attempts: told.map(([method, succeeded, classified, proven]) => ({
      method,
      succeeded: succeeded === 1,
      classified,
      proven: proven === 1,
    })),
  }
}
