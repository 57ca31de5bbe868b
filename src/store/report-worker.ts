import { parentPort, workerData } from 'node:worker_threads'
import { loadDraws } from './load-draws.ts'
import { loadReport } from './load-report.ts'
import type { ReportOrder } from './report-reader.ts'
import { buildThreadAnswer } from './thread-answer.ts'

/** The thread of one report: it gets its order with its start, answers once, and ends. */
const report = (order: ReportOrder) =>
  'draws' in order ? loadDraws(order.source, order.draws) : loadReport(order.source, order.query)

// INVARIANT: only `createReportReader` starts this file.
parentPort?.postMessage(buildThreadAnswer(() => report(workerData as ReportOrder)))
