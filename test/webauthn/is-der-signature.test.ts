import { generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isDerSignature } from '../../src/webauthn/is-der-signature.ts'

describe('an ECDSA signature', () => {
  it.each(['P-256', 'P-384', 'P-521'])('is DER as it is made, on %s', (namedCurve) => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve })
    // Enough of them to meet numbers with and without a leading zero, and shorter ones.
    for (let round = 0; round < 300; round++)
      expect(isDerSignature(sign('sha512', Buffer.from([round & 0xff]), privateKey))).toBe(true)
  })

  it.each([
    ['as plain as can be', '3006020101020101', true],
    ['nothing', '', false],
    ['a sequence with nothing in it', '3000', false],
    ['one number', '3003020101', false],
    ['three numbers', '3009020101020101020101', false],
    ['a byte after it', '300602010102010100', false],
    ['a byte too few', '30060201010201', false],
    ['a length that is too small', '3005020101020101', false],
    ['a length that is too great', '3007020101020101', false],
    ['a length in the long form that needs none', '308106020101020101', false],
    ['another tag', '3106020101020101', false],
    ['another tag of a number', '3006030101020101', false],
    ['a number of no bytes', '300502000201ff', false],
    ['a number with a zero before it', '300702020001020101', false],
    ['zero', '3006020100020101', false],
    ['a negative number', '3006020180020101', false],
  ])('is DER or is not: %s', (_, hex, ok) => {
    expect(isDerSignature(Buffer.from(hex, 'hex'))).toBe(ok)
  })
})
