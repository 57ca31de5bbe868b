import { describe, expect, it } from 'vitest'
import { type Policy, parsePolicy } from '../../src/core/index.ts'
import { parameterNames, priors } from '../../src/simulation/priors.ts'
import { policyNames, runWorld } from '../../src/simulation/run-world.ts'
import { summarizeWorld } from '../../src/simulation/summarize-world.ts'
import { drawWorld } from '../../src/simulation/worlds/draw-world.ts'
import { shippedWorlds } from '../../src/simulation/worlds/shipped-worlds.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'

const run = (
  world = shippedWorlds[0] ?? drawWorld(1),
  policies: readonly (typeof policyNames)[number][] = policyNames,
) => summarizeWorld(runWorld(world, shippedPolicy(), { seeds: [1, 2], users: 30, days: 365, policies }))

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
      for (const { policy, expectedSeconds } of policies)
        expect(expectedSeconds, `${policy} in ${world.name}`).toBeGreaterThanOrEqual(
          oracle?.expectedSeconds ?? Infinity,
        )
    }
  })
})

describe('somebody who knows the world and sees what the engine sees', () => {
  it('is hardly ever worse than any other without a crystal ball', () => {
    for (const world of [...shippedWorlds, drawWorld(11), drawWorld(12)]) {
      const { policies } = summarizeWorld(
        runWorld(world, shippedPolicy(), { seeds: [4], users: 120, days: 365, policies: policyNames }),
      )
      const bayes = policies.find(({ policy }) => policy === 'bayes')?.expectedSeconds ?? Infinity
      for (const { policy, expectedSeconds } of policies)
        if (policy !== 'oracle')
          expect(bayes, `${policy} in ${world.name}`).toBeLessThanOrEqual(1.01 * expectedSeconds)
    }
  })
})

describe('a world that is drawn', () => {
  it('is the same for the same number, another one for another, and within the ranges', () => {
    expect(drawWorld(7)).toEqual(drawWorld(7))
    expect(drawWorld(8).parameters).not.toEqual(drawWorld(7).parameters)
    for (const name of parameterNames) {
      const [least, most] = priors[name].range
      for (let number = 0; number < 50; number++) {
        expect(drawWorld(number).parameters[name]).toBeGreaterThanOrEqual(least)
        expect(drawWorld(number).parameters[name]).toBeLessThanOrEqual(most)
      }
    }
  })
})

describe('every prior', () => {
  it.each(parameterNames)('has a usual figure within its range and says what it is: %s', (name) => {
    const { usual, range, says } = priors[name]
    expect(usual).toBeGreaterThanOrEqual(range[0])
    expect(usual).toBeLessThanOrEqual(range[1])
    expect(says.length).toBeGreaterThan(15)
  })
})

describe('passkeys that are made where the rules offer it', () => {
  const withPasskeys = (policy: Policy) => {
    const options = { seeds: [2], users: 40, days: 365, policies: ['never'] as const, registers: true }
    const { bySituation, total } =
      runWorld(shippedWorlds[0] ?? drawWorld(1), policy, options).policies[0] ?? {}
    return 1 - (bySituation?.get('no passkey')?.logins ?? 0) / (total?.logins ?? 0)
  }

  it('are fewer where nothing is offered', () => {
    const rule = {
      name: 'never',
      description: 'Planted.',
      priority: 1,
      event: { type: 'skip', params: { reason: 'cooldown' } },
    }
    const file = { $schema: './schema/rules.v1.json', purpose: 'registration', rules: [rule] }
    const rules = new Map([...readShippedRules(), ['registration.rules.json', JSON.stringify(file)]])
    const { policy } = parsePolicy(rules)
    if (policy === null) throw new Error('the planted rule is wrong')
    expect(withPasskeys(policy)).toBeLessThan(withPasskeys(shippedPolicy()) - 0.1)
  })
})
