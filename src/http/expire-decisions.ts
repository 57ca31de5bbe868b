import type { FastifyBaseLogger } from 'fastify'
import type { SqliteStore } from '../store/sqlite-store.ts'
import { startRepeating } from './start-repeating.ts'

const dayMs = 86_400_000

export interface ExpiryOptions {
  readonly store: Pick<SqliteStore, 'deleteOlderThan'>
  /** 0: nothing is ever deleted. */
  readonly retentionDays: number
  readonly now: () => number
  readonly log: FastifyBaseLogger
}

/** Deletes records of decisions past their retention, now and once a day. What they taught stays. */
export function startExpiry({ store, retentionDays, now, log }: ExpiryOptions): { close(): void } {
  if (retentionDays === 0) return { close: () => {} }
  const expire = async (): Promise<void> => {
    const deleted = await store.deleteOlderThan(now() - retentionDays * dayMs)
    if (deleted > 0) log.info({ deleted, retentionDays }, 'decisions past their retention were deleted')
  }
  return startRepeating(expire, dayMs, log, 'decisions past their retention could not be deleted')
}
