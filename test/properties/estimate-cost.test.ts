import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateCost } from '../../src/core/decision/estimate-cost.ts'
import { consider, type Decision } from '../../src/core/index.ts'
import { question, runs } from '../arbitraries/question.ts'
import { shippedPolicy } from '../shipped-rules.ts'

const { settings } = shippedPolicy()
const { costs } = settings

const ceremony = {
  hints: [],
  allowCredentials: [],
  userVerification: 'preferred' as const,
  timeoutMs: 60_000,
  announce: false,
  maxAttempts: 1,
}
type Answered = Pick<Decision, 'purpose' | 'action' | 'ceremony' | 'next' | 'passive'>
const answerOf = (changes: Partial<Answered>): Answered => ({
  purpose: 'authentication',
  action: 'fallback',
  next: [],
  passive: 'none',
  ...changes,
})
const ways = {
  modal: answerOf({ action: 'passkey', ceremony }),
  suggestion: answerOf({ action: 'passkey', ceremony: { ...ceremony, mediation: 'conditional' } }),
  silent: answerOf({ action: 'passkey', ceremony: { ...ceremony, uiMode: 'immediate' } }),
  thenPhone: answerOf({
    action: 'passkey',
    ceremony: { ...ceremony, uiMode: 'immediate' },
    next: [{ on: 'not-found', action: 'cross-device' }],
  }),
  phone: answerOf({ action: 'cross-device', ceremony }),
  armed: answerOf({ passive: 'conditional' }),
}
const chance = fc.double({ min: 0, max: 1, noNaN: true })
const beliefs = fc.record({ local: chance, immediate: chance, crossDevice: chance })
const costOf = (answer: Answered, told: { local: number; immediate: number; crossDevice: number }) =>
  estimateCost({ belief: { credentials: [], here: 0, phone: 0, returns: 0, ...told } }, answer, settings)

describe('the estimated cost of a login', () => {
  test.prop([question], runs)(
    'is finite and never negative, and there is none of a registration',
    (asked) => {
      const { input, policy, now } = asked
      const { situation, decision } = consider(input, policy, now)
      const cost = estimateCost(situation, decision, policy.settings)
      expect(cost === null).toBe(input.purpose === 'registration')
      if (cost === null) return
      expect(Number.isFinite(cost.seconds)).toBe(true)
      expect(cost.seconds).toBeGreaterThanOrEqual(0)
      expect(cost.deadEnds).toBeGreaterThanOrEqual(0)
      expect(cost.deadEnds).toBeLessThanOrEqual(1)
    },
  )

  test.prop([beliefs])('of a fallback is that of the fallback, where nothing is armed', (told) => {
    expect(costOf(answerOf({}), told)).toEqual({ seconds: costs.fallbackLoginSeconds, deadEnds: 0 })
    expect(costOf(ways.armed, told)?.seconds).toBeLessThanOrEqual(costs.fallbackLoginSeconds)
  })

  test.prop([beliefs, beliefs])('falls as passkeys become likelier, and so do dead ends', (one, other) => {
    const likelier = {
      local: Math.max(one.local, other.local),
      immediate: Math.max(one.immediate, other.immediate),
      crossDevice: Math.max(one.crossDevice, other.crossDevice),
    }
    for (const way of Object.values(ways)) {
      const [less, more] = [costOf(way, one), costOf(way, likelier)]
      expect(more?.seconds).toBeLessThanOrEqual((less?.seconds ?? 0) + 1e-9)
      expect(more?.deadEnds).toBeLessThanOrEqual((less?.deadEnds ?? 0) + 1e-9)
    }
  })

  it('is that of the way where it is certain, and of the dead end where it is hopeless', () => {
    const [sure, never] = [1, 0].map((chance) => ({ local: chance, immediate: chance, crossDevice: chance }))
    if (sure === undefined || never === undefined) return
    const { passkeyLoginSeconds, fallbackLoginSeconds, deadEndSeconds, immediateMissSeconds } = costs
    expect(costOf(ways.modal, sure)).toEqual({ seconds: passkeyLoginSeconds, deadEnds: 0 })
    expect(costOf(ways.phone, sure)).toEqual({ seconds: costs.crossDeviceLoginSeconds, deadEnds: 0 })
    expect(costOf(ways.modal, never)).toEqual({ seconds: deadEndSeconds + fallbackLoginSeconds, deadEnds: 1 })
    expect(costOf(ways.silent, never)).toEqual({
      seconds: immediateMissSeconds + fallbackLoginSeconds,
      deadEnds: 0,
    })
    expect(costOf(ways.thenPhone, never)?.deadEnds).toBe(1)
  })
})
