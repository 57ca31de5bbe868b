import type { FastifyBaseLogger } from 'fastify'
import { keptDays } from '../core/index.ts'
import type { PolicySource } from '../files/policy-source.ts'
import { listKeptExperiments } from '../publishing/list-kept-experiments.ts'
import type { RuleRecords } from '../store/rule-store.ts'
import type { SqliteStore } from '../store/sqlite-store.ts'
import { startRepeating } from './start-repeating.ts'

const dayMs = 86_400_000

export interface ExpiryOptions {
  readonly store: Pick<SqliteStore, 'deleteOlderThan' | 'deleteCellEvents' | 'deleteAssignments'> &
    Pick<RuleRecords, 'listPublications' | 'loadRevision'>
  readonly policies: Pick<PolicySource, 'state'>
  /** 0: decisions are never deleted. */
  readonly retentionDays: number
  readonly now: () => number
  readonly log: FastifyBaseLogger
}

/**
 * Deletes records of decisions past their retention, now and once a day, and then what was drawn for nobody who comes
 * back. What decisions taught stays.
 */
export function startExpiry({ store, policies, retentionDays, now, log }: ExpiryOptions): { close(): void } {
  const expire = async (): Promise<void> => {
    // Outcomes by platform carry pseudonyms, and after some months they teach nothing any more.
    const days = retentionDays === 0 ? keptDays : Math.min(keptDays, retentionDays)
    await store.deleteCellEvents(now() - days * dayMs)
    if (retentionDays === 0) return
    const before = now() - retentionDays * dayMs
    const deleted = await store.deleteOlderThan(before)
    if (deleted > 0) log.info({ deleted, retentionDays }, 'decisions past their retention were deleted')
    const experiments = await listKeptExperiments(store, policies.state().folder, before)
    if (experiments === null)
      log.warn('of rules that are on record the experiments cannot be read: what was drawn in them is kept')
    const forgotten = await store.deleteAssignments(before, experiments)
    if (forgotten > 0)
      log.info({ forgotten, retentionDays }, 'variants drawn for nobody any more were deleted')
  }
  return startRepeating(expire, dayMs, log, 'decisions past their retention could not be deleted')
}
