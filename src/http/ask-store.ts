import { ProblemError } from './problem-error.ts'

/**
 * Waits for the store, where an answer cannot do without it: a store that cannot serve is a 503 that says when to come
 * back. (Decisions do without it, see `load-known.ts`.)
 */
export async function askStore<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    throw new ProblemError(503, 'store-unavailable', { retryAfterSeconds: 1, cause })
  }
}
