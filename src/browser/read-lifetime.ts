/**
 * How long something may be used, in ms, with a margin: what the server says, unless the clock of this machine makes
 * nonsense of it (past, or longer than usual); then what is usual.
 */
export function readLifetime(expiresAt: string | undefined, usualMs: number): number {
  const left = Date.parse(expiresAt ?? '') - Date.now()
  return 0.8 * (left > 10_000 && left < usualMs ? left : usualMs)
}
