import { describe, expect, it } from 'vitest'
import { nameError } from '../../../src/core/outcome/name-error.ts'
import { shippedPolicy } from '../../shipped-rules.ts'

describe('the name of an error', () => {
  const { knowledge } = shippedPolicy()
  it.each(['NotAllowedError', 'AbortError', 'Error', 'TypeError', 'no-answer', 'verification-failed'])(
    'is kept where browsers or the SDK have it: `%s`',
    (name) => {
      expect(nameError(name, { failures: [] })).toBe(name)
    },
  )
  it('is kept where the failure table knows it', () => {
    expect(nameError('VerificationError', knowledge)).toBe('VerificationError')
    expect(nameError('VerificationError', { failures: [] })).toBe('other')
  })
  it.each(['ada@example.com', 'notallowederror', '', '__proto__', 'NotAllowedError: ada was here'])(
    'is `other` where it is the text of a page: `%s`',
    (name) => {
      expect(nameError(name, knowledge)).toBe('other')
    },
  )
})
