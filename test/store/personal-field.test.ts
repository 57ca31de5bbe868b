import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { createFieldCipher } from '../../src/store/personal-field.ts'
import { siteKey } from './records.ts'

const place = { table: 'users', column: 'id', row: 'p-1' }
const dayMs = 86_400_000

describe('a sealed field', () => {
  const cipher = createFieldCipher(siteKey, () => 3 * dayMs)

  test.prop([fc.string({ unit: 'grapheme' })])('opens to what was sealed', (text) => {
    expect(cipher.open(place, cipher.seal(place, text))).toBe(text)
  })
  it('differs each time', () => {
    expect(cipher.seal(place, 'x')).not.toBe(cipher.seal(place, 'x'))
  })
  it('never takes a nonce twice', () => {
    const nonces = Array.from({ length: 2000 }, () =>
      cipher.seal(place, 'x').slice('1-3.'.length).slice(0, 16),
    )
    expect(new Set(nonces).size).toBe(nonces.length)
  })
  it.each([
    { ...place, table: 'credentials' },
    { ...place, column: 'name' },
    { ...place, row: 'p-2' },
  ])('does not open at $table $column $row', (elsewhere) => {
    const sealed = cipher.seal(place, 'x')
    expect(() => cipher.open(elsewhere, sealed)).toThrow()
  })
  test.prop([fc.nat(), fc.integer({ min: 1, max: 255 })])(
    'does not open with any byte changed',
    (at, flip) => {
      const [kid = '', body = ''] = cipher.seal(place, 'some text').split('.')
      const bytes = Buffer.from(body, 'base64url')
      const index = at % bytes.length
      bytes[index] = (bytes[index] ?? 0) ^ flip
      expect(() => cipher.open(place, `${kid}.${bytes.toString('base64url')}`)).toThrow()
    },
  )
  it.each(['', 'x', '1-3.', '1-3.AAAA'])('is not `%s`', (text) => {
    expect(() => cipher.open(place, text)).toThrow()
  })
  it('carries the key of its day, and opens on any later day', () => {
    const sealed = cipher.seal(place, 'x')
    expect(sealed).toMatch(/^1-3\./)
    const later = createFieldCipher(siteKey, () => 400 * dayMs)
    expect(later.open(place, sealed)).toBe('x')
    expect(() => later.open(place, sealed.replace('1-3.', '1-4.'))).toThrow()
  })
  it('does not open under another site key', () => {
    const other = createFieldCipher(Buffer.alloc(32, 8), () => 3 * dayMs)
    expect(() => other.open(place, cipher.seal(place, 'x'))).toThrow()
  })
})
