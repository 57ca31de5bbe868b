import { describe, expect, it } from 'vitest'
import { policyNames, runWorld } from '../../src/simulation/run-world.ts'
import { summarizeWorld } from '../../src/simulation/summarize-world.ts'
import { drawWorld } from '../../src/simulation/worlds/draw-world.ts'
import { shippedWorlds } from '../../src/simulation/worlds/shipped-worlds.ts'
import { shippedPolicy } from '../shipped-rules.ts'

const run = (
  world = shippedWorlds[0] ?? drawWorld(1),
  policies: readonly (typeof policyNames)[number][] = policyNames,
) => summarizeWorld(runWorld(world, shippedPolicy(), { seeds: [1, 2], users: 60, days: 365, policies }))

describe('a simulated year', () => {
  it('comes out the same, whatever else is measured beside', () => {
    const all = run()
    expect(run()).toEqual(all)
    const alone = run(undefined, ['engine'])
    const { seconds, deadEnds, missed } = all.policies.find(({ policy }) => policy === 'engine') ?? {}
    expect(alone.policies[0]).toMatchObject({ seconds, deadEnds, missed })
  })

  it('costs people without passkeys what a password costs', () => {
    for (const world of [...shippedWorlds, drawWorld(3)]) {
      const [never] = run(world, ['never']).policies
      expect(never?.seconds).toBe(shippedPolicy().settings.costs.fallbackLoginSeconds)
      expect(never?.passkeyLogins).toBe(0)
    }
  })

  it('is never expected to be shorter than under somebody who knows where each passkey is', () => {
    for (const world of [...shippedWorlds, drawWorld(1), drawWorld(2)]) {
      const { policies } = run(world)
      const oracle = policies.find(({ policy }) => policy === 'oracle')
      expect(oracle?.deadEnds).toBe(0)
      for (const { policy, expectedSeconds } of policies)
        expect(expectedSeconds, `${policy} in ${world.name}`).toBeGreaterThanOrEqual(
          oracle?.expectedSeconds ?? Infinity,
        )
    }
  })
})
