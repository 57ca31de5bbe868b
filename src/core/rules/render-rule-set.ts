import type { Purpose, RuleStatus } from '../../contract/words.ts'
import { audiencesIn } from './find-broken-part.ts'
import { defaultPriority } from './order-rules.ts'
import type { RuleSet } from './policy.ts'
import { type RuleWording, renderRule } from './render-rule.ts'
import { readRuleStanding } from './rule-schedule.ts'

/** A rule as people read it. */
export interface RuleInWords {
  readonly purpose: Purpose
  readonly file: string
  readonly name: string
  readonly priority: number
  readonly status: RuleStatus
  readonly sentence: string
  readonly action: string
  readonly reason: string
  /** The audiences it names. */
  readonly audiences: readonly string[]
  readonly description?: string
  readonly owner?: string
  /** Why it is skipped, where it is broken. */
  readonly problem?: string
}

/** The rules of one purpose in words, in the order in which they are tried. `now` is in epoch ms. */
export function renderRuleSet(
  { purpose, file, rules, audiences, broken }: RuleSet,
  settings: RuleWording['settings'],
  now: number,
): readonly RuleInWords[] {
  return rules.map((rule) => {
    const problem = broken.get(rule.name)
    return {
      purpose,
      file,
      name: rule.name,
      priority: rule.priority ?? defaultPriority,
      status: problem === undefined ? readRuleStanding(rule, now) : 'broken',
      sentence: renderRule(rule, { audiences, settings }),
      action: rule.event.type,
      reason: rule.event.params.reason,
      audiences: rule.conditions === undefined ? [] : audiencesIn(rule.conditions),
      ...(rule.description !== undefined && { description: rule.description }),
      ...(rule.owner !== undefined && { owner: rule.owner }),
      ...(problem !== undefined && { problem }),
    }
  })
}
