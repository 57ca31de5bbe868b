import type { EvidenceKind } from './user-history.ts'

/**
 * How many failures of one credential on one device count within a day (UTC), of each sort: as many as an honest person
 * makes before another way is taken. Whoever holds a device and a login can tell of thousands; the first few of a day
 * say all there is to say.
 */
export const dailyEvidenceLimit = 3

/** Evidence that counts at most `dailyEvidenceLimit` times a day. What is proven, a login, always counts. */
const limited: readonly (readonly EvidenceKind[])[] = [
  ['cancelled', 'abandoned', 'immediate-fast-reject'],
  ['phone-failed'],
  ['immediate-slow-reject'],
  ['credential-exists'],
]

/** The kinds that a piece of evidence shares its daily limit with; null: it has none. */
export const kindsLimitedWith = (kind: EvidenceKind): readonly EvidenceKind[] | null =>
  limited.find((kinds) => kinds.includes(kind)) ?? null
