import { parentPort, workerData } from 'node:worker_threads'
import { loadReport } from './load-report.ts'
import type { ReportAnswer, ReportOrder } from './report-reader.ts'
import { StoreError } from './store-error.ts'

/** The thread of one report: it gets its order with its start, answers once, and ends. */
function answer({ source, query }: ReportOrder): ReportAnswer {
  try {
    return { ok: true, report: loadReport(source, query) }
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    return { ok: false, code: error instanceof StoreError ? error.code : null, message }
  }
}

// INVARIANT: only `createReportReader` starts this file.
parentPort?.postMessage(answer(workerData as ReportOrder))
