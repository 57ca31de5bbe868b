import { readFileSync } from 'node:fs'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Rollout } from '../../../src/contract/rule-files.ts'
import { bucketCount, bucketOf, isInRollout } from '../../../src/core/rules/bucket.ts'
import { times } from '../../times.ts'

const vectorsFile = new URL('../../../rules/schema/rollout-vectors.v1.json', import.meta.url)
const { vectors }: { vectors: readonly { salt: string; subject: string; bucket: number }[] } = JSON.parse(
  readFileSync(vectorsFile, 'utf8'),
)
const rollout = (percent: number, by: Rollout['by'] = 'user', salt = 's'): Rollout => ({ percent, salt, by })

describe('the bucket of a subject', () => {
  it.each(vectors)('$salt:$subject is $bucket, today and always', ({ salt, subject, bucket }) => {
    expect(bucketOf(salt, subject)).toBe(bucket)
  })
  it('is even: each tenth of the buckets holds about a tenth of the subjects', () => {
    const tenths = Array.from({ length: 10 }, () => 0)
    for (let index = 0; index < 20_000; index++) {
      const tenth = Math.floor(bucketOf('2026', `user-${index}`) / (bucketCount / 10))
      tenths[tenth] = (tenths[tenth] ?? 0) + 1
    }
    // 2,000 expected in each, standard deviation 42.
    for (const count of tenths) expect(Math.abs(count - 2000)).toBeLessThan(200)
  })
  it('differs between salts, so that rollouts do not all begin with the same people', () => {
    const subjects = Array.from({ length: 10_000 }, (_, index) => `user-${index}`)
    const first = subjects.filter((subject) => bucketOf('a', subject) < bucketCount / 10)
    const both = first.filter((subject) => bucketOf('b', subject) < bucketCount / 10)
    expect(both.length / first.length).toBeLessThan(0.2)
  })
})

describe('a rollout', () => {
  const percent = fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), fc.integer({ min: 0, max: 100 }))
  test.prop([percent, percent, fc.string(), fc.string({ minLength: 1 })], times(1000))(
    'never loses anyone when its percentage is raised',
    (a, b, user, salt) => {
      const subject = { user, device: null }
      const low = isInRollout(rollout(Math.min(a, b), 'user', salt), subject, 0)
      const high = isInRollout(rollout(Math.max(a, b), 'user', salt), subject, 0)
      expect(low && !high).toBe(false)
    },
  )
  test.prop([fc.string(), fc.string({ minLength: 1 })])(
    'of 100 percent has everybody, of 0 nobody',
    (user, salt) => {
      expect(isInRollout(rollout(100, 'user', salt), { user, device: null }, 0)).toBe(true)
      expect(isInRollout(rollout(0, 'user', salt), { user, device: null }, 0)).toBe(false)
    },
  )
  it('counts to a thousandth of a percent', () => {
    const subject = { user: 'user-0', device: null }
    const bucket = bucketOf('s', 'user-0')
    expect(isInRollout(rollout(bucket / 1000), subject, 0)).toBe(false)
    expect(isInRollout(rollout((bucket + 1) / 1000), subject, 0)).toBe(true)
  })
  it('has nobody to draw over without a subject: out, even at 100', () => {
    expect(isInRollout(rollout(100), { user: null, device: null }, 0)).toBe(false)
    expect(isInRollout(rollout(100, 'device'), { user: 'u', device: null }, 0)).toBe(false)
  })
  it('by user draws over the user, and over the device only where no user is known', () => {
    const inside = (user: string | null, device: string | null) =>
      isInRollout(rollout(50), { user, device }, 0)
    const [first, second] = [
      ...Array.from({ length: 100 }, (_, index) => `x${index}`).filter((id) => inside(id, null)),
    ]
    const outside =
      Array.from({ length: 100 }, (_, index) => `x${index}`).find((id) => !inside(id, null)) ?? ''
    expect([inside(first ?? '', outside), inside(outside, second ?? ''), inside(null, first ?? '')]).toEqual([
      true,
      false,
      true,
    ])
  })
})
