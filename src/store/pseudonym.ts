import { createHmac } from 'node:crypto'
import type { UserPseudonym } from '../core/index.ts'
import { deriveKey, type SiteKey } from './site-key.ts'

const hmacKeys = new WeakMap<SiteKey, Buffer>()

/** What a user is filed under: HMAC-SHA256 of the user id, base64url, 43 characters; stable per site key. */
export function pseudonymOf(siteKey: SiteKey, userId: string): UserPseudonym {
  let key = hmacKeys.get(siteKey)
  if (key === undefined) {
    key = deriveKey(siteKey, 'user pseudonym')
    hmacKeys.set(siteKey, key)
  }
  return createHmac('sha256', key).update(userId).digest('base64url') as UserPseudonym
}
