import Value from 'typebox/value'
import type { ProblemKind } from '../../contract/problem-kinds.ts'
import { type Problem, Rollout } from '../../contract/rule-files.ts'
import { isRecord } from '../documents/is-record.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import { isRefusal } from './is-refusal.ts'

/** What is wrong with the rollout of a rule although each part of it is well formed. */
export function checkRollout(
  { rollout, experiment, event }: Readonly<Record<string, unknown>>,
  file: string,
  rule: string,
): readonly Problem[] {
  if (!Value.Check(Rollout, rollout)) return []
  const problems: Problem[] = []
  const pointer = pointerTo(rule, 'rollout')
  const tell = (
    severity: Problem['severity'],
    kind: ProblemKind,
    at: string,
    message: string,
    help: string,
  ) => void problems.push({ severity, kind, file, pointer: at, message, help })

  const { percent, steps, guard } = rollout
  const refuses = isRecord(event) && isRefusal({ event })
  if (percent === undefined && steps === undefined)
    tell(
      'error',
      'rollout-without-share',
      pointer,
      'the rollout does not say for how many',
      'add `percent`, or `steps` for a share that grows by itself',
    )
  if (percent !== undefined && steps !== undefined)
    tell(
      'error',
      'rollout-with-two-shares',
      pointer,
      '`percent` and `steps` both say for how many',
      'remove one; a share that stays is one step',
    )
  if (percent === 0 && steps === undefined)
    tell(
      'warning',
      'empty-rollout',
      pointerTo(pointer, 'percent'),
      'a rollout to 0 percent: the rule applies to nobody',
      'raise `percent`, or say `"enabled": false` so that everybody sees it',
    )
  if (experiment !== undefined)
    tell(
      'error',
      'double-draw',
      pointer,
      'the rule has a rollout and belongs to an experiment: two draws on one rule cannot be told apart',
      'remove `rollout`; the percentages of the variants say how many are in the experiment',
    )

  const times = (steps ?? []).map(({ at }) => Date.parse(at))
  for (const [index, step] of (steps ?? []).entries()) {
    const [time, before, beforeTime] = [times[index], steps?.[index - 1], times[index - 1]]
    const place = pointerTo(pointer, 'steps', index)
    if (time === undefined || Number.isNaN(time)) {
      const at = pointerTo(place, 'at')
      const help = 'write it like `2026-11-01T00:00:00Z`'
      tell('error', 'invalid-date', at, `${quote(step.at)} cannot be read as a date`, help)
      continue
    }
    if (before === undefined || beforeTime === undefined) continue
    if (time <= beforeTime) {
      const message = `${quote(step.at)} is not after ${quote(before.at)}, the step before`
      tell(
        'error',
        'steps-reversed',
        pointerTo(place, 'at'),
        message,
        'sort the steps by time, one at a time',
      )
    }
    // A refusal that is for fewer lets people in.
    if (step.percent < before.percent && !refuses) {
      const message = `the share falls from ${before.percent} to ${step.percent} percent: that removes people who were in`
      const help = 'let it grow; to stop a rollout, leave out the steps that are still to come'
      tell('warning', 'step-falls', pointerTo(place, 'percent'), message, help)
    }
  }

  if (guard !== undefined && refuses)
    tell(
      'warning',
      'guard-on-refusal',
      pointerTo(pointer, 'guard'),
      'the rule sends people away: its guard watches those, and lets everybody in where they do worse',
      'to guard a launch, put rollout and guard on the rules that offer the passkey',
    )
  else if (guard !== undefined && (percent ?? steps?.[0]?.percent) === 100)
    tell(
      'warning',
      'guard-without-control',
      pointerTo(pointer, 'guard'),
      'the guard has nobody to compare with: everybody is in from the start',
      steps === undefined ? 'begin with a smaller `percent`' : 'begin with a step below 100 percent',
    )
  return problems
}
