import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { compareShares, missedEver } from '../../src/reports/compare-shares.ts'
import { judgeRollout } from '../../src/reports/judge-rollout.ts'
import { createPersonShares } from '../../src/reports/person-shares.ts'
import { createRandom } from '../bench/random.ts'
import { times } from '../times.ts'

const guard = { kpi: 'passkey-share', tolerance: 0, minLogins: 50 } as const
const looks = 30 * 24

/** Two sides of new people every hour, looked at every hour for 30 days; whether the guard stopped, ever. */
function runNewPeople(seed: number, inRate: number, outRate: number, perHour: number, tolerance: number) {
  const random = createRandom(seed)
  const [isIn, isOut] = [
    { people: 0, sum: 0 },
    { people: 0, sum: 0 },
  ]
  for (let look = 1; look <= looks; look++) {
    for (let one = 0; one < perHour; one++) {
      isIn.people += 1
      isIn.sum += Number(random.chance(inRate))
      isOut.people += 1
      isOut.sum += Number(random.chance(outRate))
    }
    if (judgeRollout(isIn, isOut, { ...guard, tolerance }).verdict === 'worse') return look
  }
  return null
}

/** The same people come back day after day, most of them always in the same way. */
function runKeptHabits(seed: number, people: number): boolean {
  const random = createRandom(seed)
  const sides = [createPersonShares(), createPersonShares()]
  const habits = Array.from({ length: people * 2 }, (_, index) => ({
    person: `p${index}`,
    side: sides[index % 2],
    rate: random.pick([0, 0.05, 0.5, 0.95, 1, 1]),
  }))
  for (let day = 0; day < 30; day++) {
    // Six looks a day: each after another sixth of the people.
    for (let part = 0; part < 6; part++) {
      for (const [index, { person, side, rate }] of habits.entries())
        if (index % 6 === part && random.chance(0.6)) side?.add(person, `d${day}`, random.chance(rate))
      const [isOut, isIn] = sides.map((side) => side.conclude())
      if (isOut && isIn && judgeRollout(isIn, isOut, guard).verdict === 'worse') return true
    }
  }
  return false
}

const rollouts = times(150).numRuns
const seeds = Array.from({ length: rollouts }, (_, index) => index + 1)

describe('a guard that looks every hour for 30 days', () => {
  // The seeds are fixed, so that the stated rate can be held without allowing for chance.
  const most = rollouts * missedEver

  it.each([0.05, 0.5, 0.8])('stops hardly any rollout that changes nothing, at a rate of %d', (rate) => {
    const stopped = seeds.filter((seed) => runNewPeople(seed, rate, rate, 2, 0) !== null).length
    expect(stopped).toBeLessThanOrEqual(most)
  })
  it('nor where the same people come back every day with habits of their own', () => {
    const some = seeds.slice(0, Math.max(40, rollouts / 4))
    const stopped = some.filter((seed) => runKeptHabits(seed, 300)).length
    expect(stopped).toBeLessThanOrEqual(some.length * missedEver)
  })
  it('would stop a great many of them at a plain interval of 95 %', () => {
    // What the correction is for: the same data, looked at as if only once.
    const stopped = seeds.filter((seed) => {
      const random = createRandom(seed)
      let [a, b] = [0, 0]
      for (let n = 1; n <= looks * 2; n++) {
        a += Number(random.chance(0.5))
        b += Number(random.chance(0.5))
        if (n >= guard.minLogins && (b - a) / n > 1.96 * Math.sqrt(0.5 / n)) return true
      }
      return false
    }).length
    expect(stopped).toBeGreaterThan(most)
  })
  it('stops nearly all that cost ten points, within days', () => {
    const stops = seeds.map((seed) => runNewPeople(seed, 0.6, 0.7, 4, 0.02))
    const stopped = stops.filter((look) => look !== null)
    expect(stopped.length).toBeGreaterThan(rollouts * 0.9)
    const median = stopped.toSorted((a, b) => a - b)[Math.floor(stopped.length / 2)] ?? looks
    expect(median).toBeLessThan(20 * 24)
  })
})

describe('a judgement', () => {
  const people = fc.integer({ min: 50, max: 5000 })
  const rate = fc.double({ min: 0, max: 1, noNaN: true })
  const sides = fc.record({ inPeople: people, outPeople: people, inRate: rate, outRate: rate })
  test.prop([sides, fc.double({ min: 0, max: 0.2, noNaN: true })], times(500))(
    'is never worse while chance explains what was seen, and never without a fall beyond the tolerance',
    ({ inPeople, outPeople, inRate, outRate }, tolerance) => {
      const isIn = { people: inPeople, sum: inRate * inPeople }
      const isOut = { people: outPeople, sum: outRate * outPeople }
      const { verdict, difference } = judgeRollout(isIn, isOut, { ...guard, tolerance })
      expect(difference?.low).toBeLessThanOrEqual((difference?.difference ?? 0) + 1e-9)
      expect(difference?.high).toBeGreaterThanOrEqual((difference?.difference ?? 0) - 1e-9)
      if (verdict === 'worse') expect(inRate).toBeLessThan(outRate - tolerance)
      const deadEnds = judgeRollout(isIn, isOut, { ...guard, kpi: 'dead-ends', tolerance })
      if (deadEnds.verdict === 'worse') expect(inRate).toBeGreaterThan(outRate + tolerance)
    },
  )
  it('takes its time: too few people on one side say nothing, however bad', () => {
    const few = { people: 49, sum: 0 }
    const many = { people: 5000, sum: 5000 }
    expect(judgeRollout(few, many, guard).verdict).toBe('too-few')
    expect(judgeRollout({ people: 0, sum: 0 }, many, guard)).toEqual({ verdict: 'too-few', difference: null })
    expect(judgeRollout({ people: 50, sum: 0 }, many, guard).verdict).toBe('worse')
  })
  it('shares the errors that are allowed among the steps', () => {
    const [isIn, isOut] = [
      { people: 1000, sum: 600 },
      { people: 1000, sum: 700 },
    ]
    const one = compareShares(isOut, isIn, 25, missedEver)
    const five = compareShares(isOut, isIn, 25, missedEver / 5)
    expect((five?.high ?? 0) - (five?.low ?? 0)).toBeGreaterThan((one?.high ?? 0) - (one?.low ?? 0))
  })
})

describe('the share of a person', () => {
  it('is one of the whole, however often they log in', () => {
    const shares = createPersonShares()
    for (let day = 0; day < 100; day++) shares.add('busy', `d${day}`, false)
    for (let again = 0; again < 50; again++) shares.add('same-day', 'd1', again > 0)
    shares.add('calm', 'd1', true)
    expect(shares.conclude()).toEqual({ people: 3, sum: 1, days: 102 })
  })
})
