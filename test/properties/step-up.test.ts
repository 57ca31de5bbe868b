import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { assuranceFloors } from '../../src/contract/words.ts'
import { decide } from '../../src/core/decide.ts'
import { ceremonyKind, namedQuestion, question, runs, stepUpQuestion } from '../arbitraries/question.ts'
import { rawSignals } from '../arbitraries/signals.ts'

describe('a phishing-resistant floor', () => {
  const resistant = 'phishing-resistant' as const
  const place = fc.constantFrom('request', 'history', 'both')
  const methods = fc.array(fc.constantFrom('password', 'email-otp', 'security-key', 'smart-card', 'passkey'))

  test.prop(
    [namedQuestion, place, fc.constantFrom(undefined, ...assuranceFloors), methods, rawSignals],
    runs,
  )(
    'holds whatever the client says, and whichever of request and history sets it',
    ({ input, policy, now }, place, said, fallbacks, signals) => {
      const { assuranceFloor: _asked, ...user } = input.user
      const asked = place === 'history' ? said : resistant
      const floored = {
        ...input,
        signals,
        user: { ...user, fallbacks, ...(asked && { assuranceFloor: asked }) },
        history: { ...input.history, assuranceFloor: place === 'request' ? null : resistant },
      }
      const decision = decide(floored, policy, now)
      for (const method of decision.fallbacks) {
        expect(policy.settings.resistantMethods).toContain(method)
        expect(['passkey', 'cross-device']).not.toContain(method)
      }
      if (decision.ceremony) expect(decision.ceremony.userVerification).toBe('required')
      if (decision.purpose !== 'registration')
        expect(decision.stepUpRequired).toBe(decision.fallbacks.length === 0)
      // The same methods from every client: what may complete a login does not depend on what starts by itself.
      expect(decision.fallbacks).toEqual(decide({ ...floored, signals: {} }, policy, now).fallbacks)
    },
  )

  test.prop([question], runs)('is never lowered by a request that says any', ({ input, policy, now }) => {
    fc.pre(input.user !== null)
    const { assuranceFloor: _asked, ...user } = input.user
    expect(decide({ ...input, user: { ...user, assuranceFloor: 'any' } }, policy, now)).toEqual(
      decide({ ...input, user }, policy, now),
    )
  })
})

describe('a step-up', () => {
  test.prop([stepUpQuestion], runs)('asks for user verification', ({ input, policy, now }) => {
    const decision = decide(input, policy, now)
    if (ceremonyKind(decision) !== 'none') expect(decision.ceremony?.userVerification).toBe('required')
  })
})
