import type { FastifyBaseLogger } from 'fastify'
import { keptDays } from '../core/index.ts'
import type { SqliteStore } from '../store/sqlite-store.ts'
import { startRepeating } from './start-repeating.ts'

const dayMs = 86_400_000

export interface ExpiryOptions {
  readonly store: Pick<SqliteStore, 'deleteOlderThan' | 'deleteCellEvents'>
  /** 0: decisions are never deleted. */
  readonly retentionDays: number
  readonly now: () => number
  readonly log: FastifyBaseLogger
}

/** Deletes records of decisions past their retention, now and once a day. What they taught stays. */
export function startExpiry({ store, retentionDays, now, log }: ExpiryOptions): { close(): void } {
  const expire = async (): Promise<void> => {
    // Outcomes by platform carry pseudonyms, and after some months they teach nothing any more.
    const days = retentionDays === 0 ? keptDays : Math.min(keptDays, retentionDays)
    await store.deleteCellEvents(now() - days * dayMs)
    if (retentionDays === 0) return
    const deleted = await store.deleteOlderThan(now() - retentionDays * dayMs)
    if (deleted > 0) log.info({ deleted, retentionDays }, 'decisions past their retention were deleted')
  }
  return startRepeating(expire, dayMs, log, 'decisions past their retention could not be deleted')
}
