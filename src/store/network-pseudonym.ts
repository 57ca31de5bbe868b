import { createHmac } from 'node:crypto'
import { parseIpAddress } from '../core/index.ts'
import { deriveKey, type SiteKey } from './site-key.ts'

const ipv4Octets = 3
const ipv6Parts = 3
/** Half of the digest: enough that no two networks meet, and told in 22 characters. */
const pseudonymBytes = 16
const mostRemembered = 10_000

/**
 * What a network is filed under: HMAC-SHA256 of the address prefix, /24 of IPv4 and /48 of IPv6, what one customer of a
 * provider has at least; stable per site key. It serves to count how many networks stand behind a figure, and tells
 * nobody an address. null: not an address.
 */
export function createNetworkPseudonyms(siteKey: SiteKey): (ip: string) => string | null {
  const key = deriveKey(siteKey, 'network pseudonym')
  // In memory only, and not for long: most requests come from few networks.
  const known = new Map<string, string | null>()
  return (ip) => {
    const remembered = known.get(ip)
    if (remembered !== undefined) return remembered
    if (known.size >= mostRemembered) known.clear()
    const prefix = readPrefix(ip)
    const pseudonym =
      prefix === null
        ? null
        : createHmac('sha256', key).update(prefix).digest().subarray(0, pseudonymBytes).toString('base64url')
    known.set(ip, pseudonym)
    return pseudonym
  }
}

function readPrefix(ip: string): string | null {
  const address = parseIpAddress(ip)
  if (address === null) return null
  return 'octets' in address
    ? `4 ${address.octets.slice(0, ipv4Octets).join('.')}`
    : `6 ${address.parts.slice(0, ipv6Parts).join(':')}`
}
