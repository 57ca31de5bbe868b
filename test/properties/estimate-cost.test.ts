import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CredentialId } from '../../src/contract/ids.ts'
import { usualSuggestions } from '../../src/core/belief/advise-action.ts'
import type { Belief } from '../../src/core/belief/belief.ts'
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
/** Of a passkey that is here, this share of ceremonies is completed. */
const completes = 0.9
const beliefs = fc.record({ here: chance, listed: chance, crossDevice: chance })
const costOf = (
  answer: Answered,
  { here, listed, crossDevice }: { here: number; listed: number; crossDevice: number },
  completion = completes,
) => {
  const belief = {
    here,
    local: completion * here,
    immediate: completion * Math.min(here, listed),
    crossDevice,
  }
  return estimateCost(
    { belief: { credentials: [], phone: 0, returns: 0, picking: 1, ...belief } },
    answer,
    settings,
  )
}

/** Surely here, and nothing that a client is known to list. */
const withUnknownProvider: Belief = {
  ...{ here: 1, local: 1, immediate: 0, crossDevice: 0, phone: 0, returns: 0, picking: 1 },
  credentials: [
    {
      id: 'c-1' as CredentialId,
      ...{ provider: null, providerName: null, reach: 'used-here', status: 'believed' },
      ...{
        prior: 1,
        probability: 1,
        phone: 0,
        isUsual: true,
        transports: [],
        coolingUntil: null,
        probeDue: false,
      },
    },
  ],
}

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
      here: Math.max(one.here, other.here),
      listed: Math.max(one.listed, other.listed),
      crossDevice: Math.max(one.crossDevice, other.crossDevice),
    }
    for (const way of Object.values(ways)) {
      const [less, more] = [costOf(way, one), costOf(way, likelier)]
      expect(more?.seconds).toBeLessThanOrEqual((less?.seconds ?? 0) + 1e-9)
      // A passkey that is shown may be picked and not completed: there is none without one.
      if (way === ways.suggestion || way === ways.silent) continue
      const spared = way === ways.thenPhone ? 1 - completes : 0
      expect(more?.deadEnds).toBeLessThanOrEqual((less?.deadEnds ?? 0) + spared + 1e-9)
    }
  })

  it('counts what is shown, picked and not completed as a dead end', () => {
    const told = { here: 1, listed: 1, crossDevice: 0 }
    const { passkeyLoginSeconds, fallbackLoginSeconds, deadEndSeconds } = costs
    const ceremony = 0.9 * passkeyLoginSeconds + 0.1 * (deadEndSeconds + fallbackLoginSeconds)
    expect(costOf(ways.silent, told)?.seconds).toBeCloseTo(ceremony)
    expect(costOf(ways.silent, told)?.deadEnds).toBeCloseTo(0.1)
    const { pickRate } = usualSuggestions
    const suggested = pickRate * ceremony + (1 - pickRate) * fallbackLoginSeconds
    expect(costOf(ways.suggestion, told)?.seconds).toBeCloseTo(suggested)
    expect(costOf(ways.suggestion, told)?.deadEnds).toBeCloseTo(pickRate * 0.1)
  })

  it('believes of a passkey whose provider nobody knows that a silent try finds it', () => {
    const { credentials } = withUnknownProvider
    expect(credentials[0]?.provider).toBeNull()
    const cost = (one: Belief) => estimateCost({ belief: one }, ways.silent, settings)
    const { passkeyLoginSeconds, fallbackLoginSeconds, immediateMissSeconds } = costs
    expect(cost(withUnknownProvider)?.seconds).toBe(passkeyLoginSeconds)
    expect(cost({ ...withUnknownProvider, credentials: [] })?.seconds).toBe(
      immediateMissSeconds + fallbackLoginSeconds,
    )
  })

  it('rests on the pick rate of the settings', () => {
    const belief = { ...withUnknownProvider, immediate: 1, credentials: [] }
    const of = (pickRate: number) =>
      estimateCost({ belief }, ways.suggestion, { costs, suggestions: { pickRate, leastChance: 0.2 } })
    expect(of(1)?.seconds).toBe(costs.passkeyLoginSeconds)
    expect(of(0)?.seconds).toBe(costs.fallbackLoginSeconds)
  })

  it('is that of the way where it is certain, and of the dead end where it is hopeless', () => {
    const [sure, never] = [1, 0].map((chance) => ({ here: chance, listed: chance, crossDevice: chance }))
    if (sure === undefined || never === undefined) return
    const { passkeyLoginSeconds, fallbackLoginSeconds, deadEndSeconds, immediateMissSeconds } = costs
    expect(costOf(ways.modal, sure, 1)).toEqual({ seconds: passkeyLoginSeconds, deadEnds: 0 })
    expect(costOf(ways.phone, sure)).toEqual({ seconds: costs.crossDeviceLoginSeconds, deadEnds: 0 })
    expect(costOf(ways.modal, never)).toEqual({ seconds: deadEndSeconds + fallbackLoginSeconds, deadEnds: 1 })
    expect(costOf(ways.silent, never)).toEqual({
      seconds: immediateMissSeconds + fallbackLoginSeconds,
      deadEnds: 0,
    })
    expect(costOf(ways.thenPhone, never)?.deadEnds).toBe(1)
  })
})
