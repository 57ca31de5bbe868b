import type { FastifyBaseLogger } from 'fastify'
import type { BreakerState } from '../core/index.ts'
import type { AuditEntry } from '../store/audit-log.ts'
import type { CellStore } from '../store/cell-store.ts'

/** Writes breakers down in the order in which they moved, with their lines of the audit log, until each is kept. */
export interface BreakerKeeper {
  readonly keep: (state: BreakerState, entry: AuditEntry) => void
  /** Tries again what could not be kept. @throws what the store throws, as long as something is left */
  readonly flush: () => Promise<void>
}

export function keepBreakers(store: Pick<CellStore, 'saveBreaker'>, log: FastifyBaseLogger): BreakerKeeper {
  const waiting: { readonly state: BreakerState; readonly entry: AuditEntry }[] = []
  let running: Promise<void> | null = null

  const work = async (): Promise<void> => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      await store.saveBreaker(next.state, next.entry)
      waiting.shift()
    }
  }
  const flush = (): Promise<void> => {
    running ??= work().finally(() => {
      running = null
    })
    return running
  }
  return {
    keep(state, entry) {
      waiting.push({ state, entry })
      flush().catch((err: unknown) => {
        const { cell, route } = state
        log.error({ err, cell, route, waiting: waiting.length }, 'a circuit breaker could not be kept yet')
      })
    },
    flush,
  }
}
