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

/** Whether a rollout includes this subject now. Nobody to draw over: out, even at 100. */
export function isInRollout(
  rollout: Rollout,
  { user, device }: RolloutSubject,
  now: number,
  cap = 100,
): boolean {
  const subject = rollout.by === 'user' ? (user ?? device) : device
  const percent = Math.min(percentAt(rollout, now), cap)
  return subject !== null && bucketOf(rollout.salt, subject) < (percent * bucketCount) / 100
}

/** The share of subjects that a rollout is for at a time, 0 to 100: its percentage, or its latest step. */
export function percentAt({ percent, steps }: Rollout, now: number): number {
  if (steps === undefined) return percent ?? 0
  let reached = 0
  for (const step of steps) if (Date.parse(step.at) <= now) reached = step.percent
  return reached
}
