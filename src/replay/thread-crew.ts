import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { RecordedPart } from '../store/read-recorded-decisions.ts'
import { StoreError, type StoreErrorCode } from '../store/store-error.ts'
import type { ReplayOrder } from './replay-part.ts'
import type { RecordedTally } from './summarize-recorded.ts'

/** Threads that replay together. */
export interface ThreadCrew {
  /** With the one that asks for help; 1: it works alone. */
  readonly threads: number
  /** Address of what a thread runs; for a Node that reads no TypeScript, something that can. */
  readonly threadFile: string
  /** Where there are fewer decisions, a helper would come too late. */
  readonly leastDecisions?: number
}

/** What a helper is told: plain data. */
export interface HelpOrder extends ReplayOrder {
  readonly parts: readonly RecordedPart[]
  /** How many parts have been taken; each is done by whoever has counted it. */
  readonly taken: SharedArrayBuffer
}

/** `code` null: a defect. */
export interface ThreadFailure {
  readonly kind: 'failed'
  readonly code: StoreErrorCode | null
  readonly message: string
}

export type HelpMessage =
  | { readonly kind: 'part'; readonly index: number; readonly tally: RecordedTally }
  | ThreadFailure

export interface Helpers {
  /** @throws StoreError, Error where a helper has failed */
  check(): void
  close(): Promise<void>
}

/** As it was built, or its source beside this source. */
export const besideThis = new URL(
  import.meta.url.endsWith('.js') ? './simulation-worker.js' : './simulation-worker.ts',
  import.meta.url,
)

/** A helper reads the rules for half a second before it is of use. */
const usualLeast = 4_000

export const usualCrew = (): ThreadCrew => ({ threads: chooseThreads(), threadFile: besideThis.href })

export const nobody: ThreadCrew = { threads: 1, threadFile: besideThis.href }

/**
 * How many threads may simulate beside logins. On Linux they step aside for whatever else there is to do; elsewhere a core
 * stays free. More than two would crowd memory and caches, and nobody waits for a simulation by the second.
 */
export const chooseThreads = (
  cores: number = availableParallelism(),
  platform: NodeJS.Platform = process.platform,
): number => Math.max(1, Math.min(2, platform === 'linux' ? cores : cores - 1))

/** Threads that have stepped aside may stand still on a busy machine: nobody must have to wait for one. */
export function startHelpers(
  { threads, threadFile, leastDecisions = usualLeast }: ThreadCrew,
  order: HelpOrder,
  total: number,
  deliver: (index: number, tally: RecordedTally) => void,
): Helpers {
  let failure: Error | null = null
  const helpers = Array.from({ length: total < leastDecisions ? 0 : threads - 1 }, () => {
    const helper = new Worker(new URL(threadFile), { workerData: order })
    helper.on('message', (message: HelpMessage) => {
      if (message.kind === 'part') deliver(message.index, message.tally)
      else failure ??= readThreadFailure(message)
    })
    helper.once('error', (error) => {
      failure ??= error
    })
    return helper
  })
  return {
    check() {
      if (failure !== null) throw failure
    },
    async close() {
      await Promise.all(helpers.map((helper) => helper.terminate()))
    },
  }
}

export const readThreadFailure = ({ code, message }: ThreadFailure): Error =>
  code === null ? new Error(message) : new StoreError(code, message)

/** How many parts have been taken, in memory that threads share. */
export const createTaken = (): SharedArrayBuffer => new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)

/** The number of a part that is now the caller's; past the last, nothing is left. */
export const takePart = (taken: SharedArrayBuffer): number => Atomics.add(new Int32Array(taken), 0, 1)
