import type { Database } from 'better-sqlite3'
import type { DrawAnswers, DrawQuery } from '../reports/draw-query.ts'
import type { DrawnDecision } from '../reports/drawn-decision.ts'
import { tallyExperiments } from '../reports/tally-experiments.ts'
import { tallyRollouts } from '../reports/tally-rollouts.ts'
import { tallyShadow } from '../reports/tally-shadow.ts'
import type { ReportSource } from './load-report.ts'
import { columns, type Row, readRow } from './observe-decisions.ts'
import { openReaderConnection } from './sqlite-connection.ts'
import { readFailure } from './sqlite-failure.ts'

/** One read is one hour: short enough that the log of the writer can be emptied in between. */
const readMs = 3_600_000

/** Reads the decisions of a time that draws or shadow rules had to do with, and counts them. @throws StoreError */
export function loadDraws<Q extends DrawQuery>(
  { file }: Pick<ReportSource, 'file'>,
  query: Q,
): DrawAnswers[Q['kind']] {
  const connection = openReaderConnection(file)
  try {
    const tally = createTally(query)
    const column = query.kind === 'shadow' ? 'd.shadow' : 'd.exposures'
    for (const decision of observeDraws(connection, query, column)) tally.add(decision)
    return tally.conclude() as DrawAnswers[Q['kind']]
  } catch (error) {
    throw readFailure(error)
  } finally {
    connection.close()
  }
}

function createTally(query: DrawQuery) {
  switch (query.kind) {
    case 'rollouts':
      return tallyRollouts(query.rollouts)
    case 'experiments':
      return tallyExperiments(query.experiments)
    case 'shadow':
      return tallyShadow(query.revision)
  }
}

/** In order of time: of a person's day the first login counts. */
function* observeDraws(
  connection: Database,
  { from, to }: DrawQuery,
  column: 'd.exposures' | 'd.shadow',
): Generator<DrawnDecision> {
  const read = connection
    .prepare<[number, number], readonly unknown[]>(
      `select d.exposures, d.shadow, ${columns} from decisions d
        where d.at >= ? and d.at < ? and ${column} is not null order by d.at`,
    )
    .raw()
  const findNext = connection
    .prepare<[number], number>('select at from decisions where at >= ? order by at limit 1')
    .pluck()
  for (let start = from; start < to; ) {
    // Nights and years without a login are leapt over.
    const first = findNext.get(start)
    if (first === undefined || first >= to) return
    const end = Math.min(to, first + readMs)
    for (const [exposures, shadow, ...row] of read.iterate(first, end)) {
      // INVARIANT: the columns are those of `Row`, in its order.
      const observed = row as unknown as Row
      yield {
        ...readRow(observed),
        at: observed[0],
        draws: exposures === null ? [] : JSON.parse(String(exposures)),
        shadow: shadow === null ? null : JSON.parse(String(shadow)),
      }
    }
    start = end
  }
}
