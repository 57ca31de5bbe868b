import { describe, expect, it } from 'vitest'
import { createNetworkPseudonyms } from '../../src/store/network-pseudonym.ts'

const networkOf = createNetworkPseudonyms(Buffer.alloc(32, 7))

describe('the pseudonym of a network', () => {
  it.each([
    ['203.0.113.7', '203.0.113.250'],
    ['203.0.113.7', '::ffff:203.0.113.9'],
    ['2001:db8:1::1', '2001:db8:1:ffff:1:2:3:4'],
    ['2001:db8:0:1::1', '2001:0DB8:0000:2::'],
  ])('is the same for %s and %s, which share a prefix', (one, other) => {
    expect(networkOf(one)).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(networkOf(one)).toBe(networkOf(other))
  })

  it('is another one for every other prefix, and for another site', () => {
    const addresses = ['203.0.113.7', '203.0.114.7', '2001:db8:1::1', '2001:db8:2::1', '2001:db9:1::1', '::1']
    const elsewhere = createNetworkPseudonyms(Buffer.alloc(32, 8))
    const all = addresses.flatMap((ip) => [networkOf(ip), elsewhere(ip)])
    expect(new Set(all).size).toBe(2 * addresses.length)
  })

  it.each(['', 'localhost', '203.0.113', '0x7f.1', 'fe80::1%eth0', '203.0.113.256'])(
    'is none where %j is no address',
    (text) => {
      expect(networkOf(text)).toBeNull()
      expect(networkOf(text)).toBeNull()
    },
  )

  it('does not depend on what was asked before, also after very many networks', () => {
    const before = networkOf('198.51.100.1')
    for (let n = 0; n < 30_000; n++) networkOf(`10.${n >> 8}.${n & 255}.1`)
    expect(networkOf('198.51.100.1')).toBe(before)
  })
})
