import type { TransportName } from '../../contract/words.ts'

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
