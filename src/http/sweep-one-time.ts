import type { FastifyBaseLogger } from 'fastify'
import type { CeremonyStore } from '../store/ceremony-store.ts'

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
  const sweep = async (): Promise<void> => {
    try {
      await store.deleteStale(now())
    } catch (err) {
      // The next turn tries again.
      log.warn({ err }, 'challenges that are over could not be deleted')
    }
  }
  void sweep()
  const timer = setInterval(sweep, everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
