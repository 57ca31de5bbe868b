import { Worker } from 'node:worker_threads'
import type { Report } from '../contract/reports.ts'
import type { DrawAnswers, DrawQuery } from '../reports/draw-query.ts'
import type { ReportQuery } from '../reports/report-query.ts'
import type { ReportSource } from './load-report.ts'
import { StoreError } from './store-error.ts'
import { waitForThread } from './thread-answer.ts'

/** Makes reports beside the service: in a thread and over a connection of their own, one at a time. */
export interface ReportReader {
  /** @throws StoreError when the file cannot be read, too many wait, it takes too long, or this is closed */
  loadReport(query: ReportQuery): Promise<Report>
  /** Counts what draws have led to, in the same way. @throws StoreError */
  loadDraws<Q extends DrawQuery>(query: Q): Promise<DrawAnswers[Q['kind']]>
  /** Ends what runs; those who wait are told. */
  close(): Promise<void>
}

export interface ReportReaderOptions extends ReportSource {
  readonly maxWaiting?: number
  /** How long one report may take. */
  readonly timeoutMs?: number
  /** What the thread runs; for a Node that reads no TypeScript, something that can. */
  readonly threadFile?: URL
}

/** What the thread is told. */
export type ReportOrder = { readonly source: ReportSource } & (
  | { readonly query: ReportQuery }
  | { readonly draws: DrawQuery }
)

/** As it was built, or its source beside this source. */
const besideThis = new URL(
  import.meta.url.endsWith('.js') ? './report-worker.js' : './report-worker.ts',
  import.meta.url,
)

export function createReportReader(options: ReportReaderOptions): ReportReader {
  const { file, retentionDays, maxWaiting = 8, timeoutMs = 120_000, threadFile = besideThis } = options
  let closed = false
  let waiting = 0
  /** Ends when the last report that was asked for has. */
  let turn: Promise<unknown> = Promise.resolve()
  const running = new Set<Worker>()

  const make = async (asked: { query: ReportQuery } | { draws: DrawQuery }): Promise<unknown> => {
    if (closed) throw new StoreError('unavailable', 'the store is closed')
    const order: ReportOrder = { source: { file, retentionDays }, ...asked }
    const worker = new Worker(threadFile, { workerData: order })
    running.add(worker)
    try {
      return await waitForThread<unknown>(worker, timeoutMs, 'the report')
    } finally {
      running.delete(worker)
      await worker.terminate()
    }
  }

  const inTurn = (asked: { query: ReportQuery } | { draws: DrawQuery }): Promise<unknown> => {
    if (closed) return Promise.reject(new StoreError('unavailable', 'the store is closed'))
    if (waiting >= maxWaiting)
      return Promise.reject(new StoreError('unavailable', `${maxWaiting} reports are waiting`))
    waiting += 1
    const made = turn
      .then(() => make(asked))
      .finally(() => {
        waiting -= 1
      })
    turn = made.catch(() => {})
    return made
  }

  // INVARIANT: the thread answers what its order asks for.
  return {
    loadReport: (query) => inTurn({ query }) as Promise<Report>,
    loadDraws: <Q extends DrawQuery>(draws: Q) => inTurn({ draws }) as Promise<DrawAnswers[Q['kind']]>,
    async close() {
      closed = true
      await Promise.all([...running].map((worker) => worker.terminate()))
      await turn
    },
  }
}
