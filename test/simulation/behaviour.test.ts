import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { behave, expectSeconds } from '../../src/simulation/behaviour.ts'
import { createClients } from '../../src/simulation/clients.ts'
import { firstDay, liveLife } from '../../src/simulation/live-life.ts'
import { everything, noPlan, type Plan } from '../../src/simulation/plan.ts'
import { drawWorld } from '../../src/simulation/worlds/draw-world.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { times } from '../times.ts'

const { costs } = shippedPolicy().settings
const findClient = createClients(shippedPolicy(), firstDay)
const plan = (way: Plan['way'], more: Partial<Plan> = {}): Plan => ({
  ...noPlan,
  way,
  allowed: everything,
  ...more,
})
const plans: readonly Plan[] = [
  plan('modal', { showsCode: true }),
  plan('modal'),
  plan('immediate'),
  plan('immediate', { thenPhone: true }),
  plan('conditional'),
  plan('cross-device'),
  plan('fallback', { passive: 'conditional' }),
  plan('fallback', { passive: 'button' }),
  noPlan,
]
const life = fc
  .record({ world: fc.nat({ max: 1000 }), seed: fc.nat({ max: 1000 }), number: fc.nat({ max: 1000 }) })
  .map(({ world, seed, number }) => {
    const { parameters } = drawWorld(world)
    return { parameters, ...liveLife(parameters, seed, number, 365, findClient) }
  })

describe('a simulated person', () => {
  it('takes as long on average as somebody expects who knows where the passkeys are', () => {
    fc.assert(
      fc.property(life, fc.constantFrom(...plans), fc.nat(), (one, chosen, which) => {
        const login = one.logins[which % one.logins.length]
        if (login === undefined) return
        const rounds = 1500
        let sum = 0
        let squares = 0
        for (let key = 0; key < rounds; key++) {
          const { seconds } = behave(
            chosen,
            { ...login, key: key * 2_654_435_761 },
            one,
            one.parameters,
            costs,
          )
          sum += seconds
          squares += seconds * seconds
        }
        const mean = sum / rounds
        const error = Math.sqrt(Math.max(0, squares / rounds - mean * mean) / rounds)
        const expected = expectSeconds(chosen, login, one, one.parameters, costs)
        // Five standard errors, and what a draw that hardly ever falls may hide.
        expect(Math.abs(mean - expected)).toBeLessThanOrEqual(5 * error + 0.12)
      }),
      times(150),
    )
  })

  it('meets the same luck at a login whoever decides and whatever was decided before', () => {
    fc.assert(
      fc.property(life, fc.constantFrom(...plans), fc.constantFrom(...plans), (one, chosen, before) => {
        for (const login of one.logins) {
          const alone = behave(chosen, login, one, one.parameters, costs)
          behave(before, login, one, one.parameters, costs)
          expect(behave({ ...chosen }, login, one, one.parameters, costs)).toEqual(alone)
        }
      }),
      times(30),
    )
  })

  it('has only passkeys that exist by then, and lists silently only what is here', () => {
    fc.assert(
      fc.property(life, ({ logins, credentials }) => {
        let last = 0
        for (const { at, local, suggested, listed, onPhone, credentials: made } of logins) {
          expect(at).toBeGreaterThanOrEqual(last)
          last = at
          expect((local | onPhone) >> made).toBe(0)
          expect(suggested & ~local).toBe(0)
          expect(listed & ~suggested).toBe(0)
        }
        expect(credentials.map(({ number }) => number)).toEqual(credentials.map((_, i) => i))
      }),
      times(60),
    )
  })

  it('can do no more than the client', () => {
    fc.assert(
      fc.property(life, ({ logins }) => {
        for (const { client, local, phoneReaches } of logins) {
          if (!client.canLocal) expect(local).toBe(0)
          if (!client.canHybrid) expect(phoneReaches).toBe(false)
        }
      }),
      times(60),
    )
  })
})
