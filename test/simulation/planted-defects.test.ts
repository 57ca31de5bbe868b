import { describe, expect, it } from 'vitest'
import { type Policy, parsePolicy } from '../../src/core/index.ts'
import { runWorld } from '../../src/simulation/run-world.ts'
import { summarizeWorld } from '../../src/simulation/summarize-world.ts'
import { drawWorld } from '../../src/simulation/worlds/draw-world.ts'
import { shippedWorlds } from '../../src/simulation/worlds/shipped-worlds.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'

/** An engine with one rule that holds always. */
function alwaysSay(type: string, params: Readonly<Record<string, unknown>>): Policy {
  const rules = [{ name: 'always', description: 'Planted.', priority: 1, event: { type, params } }]
  const file = JSON.stringify({ $schema: './schema/rules.v1.json', purpose: 'authentication', rules })
  const { policy, problems } = parsePolicy(
    new Map([...readShippedRules(), ['authentication.rules.json', file]]),
  )
  if (policy === null) throw new Error(JSON.stringify(problems))
  return policy
}

const world = shippedWorlds[0] ?? drawWorld(1)
const measure = (policy: Policy) => {
  const policies = ['never', 'naive', 'engine', 'oracle'] as const
  const summary = summarizeWorld(runWorld(world, policy, { seeds: [3], users: 120, days: 365, policies }))
  const of = (name: (typeof policies)[number]) => summary.policies.find((one) => one.policy === name)
  return { engine: of('engine'), naive: of('naive'), never: of('never'), cases: summary.worstCases }
}

describe('an engine that is wrong', () => {
  const sound = measure(shippedPolicy())

  it('shows dead ends where it always starts', () => {
    const { engine, naive, cases } = measure(alwaysSay('passkey', { reason: 'try-once' }))
    expect(engine?.deadEnds).toBeGreaterThan(2 * (sound.engine?.deadEnds ?? 1))
    expect(engine?.seconds).toBeGreaterThan(sound.engine?.seconds ?? Infinity)
    expect(Math.abs((engine?.deadEnds ?? 0) - (naive?.deadEnds ?? 1))).toBeLessThan(0.03)
    expect(cases[0]?.rule).toBe('always')
    expect(cases[0]?.deadEnds).toBeGreaterThan(0)
  })

  it('shows missed passkeys where it never does', () => {
    const { engine } = measure(alwaysSay('fallback', { reason: 'no-rule-matched', passive: 'conditional' }))
    expect(engine?.missed).toBe(1)
    expect(engine?.missedArmed).toBeGreaterThan(0.7)
    expect(engine?.deadEnds).toBe(0)
  })

  it('costs exactly what a password costs where it arms nothing either', () => {
    const { engine, never } = measure(alwaysSay('fallback', { reason: 'no-rule-matched', passive: 'none' }))
    expect(engine?.seconds).toBe(never?.seconds)
  })

  it('shows phones that nobody has at hand where it always asks for one', () => {
    const { engine } = measure(alwaysSay('cross-device', { reason: 'phone-can-reach' }))
    expect(engine?.crossDeviceTries).toBeGreaterThan(3 * (sound.engine?.crossDeviceTries ?? 1))
    expect(engine?.seconds).toBeGreaterThan(sound.engine?.seconds ?? Infinity)
  })
})
