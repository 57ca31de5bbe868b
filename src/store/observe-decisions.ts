import type { Database } from 'better-sqlite3'
import type { ReportDimension } from '../contract/report-words.ts'
import type { PassiveMode, Purpose, Reason } from '../contract/words.ts'
import type { ObservedAttempt, ObservedDecision } from '../reports/observed-decision.ts'
import type { FilterDimension, ReportQuery } from '../reports/report-query.ts'

/** Decisions of one read: long enough to be fast, short enough that the log of the writer can be emptied in between. */
const decisionsAtOnce = 20_000

const dayMs = 86_400_000

export type Row = readonly [
  at: number,
  os: string,
  browser: string,
  provider: string | null,
  rule: string | null,
  reach: string | null,
  action: string,
  mode: string | null,
  view: string | null,
  person: string | null,
  purpose: Purpose,
  reason: Reason,
  passive: PassiveMode | null,
  fetched: number,
  local: number,
  crossDevice: number,
  deviceProven: number,
  attempts: string,
]

type Attempt = readonly [
  method: string,
  succeeded: number,
  classified: ObservedAttempt['classified'],
  proven: number,
  elapsedMs: number | null,
  isOwn: number,
]

export const columns = `d.at, d.os, d.browser, d.provider, d.rule, d.reach, d.action, d.mode, d.view,
  coalesce(d.user,
    (select min(o.user) from outcomes o where o.decision_id = d.id and o.proven), d.device_id),
  d.purpose, d.reason, d.passive, d.started_at is not null, d.probability_local, d.probability_cross_device, d.device_proven,
  (select json_group_array(json_array(o.method, o.result = 'success', o.classified, o.proven, o.elapsed_ms,
      o.user is null or d.user is null or o.user = d.user))
    from outcomes o where o.decision_id = d.id)`

/** Each decision of a time with what was reported of it, as it is stored now; nothing sealed is opened. */
export function* observeDecisions(connection: Database, query: ReportQuery): Generator<ObservedDecision> {
  const { conditions, values } = composeConditions(query)
  const read = connection
    .prepare<unknown[], Row>(
      `select ${columns} from decisions d where d.at >= ? and d.at < ?${conditions.map((one) => ` and ${one}`).join('')}`,
    )
    .raw()
  const findEnd = connection
    .prepare<[number, number], number>('select at from decisions where at >= ? order by at limit 1 offset ?')
    .pluck()
  for (let from = query.from; from < query.to; ) {
    // Many may have been made in one millisecond, which is then read as a whole.
    const next = findEnd.get(from, decisionsAtOnce)
    const end = next === undefined ? query.to : Math.min(query.to, Math.max(next, from + 1))
    for (const row of read.iterate(from, end, ...values)) yield readRow(row)
    from = end
  }
}

/** When the oldest decision was made that is kept; null: there is none. */
export const findFirstDecision = (connection: Database): number | null =>
  connection.prepare<[], number | null>('select min(at) from decisions').pluck().get() ?? null

/** Columns by the word they are filtered by: nothing of a request becomes part of a statement. */
const filterColumns: Readonly<Record<FilterDimension, string>> = {
  os: 'd.os',
  browser: 'd.browser',
  provider: 'd.provider',
  rule: 'd.rule',
  reach: 'd.reach',
  action: 'd.action',
  mode: 'd.mode',
  view: 'd.view',
}

function composeConditions({ purposes, where }: ReportQuery) {
  const conditions: string[] = []
  const values: string[] = []
  const addList = (column: string, wanted: readonly (string | null)[]) => {
    const words = wanted.filter((one) => one !== null)
    values.push(...words)
    const listed = `${column} in (${words.map(() => '?').join(', ')})`
    conditions.push(wanted.includes(null) ? `(${column} is null or ${listed})` : listed)
  }
  addList('d.purpose', purposes)
  for (const [dimension, column] of Object.entries(filterColumns)) {
    const wanted = where[dimension as FilterDimension]
    if (wanted !== undefined) addList(column, wanted)
  }
  return { conditions, values }
}

export function readRow(row: Row): ObservedDecision {
  const [at, os, browser, provider, rule, reach, action, mode, view, person, ...rest] = row
  const [purpose, reason, passive, fetched, local, crossDevice, deviceProven, attempts] = rest
  const told = attempts === '[]' ? [] : (JSON.parse(attempts) as readonly Attempt[])
  const values: Record<ReportDimension, string | null> = {
    os,
    browser,
    provider,
    rule,
    day: nameDay(at),
    reach,
    action,
    mode,
    view,
  }
  return {
    values,
    person,
    purpose,
    reason,
    passive,
    fetched: fetched === 1,
    estimates: { local, crossDevice },
    vouched: deviceProven === 1 || told.some(isOwnLogin),
    attempts: told.map(readAttempt),
  }
}

/** A proven login of whom the decision was about; where nobody was named, of whoever it was. */
const isOwnLogin = ([_method, succeeded, _classified, proven, _elapsedMs, isOwn]: Attempt): boolean =>
  succeeded === 1 && proven === 1 && isOwn === 1

const readAttempt = ([method, succeeded, classified, proven, elapsedMs]: Attempt): ObservedAttempt => ({
  method,
  succeeded: succeeded === 1,
  classified,
  proven: proven === 1,
  elapsedMs,
})

let lastDay = { number: Number.NaN, name: '' }
/** The UTC day of a time; neighbours in time mostly share theirs. */
function nameDay(at: number): string {
  const number = Math.floor(at / dayMs)
  if (number !== lastDay.number) lastDay = { number, name: new Date(at).toISOString().slice(0, 10) }
  return lastDay.name
}
