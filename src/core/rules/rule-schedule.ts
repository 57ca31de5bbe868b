import type { Experiment, Rule } from '../../contract/rule-files.ts'
import type { RuleStatus } from '../../contract/words.ts'

/** When a rule is in force, in epoch ms: from `from`, until just before `until`. */
export interface Schedule {
  readonly from: number
  readonly until: number
}

/** NaN where a date cannot be read; the checker refuses such a rule. */
export function readSchedule({
  activeFrom,
  activeUntil,
}: Pick<Rule | Experiment, 'activeFrom' | 'activeUntil'>): Schedule {
  return {
    from: activeFrom === undefined ? Number.NEGATIVE_INFINITY : Date.parse(activeFrom),
    until: activeUntil === undefined ? Number.POSITIVE_INFINITY : Date.parse(activeUntil),
  }
}

/** A date that cannot be read bounds nothing: the rule is then reported as broken, not passed over in silence. */
export function isInForce({ from, until }: Schedule, now: number): boolean {
  return !(now < from || now >= until)
}

/** In force at all times, for everybody: nothing but its conditions decides. */
export function isPermanent(rule: Rule): boolean {
  return (
    rule.enabled !== false &&
    rule.activeFrom === undefined &&
    rule.activeUntil === undefined &&
    rule.rollout === undefined &&
    rule.experiment === undefined
  )
}

/** Whether a rule can decide something at a time, and why not. */
export function readRuleStanding(rule: Rule, now: number): Exclude<RuleStatus, 'broken'> {
  if (rule.enabled === false) return 'disabled'
  const { from, until } = readSchedule(rule)
  if (now < from) return 'not-begun'
  return now >= until ? 'over' : 'in-force'
}
