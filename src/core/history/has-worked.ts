import type { Sighting } from './user-history.ts'

/** It has worked there with that device's own authenticator. */
export function hasWorked(sighting: Sighting): boolean {
  if (sighting.successes > 0) return true
  for (const evidence of sighting.recent) if (evidence.kind === 'succeeded-here') return true
  return false
}
