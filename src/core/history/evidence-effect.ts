import type { Evidence, EvidenceKind } from './user-history.ts'

/**
 * What one piece of evidence adds to the counts of its sighting. A success is one of *this* device's own
 * authenticator: a phone that served this device adds to `crossDeviceSuccesses` of the user instead, or the
 * device would look as if it held the passkey. A dismissed silent offer and an excluded credential found at
 * registration are signs of presence, so they are no failures of the passkey.
 */
export const evidenceEffect = {
  'succeeded-here': 'success',
  'succeeded-by-phone': 'none',
  'succeeded-by-key': 'none',
  'phone-failed': 'none',
  cancelled: 'failure',
  abandoned: 'failure',
  'immediate-fast-reject': 'failure',
  'immediate-slow-reject': 'none',
  'credential-exists': 'none',
} as const satisfies Readonly<Record<EvidenceKind, 'success' | 'failure' | 'none'>>

/** A proven login with a passkey: with the device's own authenticator, a phone or a security key. */
export const isLogin = ({ kind }: Pick<Evidence, 'kind'>): boolean =>
  kind === 'succeeded-here' || kind === 'succeeded-by-phone' || kind === 'succeeded-by-key'

/** How many pieces of evidence a sighting keeps, newest last; older ones live on in its counts. */
export const recentEvidenceLimit = 20

/**
 * The order of evidence that carries the same time: failures first, so that a success told in the same
 * millisecond has the last word. A fixed order makes the belief independent of the order of arrival.
 */
const tieOrder = {
  'immediate-fast-reject': 0,
  abandoned: 1,
  cancelled: 2,
  'phone-failed': 3,
  'succeeded-by-phone': 4,
  'succeeded-by-key': 5,
  'immediate-slow-reject': 6,
  'credential-exists': 7,
  'succeeded-here': 8,
} as const satisfies Readonly<Record<EvidenceKind, number>>

type Ordered = Pick<Evidence, 'at' | 'kind' | 'weight'>

/** Sort order of evidence: by time, then by kind, then by weight, for sums of floating point depend on their order. */
export function evidenceOrder(a: Ordered, b: Ordered): number {
  return a.at - b.at || tieOrder[a.kind] - tieOrder[b.kind] || (a.weight ?? 1) - (b.weight ?? 1)
}
