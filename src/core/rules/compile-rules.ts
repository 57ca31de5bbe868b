import type { Rule } from '../../contract/rule-files.ts'
import type { Purpose } from '../../contract/words.ts'
import { quote } from '../documents/quote.ts'
import { drawRollout } from './bucket.ts'
import { compileConditions, type Predicate } from './compile-conditions.ts'
import type { Exposure } from './exposure.ts'
import { findBrokenPart } from './find-broken-part.ts'
import { demandOfConditions, indexRules } from './index-rules.ts'
import { isRefusal } from './is-refusal.ts'
import { orderRules } from './order-rules.ts'
import type { Audiences, RuleSet, Verdict } from './policy.ts'
import { isInForce, readSchedule, type Schedule } from './rule-schedule.ts'
import { isRunning, selectVariant } from './select-variant.ts'

interface CompiledRule {
  readonly rule: Rule
  readonly schedule: Schedule
  readonly matches: Predicate
  /** Why the rule is skipped, where it cannot be evaluated. */
  readonly broken: string | undefined
}

const always: Predicate = () => true
const never: Predicate = () => false
const noErrors: readonly string[] = []
const noExposures: readonly Exposure[] = []

/**
 * Compiles one rule file to closures: no rule text becomes code. Takes any rules, checked or not; one that cannot
 * be evaluated is skipped and reported, and changes no verdict but its own.
 */
export function compileRules(
  { purpose, rules: listed }: { readonly purpose: Purpose; readonly rules: readonly Rule[] },
  file: string,
  audiences: Audiences,
): RuleSet {
  const rules = orderRules(listed)
  const broken = new Map<string, string>()
  for (const rule of rules) {
    const reason = findBrokenPart(rule, audiences)
    if (reason !== null) broken.set(rule.name, `rule ${quote(rule.name)} is skipped: ${reason}`)
  }

  const compiledAudiences = new Map<string, Predicate>()
  const compileAudience = (name: string): Predicate => {
    const known = compiledAudiences.get(name)
    if (known !== undefined) return known
    const condition = audiences.get(name)
    const predicate = condition === undefined ? never : compileConditions(condition, compileAudience)
    compiledAudiences.set(name, predicate)
    return predicate
  }
  const compiled: readonly CompiledRule[] = rules
    .filter(({ enabled }) => enabled !== false)
    .map((rule) => ({
      rule,
      schedule: readSchedule(rule),
      broken: broken.get(rule.name),
      matches:
        rule.conditions === undefined || broken.has(rule.name)
          ? always
          : compileConditions(rule.conditions, compileAudience),
    }))
  const candidatesFor = indexRules(compiled, (entry) =>
    entry.broken === undefined
      ? demandOfConditions(entry.rule.conditions, audiences)
      : { os: null, browser: null },
  )

  return {
    purpose,
    file,
    rules,
    audiences,
    broken,
    evaluate: (facts, subject, now, draws): Verdict => {
      let rolledOut = false
      let errors = noErrors
      let exposures = noExposures
      for (const { rule, schedule, matches, broken } of candidatesFor(facts)) {
        if (!isInForce(schedule, now)) continue
        if (broken !== undefined) {
          errors = [...errors, broken]
          continue
        }
        try {
          if (!matches(facts)) continue
        } catch (error) {
          errors = [...errors, `rule ${quote(rule.name)} is skipped: ${String(error)}`]
          continue
        }
        if (rule.experiment !== undefined) {
          const { name } = rule.experiment
          const experiment = draws?.experiments?.get(name)
          if (experiment === undefined || !isRunning(experiment, now)) continue
          const variant = selectVariant(experiment, subject, draws?.assignments)
          if (variant === null) continue
          // Whoever this rule could have been for is compared, whichever variant they drew.
          if (!exposures.some((one) => one.kind === 'experiment' && one.name === name))
            exposures = [...exposures, { kind: 'experiment', name, variant }]
          if (variant !== rule.experiment.variant) continue
        }
        if (rule.rollout === undefined) return { rule, rolledOut, errors, exposures }
        const cap = draws?.caps?.get(rule.name)
        const { isIn, percent, bucket } = drawRollout(rule.rollout, subject, now, cap)
        // Where nobody can be drawn, nothing was drawn: to count them as out would compare strangers with users.
        if (bucket !== null)
          exposures = [
            ...exposures,
            { kind: 'rollout', name: rule.name, variant: isIn ? 'in' : 'out', percent },
          ]
        if (isIn) return { rule, rolledOut, errors, exposures }
        rolledOut ||= !isRefusal(rule)
      }
      return { rule: null, rolledOut, errors, exposures }
    },
  }
}
