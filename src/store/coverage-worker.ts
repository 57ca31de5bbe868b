import { parentPort, workerData } from 'node:worker_threads'
import { countRecorded } from './count-recorded.ts'
import type { CoverageOrder } from './coverage-reader.ts'
import { buildThreadAnswer } from './thread-answer.ts'

/** The thread of one count: it gets its order with its start, answers once, and ends. */
function count({ source, folder, query }: CoverageOrder) {
  // A Buffer arrives as bytes.
  const siteKey = Buffer.from(source.siteKey)
  return countRecorded({ ...source, siteKey }, folder, query)
}

// INVARIANT: only `createCoverageReader` starts this file.
parentPort?.postMessage(buildThreadAnswer(() => count(workerData as CoverageOrder)))
