import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Experiment, Rollout } from '../../src/contract/rule-files.ts'
import { bucketCount, bucketOf, isInRollout, nextStepOf, percentAt } from '../../src/core/rules/bucket.ts'
import { selectVariant } from '../../src/core/rules/select-variant.ts'
import { arbitraryNow, arbitrarySteps } from '../arbitraries/rules.ts'
import { times } from '../times.ts'

const file = new URL('../../rules/schema/rollout-vectors.v1.json', import.meta.url)
const published: {
  readonly bucketing: string
  readonly vectors: readonly { readonly salt: string; readonly subject: string; readonly bucket: number }[]
} = JSON.parse(readFileSync(file, 'utf8'))

/** The formula of the documentation, written anew: floor(u32be(sha256(salt + ":" + subject)) * 100000 / 2^32). */
function bucketByFormula(salt: string, subject: string): number {
  const digest = createHash('sha256')
    .update(Buffer.from(`${salt}:${subject}`, 'utf8'))
    .digest('hex')
  return Number((BigInt(`0x${digest.slice(0, 8)}`) * 100_000n) / 2n ** 32n)
}

describe('the published vectors', () => {
  it('are 50 at least, of all kinds of subjects and both ends of the range', () => {
    const { vectors } = published
    const of = (holds: (subject: string) => boolean) => vectors.filter(({ subject }) => holds(subject)).length
    expect(vectors.length).toBeGreaterThanOrEqual(50)
    expect(new Set(vectors.map(({ salt, subject }) => JSON.stringify([salt, subject]))).size).toBe(
      vectors.length,
    )
    expect(of((subject) => /[^\p{ASCII}]/u.test(subject))).toBeGreaterThanOrEqual(10)
    expect(of((subject) => subject.trim() === '')).toBeGreaterThanOrEqual(5)
    expect(of((subject) => subject.length > 1000)).toBeGreaterThanOrEqual(1)
    const buckets = vectors.map(({ bucket }) => bucket)
    expect([Math.min(...buckets), Math.max(...buckets)]).toEqual([0, bucketCount - 1])
  })
  it('follow from the documented formula alone, and the engine says the same', () => {
    for (const { salt, subject, bucket } of published.vectors) {
      expect(bucketByFormula(salt, subject), subject).toBe(bucket)
      expect(bucketOf(salt, subject), subject).toBe(bucket)
    }
  })
  test.prop([fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' })], times(1000))(
    'hold for any other text as well',
    (salt, subject) => {
      expect(bucketOf(salt, subject)).toBe(bucketByFormula(salt, subject))
    },
  )
})

/** Ten by ten, over subjects that are the same on every machine: nothing here is left to chance. */
const subjects = Array.from({ length: 50_000 }, (_, index) => `user-${index}`)
const tenthOf = (salt: string, subject: string) => Math.floor(bucketOf(salt, subject) / (bucketCount / 10))
const squares = (counts: readonly number[], expected: number) =>
  counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
/**
 * Chi-square values for 9 and 81 degrees of freedom that chance exceeds once in a thousand times. Eight tables are
 * looked at, so that a level of one in a hundred would refuse a sound hash in 8 of 100 choices of salts (x and xx
 * come to 115, which is p = .007).
 */
const [critical9, critical81] = [27.877, 124.839]

describe('the buckets of many subjects', () => {
  it.each(['2026', '2026-ff', 'a', 'b'])('are even under the salt %s (chi-square)', (salt) => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (const subject of subjects) {
      const tenth = tenthOf(salt, subject)
      counts[tenth] = (counts[tenth] ?? 0) + 1
    }
    expect(squares(counts, subjects.length / 10)).toBeLessThan(critical9)
  })
  it.each([
    ['a', 'b'],
    ['2026', '2026-ff'],
    ['launch-1', 'launch-2'],
    ['x', 'xx'],
  ])('under the salts %s and %s are independent (chi-square)', (first, second) => {
    const table = Array.from({ length: 100 }, () => 0)
    for (const subject of subjects) {
      const cell = tenthOf(first, subject) * 10 + tenthOf(second, subject)
      table[cell] = (table[cell] ?? 0) + 1
    }
    const rows = Array.from({ length: 10 }, (_, i) =>
      table.slice(i * 10, i * 10 + 10).reduce((a, b) => a + b, 0),
    )
    const columns = Array.from({ length: 10 }, (_, i) =>
      table.reduce((sum, count, index) => sum + (index % 10 === i ? count : 0), 0),
    )
    const statistic = table.reduce((sum, count, index) => {
      const expected = ((rows[Math.floor(index / 10)] ?? 0) * (columns[index % 10] ?? 0)) / subjects.length
      return sum + (count - expected) ** 2 / expected
    }, 0)
    expect(statistic).toBeLessThan(critical81)
  })
})

const subjectId = fc.string({ minLength: 1 })
const cap = fc.constantFrom(0, 1, 25, 50, 99.9, 100)

describe('a rollout by steps', () => {
  test.prop([arbitrarySteps, arbitraryNow, arbitraryNow, subjectId, cap, cap], times(1000))(
    'has everybody at a time of a higher share who was in at one of a lower share, and the guard only caps it',
    (steps, t1, t2, user, c1, c2) => {
      const rollout: Rollout = { steps, salt: 's', by: 'user' }
      const subject = { user, device: null }
      const share = (at: number, most: number) => Math.min(percentAt(rollout, at), most)
      const was = isInRollout(rollout, subject, t1, c1)
      const is = isInRollout(rollout, subject, t2, c2)
      if (share(t2, c2) >= share(t1, c1)) expect(was && !is).toBe(false)
      if (share(t2, c2) <= share(t1, c1)) expect(!was && is).toBe(false)
    },
  )
  test.prop([arbitrarySteps, arbitraryNow], times(300))(
    'is at the share of its latest step, and says which comes next',
    (steps, now) => {
      const over = steps.filter(({ at }) => Date.parse(at) <= now)
      expect(percentAt({ steps, salt: 's', by: 'user' }, now)).toBe(over.at(-1)?.percent ?? 0)
      expect(nextStepOf({ steps, salt: 's', by: 'user' }, now)).toEqual(steps[over.length] ?? null)
    },
  )
  test.prop([subjectId, arbitraryNow], times(300))(
    'that was rolled back and grows again has the same people',
    (user, now) => {
      const rollout: Rollout = { percent: 30, salt: 's', by: 'user' }
      const subject = { user, device: null }
      const before = isInRollout(rollout, subject, now)
      expect(isInRollout(rollout, subject, now, 0)).toBe(false)
      expect(isInRollout(rollout, subject, now)).toBe(before)
    },
  )
})

const experimentOf = (...percents: readonly number[]): Experiment => ({
  name: 'e',
  salt: 's',
  by: 'user',
  variants: percents.map((percent, index) => ({ name: `v${index}`, percent })),
})

describe('a variant', () => {
  test.prop([subjectId, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })], times(500))(
    'that was drawn stays, whatever becomes of the percentages',
    (user, a, b) => {
      const subject = { user, device: null }
      const drawn = selectVariant(experimentOf(a, b), subject, undefined)
      if (drawn === null) return
      const kept = new Map([['e', drawn]])
      expect(selectVariant(experimentOf(b, a), subject, kept)).toBe(drawn)
      expect(selectVariant(experimentOf(0.001, 0.001), subject, kept)).toBe(drawn)
    },
  )
  test.prop([subjectId, fc.integer({ min: 1, max: 49 }), fc.integer({ min: 0, max: 50 })], times(500))(
    'of the last place gains people by a higher share, and nobody changes sides',
    (user, low, more) => {
      const subject = { user, device: null }
      const before = selectVariant(experimentOf(40, low), subject, undefined)
      const after = selectVariant(experimentOf(40, Math.min(60, low + more)), subject, undefined)
      if (before !== null) expect(after).toBe(before)
    },
  )
  it('falls to each by its share, and to none beyond their sum', () => {
    const counts = new Map<string | null, number>()
    for (const user of subjects) {
      const drawn = selectVariant(experimentOf(50, 30), { user, device: null }, undefined)
      counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
    }
    const expected = [25_000, 15_000, 10_000]
    const statistic = ['v0', 'v1', null].reduce(
      (sum, name, index) =>
        sum + ((counts.get(name) ?? 0) - (expected[index] ?? 1)) ** 2 / (expected[index] ?? 1),
      0,
    )
    // 2 degrees of freedom, one in a hundred.
    expect(statistic).toBeLessThan(9.21)
  })
  it('is nobody’s where there is nobody to draw over, or the variant is gone', () => {
    expect(selectVariant(experimentOf(50, 50), { user: null, device: null }, new Map([['e', 'v0']]))).toBe(
      null,
    )
    expect(selectVariant(experimentOf(50, 50), { user: 'u', device: null }, new Map([['e', 'old']]))).toBe(
      null,
    )
  })
})
