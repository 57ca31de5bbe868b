import {
  type Answer,
  type DecisionInput,
  isRunning,
  type Policy,
  subjectOf,
  subjectOfDraw,
} from '../core/index.ts'
import { readIfPossible } from './ask-store.ts'
import type { Services } from './services.ts'

/**
 * A question with the variants that were drawn before. Nothing is read while no experiment runs; where the store cannot
 * serve, buckets draw anew, which comes to the same unless percentages have changed since.
 */
export async function withAssignments(
  services: Pick<Services, 'store' | 'log'>,
  input: DecisionInput,
  { experiments }: Policy,
  now: number,
): Promise<DecisionInput> {
  const assignments = new Map<string, string>()
  for (const experiment of experiments.values()) {
    const subject = isRunning(experiment, now) ? subjectOfDraw(experiment.by, subjectOf(input)) : null
    if (subject === null) continue
    const stored = await readIfPossible(
      services,
      services.store.loadAssignments(subject),
      'variants that were drawn before could not be read',
    )
    const variant = stored?.get(experiment.name)
    if (variant !== undefined) assignments.set(experiment.name, variant)
  }
  return assignments.size === 0 ? input : { ...input, assignments }
}

/**
 * Has the variants that were drawn for the first time written down, some time soon: those of users, and of devices on
 * which a login was proven. Any other device id may be made up for one request, and would leave a row each time; its
 * bucket draws the same variant again.
 */
export function recordAssignments(
  { store }: Pick<Services, 'store'>,
  input: DecisionInput,
  { exposures }: Answer,
  { experiments }: Policy,
  now: number,
): void {
  for (const { kind, name, variant } of exposures) {
    const experiment = kind === 'experiment' ? experiments.get(name) : undefined
    if (experiment === undefined || input.assignments?.has(name)) continue
    const drawnOver = subjectOf(input)
    const subject = subjectOfDraw(experiment.by, drawnOver)
    const isKept = subject === drawnOver.user || input.device.proven
    if (subject !== null && isKept) store.recordAssignment({ subject, experiment: name, variant, at: now })
  }
}
