import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { pseudonymOf } from '../../src/store/pseudonym.ts'
import { deriveKey } from '../../src/store/site-key.ts'
import { siteKey } from './records.ts'

describe('a pseudonym', () => {
  test.prop([fc.string({ unit: 'grapheme' })])('is stable, 43 characters of base64url', (id) => {
    expect(pseudonymOf(siteKey, id)).toBe(pseudonymOf(Buffer.from(siteKey), id))
    expect(pseudonymOf(siteKey, id)).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })
  it('never changes: histories are filed under it', () => {
    expect(pseudonymOf(siteKey, 'u-1')).toBe('23XMTaEhiJ8-R5olQQSsIV7cJU6ZpxnOT0ypLK0Qt54')
  })
  it('depends on the user and on the site key', () => {
    expect(pseudonymOf(siteKey, 'u-1')).not.toBe(pseudonymOf(siteKey, 'u-2'))
    expect(pseudonymOf(siteKey, 'u-1')).not.toBe(pseudonymOf(Buffer.alloc(32, 8), 'u-1'))
  })
  it('needs a site key of 32 bytes', () => {
    expect(() => pseudonymOf(Buffer.alloc(16), 'u-1')).toThrow('a site key has 32 bytes, not `16`')
  })
})

describe('keys derived from a site key', () => {
  it('differ by purpose, and from the site key', () => {
    const keys = [deriveKey(siteKey, 'a'), deriveKey(siteKey, 'b'), siteKey].map((key) => key.toString('hex'))
    expect(new Set(keys).size).toBe(3)
  })
})
