import type { Classification, TransportName } from '../../contract/words.ts'
import type { EvidenceKind } from '../history/user-history.ts'

/**
 * What a failed local ceremony says about the passkeys it was for; null: nothing. Failures of conditional
 * mediation teach nothing: the form is armed on every visit, and most people never touch it. Refusals and aborts
 * are about the platform and the page; failures over a phone are another matter (`matchPhoneFailure`).
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

/** What a failed ceremony with a phone says about the way to the phone, and nothing of what is here; null: nothing. */
export function matchPhoneFailure(classified: Classification): 'phone-failed' | null {
  switch (classified) {
    case 'cancelled':
    case 'abandoned':
    case 'timed-out':
    case 'hybrid-failed':
      return 'phone-failed'
    default:
      return null
  }
}

/**
 * What a proven passkey login says about the credential on the device; null: nothing. Only the attachment tells
 * whose authenticator it was; where it is missing, presence remains open. Of the foreign ones a phone is told by the
 * method, a security key by the transports on record (empty: not known).
 */
export function matchSuccess(
  method: string,
  attachment: 'platform' | 'cross-platform' | null,
  transports: readonly string[],
): 'succeeded-here' | 'succeeded-by-phone' | 'succeeded-by-key' | null {
  if (method !== 'passkey' && method !== 'cross-device') return null
  if (attachment === 'platform') return 'succeeded-here'
  if (attachment === null) return null
  const isKey = isKeyOnly(transports)
  if (method === 'passkey') return isKey ? 'succeeded-by-key' : null
  return isKey ? null : 'succeeded-by-phone'
}

const keyTransports: readonly string[] = ['usb', 'nfc', 'ble', 'smart-card'] satisfies TransportName[]

/** A security key says so by the ways it has: plugged in or held against, never inside the device, never by a scan. */
export const isKeyOnly = (transports: readonly string[]): boolean =>
  transports.length > 0 && transports.every((transport) => keyTransports.includes(transport))
