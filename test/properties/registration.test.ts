import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { assess, decide } from '../../src/core/decide.ts'
import { registrationAsk } from '../arbitraries/history.ts'
import { namedRegistrationQuestion, registrationQuestion, runs } from '../arbitraries/question.ts'

const never = registrationAsk.map((ask) => ({ ...ask, declinedForGood: true }))

describe('whether to offer a passkey, under any policy', () => {
  test.prop([namedRegistrationQuestion, never, fc.nat({ max: 3 })], runs)(
    'is not asked again once the user has said never',
    ({ input, policy, now }, ask, at) => {
      const registrationAsks = input.history.registrationAsks.toSpliced(at, 0, ask)
      const told = { ...input, history: { ...input.history, registrationAsks } }
      expect(decide(told, policy, now).action).toBe('skip')
    },
  )

  test.prop([registrationQuestion], runs)(
    'is not asked while nobody knows who it is, or what they have answered before',
    ({ input, policy, now }) => {
      fc.pre(input.user === null || input.user.pseudonym === null || input.history === 'unavailable')
      expect(decide(input, policy, now).action).toBe('skip')
    },
  )

  test.prop([namedRegistrationQuestion], runs)(
    'is not asked under a resistant floor without a proof that cannot be phished',
    ({ input, policy, now }) => {
      fc.pre(
        input.user.assuranceFloor === 'phishing-resistant' ||
          input.history.assuranceFloor === 'phishing-resistant',
      )
      const { action } = decide(input, policy, now)
      const proofs = ['passkey', 'cross-device', 'recovery', ...policy.settings.resistantMethods]
      if (!proofs.includes(input.context.justUsed ?? '')) expect(action).toBe('skip')
    },
  )

  test.prop([registrationQuestion], runs)(
    'is asked only where the client may be able, and quietly only where it is known to be',
    ({ input, policy, now }) => {
      const { action, ceremony, registration } = decide(input, policy, now)
      const { support } = assess(input, policy, now)
      expect(ceremony).toBeUndefined()
      if (action !== 'skip') expect(support.webauthn.value).not.toBe(false)
      if (action === 'conditional') {
        expect(support.conditionalCreate.value).toBe(true)
        expect(registration?.variant).toBe('conditional')
      }
    },
  )
})
