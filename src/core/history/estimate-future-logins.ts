import type { EpochMs } from './user-history.ts'

const dayMs = 86_400_000

/** Before anything is seen: one login in so many days. */
const priorDays = 30
const horizonDays = 365
/** The share of a year in which a device that is used now is still used, with its storage kept. */
const survival = 0.6

/**
 * Logins to be expected on a device within a year, from how many there were since it was first seen (a gamma-Poisson
 * mean: the first login opens the count and is none of it).
 */
export function estimateFutureLogins(logins: number, firstSeenAt: EpochMs, now: EpochMs): number {
  const days = Math.max(0, now - firstSeenAt) / dayMs
  return (Math.max(1, logins) / (days + priorDays)) * horizonDays * survival
}
