import { describe, expect, it } from 'vitest'
import { runWorld } from '../../src/simulation/run-world.ts'
import { summarizeWorld } from '../../src/simulation/summarize-world.ts'
import { shippedWorlds } from '../../src/simulation/worlds/shipped-worlds.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { isTorture } from '../times.ts'

/** What the README says of how good it is; a few people are further from the mean than five thousand. */
const promised = isTorture
  ? { seeds: [1, 2, 3, 4, 5], users: 1_000, deadEnds: 0.02, missed: 0.05, overBayes: 1.05 }
  : { seeds: [1], users: 120, deadEnds: 0.025, missed: 0.06, overBayes: 1.06 }

describe('what people are promised', () => {
  it.each(shippedWorlds)('holds in the world $name', (world) => {
    const { seeds, users, deadEnds, missed, overBayes } = promised
    const { policies } = summarizeWorld(
      runWorld(world, shippedPolicy(), { seeds, users, days: 365, policies: ['engine', 'bayes'] }),
    )
    const [engine, bayes] = policies
    expect(engine?.deadEnds).toBeLessThanOrEqual(deadEnds)
    expect(engine?.missed).toBeLessThanOrEqual(missed)
    expect(engine?.seconds).toBeLessThanOrEqual(overBayes * (bayes?.seconds ?? 0))
  })
})
