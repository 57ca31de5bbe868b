import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6
export interface IpRange {
  readonly network: Address
  readonly bits: number
}

/**
 * An IPv4 or IPv6 address, or null. IPv4 in four decimal parts only (`0x7f.1` and `0177.0.0.1` mean different
 * addresses to different programs); an IPv4-mapped IPv6 address is the IPv4 address.
 */
export function parseIpAddress(text: unknown): Address | null {
  if (typeof text !== 'string' || text.length > 45) return null
  const address4 = parseIpv4(text)
  if (address4 !== null) return address4
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return null
  const address = ipaddr.IPv6.parse(text)
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address
}

/** The library's own reading of IPv4 tries every notation there is, which takes ten times as long. */
function parseIpv4(text: string): ipaddr.IPv4 | null {
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) return null
  const octets = text.split('.').map(Number)
  return octets.every((octet) => octet <= 255) ? new ipaddr.IPv4(octets) : null
}

/** A CIDR range such as `10.0.0.0/8` or `2001:db8::/32`; a bare address is a range of one. */
export function parseIpRange(text: unknown): IpRange | null {
  if (typeof text !== 'string' || text.length > 49) return null
  const [address, prefix, ...rest] = text.split('/')
  const network = parseIpAddress(address)
  if (network === null || rest.length > 0) return null
  const width = network.kind() === 'ipv4' ? 32 : 128
  if (prefix === undefined) return { network, bits: width }
  // `::ffff:10.0.0.0/104` is an IPv4 range in IPv6 clothes: count its prefix from the IPv4 part.
  const mapped = width === 32 && address?.includes(':')
  const bits = Number(prefix) - (mapped ? 96 : 0)
  return /^\d{1,3}$/.test(prefix) && bits >= 0 && bits <= width ? { network, bits } : null
}

export function isInIpRange(address: Address, range: IpRange): boolean {
  return address.kind() === range.network.kind() && address.match(range.network, range.bits)
}
