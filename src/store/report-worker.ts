import { parentPort, workerData } from 'node:worker_threads'
import { loadDraws } from './load-draws.ts'
import { loadReport } from './load-report.ts'
import type { ReportAnswer, ReportOrder } from './report-reader.ts'
import { StoreError } from './store-error.ts'

/** The thread of one report: it gets its order with its start, answers once, and ends. */
function answer(order: ReportOrder): ReportAnswer {
  try {
    const { source } = order
    const report = 'draws' in order ? loadDraws(source, order.draws) : loadReport(source, order.query)
    return { ok: true, report }
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    return { ok: false, code: error instanceof StoreError ? error.code : null, message }
  }
}

// INVARIANT: only `createReportReader` starts this file.
parentPort?.postMessage(answer(workerData as ReportOrder))
