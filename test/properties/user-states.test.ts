import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { purposes } from '../../src/contract/words.ts'
import { decide } from '../../src/core/decide.ts'
import { askedAt, namedInput } from '../arbitraries/decision-input.ts'
import { arbitrarySettings } from '../arbitraries/policy.ts'
import { runs } from '../arbitraries/question.ts'
import { shippedPolicy } from '../shipped-rules.ts'

/** Every key of an answer, all the way down: what somebody sees who looks at its form. */
function keysOf(value: unknown, above = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value)
    .flatMap(([key, inner]) => [`${above}/${key}`, ...keysOf(inner, `${above}/${key}`)])
    .sort()
}

describe('an account that waits or sleeps', () => {
  const state = fc.constantFrom('pending' as const, 'dormant' as const)
  const place = fc.constantFrom('request', 'history')

  test.prop([namedInput, fc.constantFrom(...purposes), state, place, arbitrarySettings, askedAt], runs)(
    'is answered like an active one, word for word',
    (given, purpose, state, place, settings, now) => {
      const { state: _state, ...user } = given.user
      const input = { ...given, purpose }
      const policy = { ...shippedPolicy(), settings }
      const asked =
        place === 'request'
          ? { ...input, user: { ...user, state } }
          : { ...input, user, history: { ...input.history, state } }
      const active = { ...asked, user: { ...user, state: 'active' as const } }
      expect(decide(asked, policy, now)).toEqual(decide(active, policy, now))
    },
  )
})

describe('an account that cannot sign in', () => {
  const state = fc.constantFrom('locked' as const, 'blocked' as const)
  const place = fc.constantFrom('request', 'history')

  test.prop([namedInput, fc.constantFrom(...purposes), state, place, arbitrarySettings, askedAt], runs)(
    'gets an answer of the same form as an active one that is sent to the fallback',
    (given, purpose, state, place, settings, now) => {
      const { state: _state, ...user } = given.user
      const input = { ...given, purpose }
      const policy = { ...shippedPolicy(), settings }
      const active = decide({ ...input, user: { ...user, state: 'active' } }, policy, now)
      fc.pre(active.action === 'fallback' || active.action === 'skip')
      const shut = decide(
        place === 'request'
          ? { ...input, user: { ...user, state } }
          : { ...input, user, history: { ...input.history, state } },
        policy,
        now,
      )
      expect(shut.action).toBe(active.action)
      expect(keysOf(shut)).toEqual(keysOf(active))
      expect(shut.fallbacks).toEqual(active.fallbacks)
      if (shut.reason === 'user-state') expect(shut.explanation).not.toMatch(/locked|blocked|account/)
    },
  )
})
