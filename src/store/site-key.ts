import { hkdfSync } from 'node:crypto'

/** The secret of one installation, 32 bytes; every other key is derived from it and used for one thing only. */
export type SiteKey = Buffer

/** HKDF-SHA256 (RFC 5869). @throws RangeError when the site key does not have 32 bytes */
export function deriveKey(siteKey: SiteKey, purpose: string): Buffer {
  if (siteKey.length !== 32) throw new RangeError(`a site key has 32 bytes, not \`${siteKey.length}\``)
  return Buffer.from(hkdfSync('sha256', siteKey, 'keywise', purpose, 32))
}
