import type { Services } from './services.ts'

const everyMs = 60_000
const mostKinds = 50

/**
 * Warns of what may go wrong with every request: the first of a kind at once, then once a minute at most, with how many
 * there have been since the last line.
 */
export function createSeldomWarning({ log, now }: Pick<Services, 'log' | 'now'>) {
  const told = new Map<string, { at: number; count: number }>()
  return (kind: string, about: object, message: string): void => {
    const known = told.get(kind)
    if (known !== undefined) known.count += 1
    // A clock that was set back is no reason for silence.
    if (known !== undefined && Math.abs(now() - known.at) < everyMs) return
    if (told.size >= mostKinds) told.clear()
    told.set(kind, { at: now(), count: 0 })
    log.warn({ ...about, count: known?.count ?? 1 }, message)
  }
}
