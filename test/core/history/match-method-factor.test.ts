import { describe, expect, it } from 'vitest'
import { addsProof, matchMethodFactor } from '../../../src/core/history/match-method-factor.ts'

describe('the factor of a method', () => {
  it.each([
    ['password', 'knowledge'],
    ['PIN', 'knowledge'],
    ['security-questions', 'knowledge'],
    ['email-otp', 'possession'],
    ['sms_code', 'possession'],
    ['magic-link', 'possession'],
    ['totp', 'possession'],
    ['push', 'possession'],
  ])('of %s is %s', (method, factor) => {
    expect(matchMethodFactor(method)).toBe(factor)
  })

  it.each(['security-key', 'smart-card', 'smart-card-pin', 'passkey', 'cross-device', 'bank-id', ''])(
    'of %j is not told by its name',
    (method) => {
      expect(matchMethodFactor(method)).toBeNull()
    },
  )
})

describe('a second proof', () => {
  it.each([
    ['password', 'password'],
    ['pin', 'password'],
    ['sms-otp', 'email-otp'],
    ['bank-id', 'bank-id'],
  ])('is not given by %s after %s', (method, justUsed) => {
    expect(addsProof(method, justUsed)).toBe(false)
  })

  it.each([
    ['email-otp', 'password'],
    ['password', 'email-otp'],
    ['security-key', 'email-otp'],
    ['bank-id', 'password'],
    ['password', 'passkey'],
  ])('is given by %s after %s', (method, justUsed) => {
    expect(addsProof(method, justUsed)).toBe(true)
  })
})
