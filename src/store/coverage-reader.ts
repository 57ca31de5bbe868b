import { Worker } from 'node:worker_threads'
import type { RuleFolder } from '../core/index.ts'
import type { CountedRecords, RecordedQuery, RecordedSource } from './count-recorded.ts'
import { StoreError } from './store-error.ts'
import { waitForThread } from './thread-answer.ts'

/** Counts beside the service what recorded logins meet in the rules: in a thread, one at a time, refusing a queue. */
export interface CoverageReader {
  /** @throws StoreError when the file cannot be read, another count runs, it takes too long, or this is closed */
  countRecorded(folder: RuleFolder, query: RecordedQuery): Promise<CountedRecords>
  /** Ends what runs; who waits is told. */
  close(): Promise<void>
}

export interface CoverageReaderOptions extends RecordedSource {
  /** How long one count may take. */
  readonly timeoutMs?: number
  /** What the thread runs; for a Node that reads no TypeScript, something that can. */
  readonly threadFile?: URL
}

/** What the thread is told. */
export interface CoverageOrder {
  readonly source: RecordedSource
  readonly folder: RuleFolder
  readonly query: RecordedQuery
}

/** As it was built, or its source beside this source. */
const besideThis = new URL(
  import.meta.url.endsWith('.js') ? './coverage-worker.js' : './coverage-worker.ts',
  import.meta.url,
)

export function createCoverageReader(options: CoverageReaderOptions): CoverageReader {
  const { file, siteKey, timeoutMs = 120_000, threadFile = besideThis } = options
  let running: Worker | null = null
  let closed = false

  return {
    async countRecorded(folder, query) {
      if (closed) throw new StoreError('unavailable', 'the store is closed')
      if (running !== null) throw new StoreError('unavailable', 'another count of coverage is under way')
      const order: CoverageOrder = { source: { file, siteKey }, folder, query }
      const worker = new Worker(threadFile, { workerData: order })
      running = worker
      try {
        return await waitForThread<CountedRecords>(worker, timeoutMs, 'the count')
      } finally {
        await worker.terminate()
        running = null
      }
    },
    async close() {
      closed = true
      await running?.terminate()
    },
  }
}
