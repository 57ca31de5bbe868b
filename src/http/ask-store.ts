import { StoreError } from '../store/store-error.ts'
import { ProblemError } from './problem-error.ts'
import type { Services } from './services.ts'

/**
 * Waits for the store, where an answer cannot do without it: a store that cannot serve is a 503 that says when to come
 * back; any other error is a defect, told as one. (Decisions do without the store, see `load-known.ts`.)
 */
export async function askStore<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    if (!(cause instanceof StoreError)) throw cause
    throw new ProblemError(503, 'store-unavailable', { retryAfterSeconds: 1, cause })
  }
}

/**
 * Waits for the store where an answer can do without it: what is verified stays verified, also when the history could not
 * learn from it. Null where the store cannot serve, which is logged.
 */
export async function askStoreIfPossible<T>(
  { log }: Pick<Services, 'log'>,
  asked: Promise<T>,
  missing: string,
): Promise<T | null> {
  try {
    return await asked
  } catch (err) {
    log.error({ err }, missing)
    return null
  }
}

/** Reads what an answer can do without. Null where the store cannot serve; a defect is logged besides. */
export async function readIfPossible<T>(
  { log }: Pick<Services, 'log'>,
  read: Promise<T>,
  missing: string,
): Promise<T | null> {
  try {
    return await read
  } catch (err) {
    if (!(err instanceof StoreError)) log.error({ err }, missing)
    return null
  }
}
