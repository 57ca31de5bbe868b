import { parentPort, workerData } from 'node:worker_threads'
import { countRecorded } from './count-recorded.ts'
import type { CoverageAnswer, CoverageOrder } from './coverage-reader.ts'
import { StoreError } from './store-error.ts'

/** The thread of one count: it gets its order with its start, answers once, and ends. */
function answer({ source, folder, query }: CoverageOrder): CoverageAnswer {
  try {
    // A Buffer arrives as bytes.
    const siteKey = Buffer.from(source.siteKey)
    return { ok: true, counted: countRecorded({ ...source, siteKey }, folder, query) }
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    return { ok: false, code: error instanceof StoreError ? error.code : null, message }
  }
}

// INVARIANT: only `createCoverageReader` starts this file.
parentPort?.postMessage(answer(workerData as CoverageOrder))
