import { Worker } from 'node:worker_threads'
import type { Simulation } from '../contract/simulation.ts'
import type { RecordedSelection } from '../store/read-recorded-decisions.ts'
import { StoreError } from '../store/store-error.ts'
import type { RecordedSource } from './replay-part.ts'
import type { SimulationOrder, SimulationPhase } from './simulate.ts'
import {
  besideThis,
  chooseThreads,
  readThreadFailure,
  type ThreadCrew,
  type ThreadFailure,
} from './thread-crew.ts'

export interface SimulationProgress {
  readonly phase: SimulationPhase
  readonly done: number
  readonly total: number
}

export interface SimulationWatch {
  readonly onProgress?: (progress: SimulationProgress) => void
  /** Whoever asked has gone: what runs for them ends, what waits is not begun. */
  readonly signal?: AbortSignal
}

/** What is to be simulated; where decisions are recorded, the simulator knows. */
export interface SimulatorOrder extends Omit<SimulationOrder, 'recorded'> {
  readonly recorded: RecordedSelection | null
}

/** Simulates beside the service: in threads and over connections of their own, one at a time. */
export interface Simulator {
  /** @throws StoreError when the file cannot be read, too many wait, it takes too long, it is cancelled, or this is closed */
  simulate(order: SimulatorOrder, watch?: SimulationWatch): Promise<Simulation>
  /** Ends what runs; those who wait are told. */
  close(): Promise<void>
}

export interface SimulatorOptions extends RecordedSource, Partial<Omit<ThreadCrew, 'threadFile'>> {
  readonly maxWaiting?: number
  /** How long one simulation may take. */
  readonly timeoutMs?: number
  /** What the thread runs; for a Node that reads no TypeScript, something that can. */
  readonly threadFile?: URL
}

/** What the thread is told; it may start others to help. */
export interface SimulationTask {
  readonly order: SimulationOrder
  readonly crew: ThreadCrew
}

/** What the thread says. */
export type SimulationMessage =
  | ({ readonly kind: 'progress' } & SimulationProgress)
  | { readonly kind: 'done'; readonly simulation: Simulation }
  | ThreadFailure

export function createSimulator(options: SimulatorOptions): Simulator {
  const { file, siteKey, maxWaiting = 4, timeoutMs = 300_000, threadFile = besideThis } = options
  const { threads = chooseThreads(), leastDecisions } = options
  const crew: ThreadCrew = {
    threads,
    threadFile: threadFile.href,
    ...(leastDecisions !== undefined && { leastDecisions }),
  }
  let closed = false
  let waiting = 0
  /** Ends when the last simulation that was asked for has. */
  let turn: Promise<unknown> = Promise.resolve()
  const running = new Set<Worker>()

  const run = async ({ recorded, ...rest }: SimulatorOrder, watch: SimulationWatch): Promise<Simulation> => {
    if (closed) throw isClosed()
    if (watch.signal?.aborted === true) throw isCancelled()
    const order: SimulationOrder = {
      ...rest,
      recorded: recorded === null ? null : { source: { file, siteKey }, selection: recorded },
    }
    // Threads that it starts end with it.
    const worker = new Worker(threadFile, { workerData: { order, crew } satisfies SimulationTask })
    running.add(worker)
    try {
      return await waitForAnswer(worker, timeoutMs, watch)
    } finally {
      running.delete(worker)
      await worker.terminate()
    }
  }

  return {
    simulate(order, watch = {}) {
      if (closed) return Promise.reject(isClosed())
      if (waiting >= maxWaiting)
        return Promise.reject(new StoreError('unavailable', `${maxWaiting} simulations are waiting`))
      waiting += 1
      const made = turn
        .then(() => run(order, watch))
        .finally(() => {
          waiting -= 1
        })
      turn = made.catch(() => {})
      return made
    },
    async close() {
      closed = true
      await Promise.all([...running].map((worker) => worker.terminate()))
      await turn
    },
  }
}

const isClosed = () => new StoreError('unavailable', 'the simulator is closed')
const isCancelled = () => new StoreError('unavailable', 'the simulation was cancelled')

function waitForAnswer(
  worker: Worker,
  timeoutMs: number,
  { onProgress, signal }: SimulationWatch,
): Promise<Simulation> {
  return new Promise<Simulation>((resolve, reject) => {
    const fail = (message: string) => reject(new StoreError('unavailable', message))
    const timer = setTimeout(() => fail(`the simulation took more than ${timeoutMs} ms`), timeoutMs)
    const cancel = () => reject(isCancelled())
    signal?.addEventListener('abort', cancel)
    worker.on('message', (message: SimulationMessage) => {
      if (message.kind === 'progress') onProgress?.(message)
      else if (message.kind === 'done') resolve(message.simulation)
      else reject(readThreadFailure(message))
    })
    worker.once('error', reject)
    worker.once('exit', () => fail('the simulation was broken off'))
    const tidy = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', cancel)
    }
    worker.once('exit', tidy)
  })
}
