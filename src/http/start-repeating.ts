import type { FastifyBaseLogger } from 'fastify'

/** Does something now and again and again, until closed; one turn that fails is logged, and the next tries again. */
export function startRepeating(
  work: () => Promise<void>,
  everyMs: number,
  log: FastifyBaseLogger,
  failed: string,
): { close(): void } {
  const turn = (): void => void work().catch((err: unknown) => log.warn({ err }, failed))
  turn()
  const timer = setInterval(turn, everyMs)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
