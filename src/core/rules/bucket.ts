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

/** Who is drawn: the user, for whom the device stands in where nobody is named, or the device; null: nobody. */
export const subjectOfDraw = (by: Rollout['by'], { user, device }: RolloutSubject): string | null =>
  by === 'user' ? (user ?? device) : device

/** Where a subject stands in a rollout at a time. */
export interface RolloutDraw {
  /** The share that is in, 0 to 100, as its guard or somebody lets it be. */
  readonly percent: number
  /** null: there is nobody to draw over, who is out even at 100. */
  readonly bucket: number | null
  readonly isIn: boolean
}

/** @param cap the most percent that the guard of the rollout allows */
export function drawRollout(rollout: Rollout, subject: RolloutSubject, now: number, cap = 100): RolloutDraw {
  const drawn = subjectOfDraw(rollout.by, subject)
  const percent = Math.min(percentAt(rollout, now), cap)
  if (drawn === null) return { percent, bucket: null, isIn: false }
  const bucket = bucketOf(rollout.salt, drawn)
  return { percent, bucket, isIn: bucket < (percent * bucketCount) / 100 }
}

/** Whether a rollout includes this subject now. */
export const isInRollout = (rollout: Rollout, subject: RolloutSubject, now: number, cap = 100): boolean =>
  drawRollout(rollout, subject, now, cap).isIn

/** The share of subjects that a rollout is for at a time, 0 to 100: its percentage, or its latest step. */
export function percentAt({ percent, steps }: Rollout, now: number): number {
  if (steps === undefined) return percent ?? 0
  const times = readTimes(steps)
  let reached = 0
  for (const [index, step] of steps.entries()) if ((times[index] ?? Number.NaN) <= now) reached = step.percent
  return reached
}

/** When the share of now began, in epoch ms; null: a plain percentage, or before the first step. */
export function stepBeganAt({ steps }: Rollout, now: number): number | null {
  return readTimes(steps ?? []).findLast((at) => at <= now) ?? null
}

/** The step that comes next; null: there is none. */
export function nextStepOf(
  { steps }: Rollout,
  now: number,
): { readonly at: string; readonly percent: number } | null {
  const times = readTimes(steps ?? [])
  return steps?.find((_, index) => (times[index] ?? Number.NaN) > now) ?? null
}

const knownTimes = new WeakMap<object, readonly number[]>()
/** Reading a date takes longer than all the rest of a draw, so each list is read once. */
function readTimes(steps: NonNullable<Rollout['steps']>): readonly number[] {
  let times = knownTimes.get(steps)
  if (times === undefined) {
    times = steps.map(({ at }) => Date.parse(at))
    knownTimes.set(steps, times)
  }
  return times
}
