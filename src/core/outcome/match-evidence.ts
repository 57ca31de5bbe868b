import type { Classification } from '../../contract/words.ts'
import type { EvidenceKind } from '../history/user-history.ts'

/**
 * What a failed local ceremony says about the passkeys it was for; null: nothing. Failures of conditional
 * mediation teach nothing: the form is armed on every visit, and most people never touch it. Refusals and aborts
 * are about the platform and the page, failures over a phone about the way to the phone.
 */
export function matchEvidence(
  classified: Classification,
  mode: 'modal' | 'conditional' | 'immediate' | null,
): EvidenceKind | null {
  if (mode === 'conditional') return null
  if (mode === 'immediate') {
    if (classified === 'not-found') return 'immediate-fast-reject'
    return classified === 'cancelled' ? 'immediate-slow-reject' : null
  }
  if (classified === 'cancelled') return 'cancelled'
  return classified === 'abandoned' || classified === 'timed-out' ? 'abandoned' : null
}

/**
 * What a proven passkey login says about the credential on the device; null: nothing. Only the attachment tells
 * whose authenticator it was; where it is missing, or names a security key, presence remains open.
 */
export function matchSuccess(
  method: string,
  attachment: 'platform' | 'cross-platform' | null,
): 'succeeded-here' | 'succeeded-by-phone' | null {
  if (method !== 'passkey' && method !== 'cross-device') return null
  if (attachment === 'platform') return 'succeeded-here'
  return attachment === 'cross-platform' && method === 'cross-device' ? 'succeeded-by-phone' : null
}
