import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startBenchServer } from '../../src/cli/start-bench-server.ts'
import { firstDay } from '../../src/simulation/live-life.ts'
import { runOverHttp } from '../../src/simulation/run-over-http.ts'
import { drawWorld } from '../../src/simulation/worlds/draw-world.ts'
import { shippedWorlds } from '../../src/simulation/worlds/shipped-worlds.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { isTorture } from '../times.ts'

/** Where most fails, most is learnt. */
const world = shippedWorlds.find(({ name }) => name === 'adversarial') ?? drawWorld(5)
const rules = fileURLToPath(new URL('../../rules', import.meta.url))

describe('people who log in through a running service', () => {
  it('get the very decisions that the tables are made of', async () => {
    const server = await startBenchServer(rules, firstDay)
    onTestFinished(server.close)
    const options = { seeds: [1], users: isTorture ? 60 : 8, days: 365 }
    const result = await runOverHttp(world, shippedPolicy(), server, options)
    expect(result.differences).toEqual([])
    expect(result.differing).toBe(0)
    expect(result.decisions).toBeGreaterThan(40)
    expect(result.total.deadEnds).toBeGreaterThan(5)
    expect(result.total.passkeyLogins).toBeGreaterThan(5)
  })
})
