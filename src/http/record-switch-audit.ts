import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { UnauditedChange } from '../files/kept-switches.ts'
import type { SwitchList } from '../files/switch-list.ts'
import { takeLock } from '../files/take-lock.ts'
import type { CellStore } from '../store/cell-store.ts'

export interface SwitchAuditOptions {
  readonly switchList: Pick<SwitchList, 'path' | 'unaudited' | 'forgetAudited' | 'onChange'>
  readonly store: Pick<CellStore, 'appendAudit' | 'listNewestAudit'>
  readonly log: FastifyBaseLogger
  /** How long to wait before a store that could not take a line is asked again. */
  readonly retryMs?: number
}

const pageLines = 200
const closeWaitMs = 1_000

/**
 * Writes changes of switches to the audit log, after they hold: they wait in the file of the switches, so that neither a
 * database that is down nor a crash loses one. Of processes that share the file one writes at a time, and a line that a
 * crash left in both is not written twice.
 */
export function startSwitchAudit({ switchList, store, log, retryMs = 1_000 }: SwitchAuditOptions): {
  readonly close: () => Promise<void>
} {
  const lockPath = `${switchList.path}.audit.lock`
  let running: Promise<void> | null = null
  let isTold = false

  const drain = async (): Promise<void> => {
    const lock = await takeLock(lockPath, { waitMs: 0, staleMs: 60_000 })
    if (lock === null) return
    try {
      const entries = switchList.unaudited()
      const known = await listKnown(store, entries)
      for (const { id, at, actor, action, detail } of entries)
        if (!known.has(id)) await store.appendAudit({ at, actor, action, detail: { change: id, ...detail } })
      await switchList.forgetAudited(new Set(entries.map(({ id }) => id)))
    } finally {
      await lock.release()
    }
  }
  const run = (): void => {
    if (switchList.unaudited().length === 0) return
    running ??= drain()
      .then(() => {
        isTold = false
      })
      .catch((err: unknown) => {
        // Once: it is tried every second, for as long as it takes.
        if (!isTold) log.error({ err }, 'changes of kill switches hold, and wait for the audit log')
        isTold = true
      })
      .finally(() => {
        running = null
      })
  }
  switchList.onChange(run)
  run()
  const timer = setInterval(run, retryMs)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      // A store that cannot serve may take seconds to say so; what it did not take stays in the file.
      await Promise.race([running, sleep(closeWaitMs, undefined, { ref: false })])
    },
  }
}

/**
 * Which of these the log has already: written by somebody who was killed before saying so. Such a line is no older than
 * the change, but lines do not lie strictly by time: a change that waited, or a clock that was set, comes late. So the
 * search ends at a whole page of older lines, not at the first.
 */
async function listKnown(
  store: Pick<CellStore, 'listNewestAudit'>,
  entries: readonly UnauditedChange[],
): Promise<ReadonlySet<string>> {
  const ids = new Set(entries.map(({ id }) => id))
  const oldest = Math.min(...entries.map(({ at }) => at))
  const known = new Set<string>()
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const lines = await store.listNewestAudit(before, pageLines)
    for (const { detail } of lines) {
      const { change } = detail
      if (typeof change === 'string' && ids.has(change)) known.add(change)
    }
    const last = lines.at(-1)
    const isOver = last === undefined || lines.length < pageLines || lines.every(({ at }) => at < oldest)
    if (isOver || known.size === ids.size) return known
    before = last.line
    // Reading blocks: whoever asks for a decision comes in between.
    await setImmediate()
  }
}
