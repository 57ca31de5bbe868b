import type { FastifyBaseLogger } from 'fastify'
import type { CeremonyStore } from '../store/ceremony-store.ts'
import { startRepeating } from './start-repeating.ts'

const everyMs = 10 * 60_000

/** Deletes challenges and tickets that are over, now and every ten minutes: most challenges are never answered. */
export function startSweep({
  store,
  now,
  log,
}: {
  readonly store: Pick<CeremonyStore, 'deleteStale'>
  readonly now: () => number
  readonly log: FastifyBaseLogger
}): { close(): void } {
  const sweep = async (): Promise<void> => void (await store.deleteStale(now()))
  return startRepeating(sweep, everyMs, log, 'challenges that are over could not be deleted')
}
