import type { Experiment } from '../../contract/rule-files.ts'
import { bucketCount, bucketOf, subjectOfDraw } from './bucket.ts'
import type { Assignments, RolloutSubject } from './policy.ts'
import { isInForce, readSchedule } from './rule-schedule.ts'

/** Whether an experiment runs: outside of its dates, or switched off, its rules apply to nobody. */
export const isRunning = (experiment: Experiment, now: number): boolean =>
  experiment.enabled !== false && isInForce(readSchedule(experiment), now)

/**
 * The variant somebody has, null where they are not in the experiment. What they drew before stays theirs; else the
 * bucket falls into the share of one variant, or beyond all of them. Who drew a variant that is gone is in none:
 * another one would not be the first thing they saw.
 */
export function selectVariant(
  { name, by, salt, variants }: Experiment,
  subject: RolloutSubject,
  assignments: Assignments | undefined,
): string | null {
  const drawn = subjectOfDraw(by, subject)
  if (drawn === null) return null
  const before = assignments?.get(name)
  if (before !== undefined) return variants.some((variant) => variant.name === before) ? before : null
  const bucket = bucketOf(salt, drawn)
  let upTo = 0
  for (const variant of variants) {
    upTo += variant.percent
    // In thousandths, as people write them: .1 + .2 is not to leave a gap.
    if (bucket < Math.round((upTo * bucketCount) / 100)) return variant.name
  }
  return null
}
