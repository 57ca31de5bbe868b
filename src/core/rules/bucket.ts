import { hash } from 'node:crypto'
import type { Rollout } from '../../contract/rule-files.ts'
import type { RolloutSubject } from './policy.ts'

/** How many buckets there are: percentages count to a thousandth. */
export const bucketCount = 100_000

/**
 * The bucket of a subject, 0 to 99,999: `floor(u32be(sha256(salt + ":" + subject)) * 100000 / 2^32)`.
 * This is bucketing `v1`: it never changes, or people would move in and out of running rollouts.
 */
export function bucketOf(salt: string, subject: string): number {
  const first = hash('sha256', `${salt}:${subject}`, 'buffer').readUInt32BE(0)
  return Math.floor((first * bucketCount) / 2 ** 32)
}

/** Whether a percentage includes this subject. Nobody to draw over: out, even at 100. */
export function isInRollout({ percent, salt, by }: Rollout, { user, device }: RolloutSubject): boolean {
  const subject = by === 'user' ? (user ?? device) : device
  return subject !== null && bucketOf(salt, subject) < (percent * bucketCount) / 100
}
