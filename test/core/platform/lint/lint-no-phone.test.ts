import { describe, expect, it } from 'vitest'
import { lintNoPhone } from '../../../../src/core/platform/lint/lint-no-phone.ts'
import { placesOf, provider } from './draft-of.ts'

describe('what is scanned', () => {
  const scannedWith = (os: 'android' | 'ipados' | 'macos') =>
    placesOf(lintNoPhone, {
      providers: { providers: [provider({ phones: [{ os, osVersion: '>=14', certainty: 'low' }] })] },
    })

  it('is never a computer', () => {
    expect(scannedWith('macos')).toEqual(['providers.json#/providers/0/phones/0/os'])
  })

  it('is a phone or a tablet', () => {
    expect([...scannedWith('android'), ...scannedWith('ipados')]).toEqual([])
  })
})
