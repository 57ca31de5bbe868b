import type { Worker } from 'node:worker_threads'
import { StoreError, type StoreErrorCode } from './store-error.ts'

/** What a thread that does one thing and ends answers; `code` null: a defect. */
export type ThreadAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: StoreErrorCode | null; readonly message: string }

/** In the thread: what its work comes to. Errors do not cross as they are. */
export function buildThreadAnswer<T>(work: () => T): ThreadAnswer<T> {
  try {
    return { ok: true, value: work() }
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error))
    return { ok: false, code: error instanceof StoreError ? error.code : null, message }
  }
}

/**
 * Outside of it: what the thread answers.
 * @param what is done there, for messages: `the report`
 * @throws StoreError when it cannot be done, takes too long, or is broken off; another Error: a defect
 */
export function waitForThread<T>(worker: Worker, timeoutMs: number, what: string): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const fail = (message: string) => reject(new StoreError('unavailable', message))
    const timer = setTimeout(() => fail(`${what} took more than ${timeoutMs} ms`), timeoutMs)
    worker.once('message', (answer: ThreadAnswer<T>) => {
      clearTimeout(timer)
      if (answer.ok) resolve(answer.value)
      else if (answer.code === null) reject(new Error(answer.message))
      else reject(new StoreError(answer.code, answer.message))
    })
    worker.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    worker.once('exit', () => {
      clearTimeout(timer)
      fail(`${what} was broken off`)
    })
  })
}
