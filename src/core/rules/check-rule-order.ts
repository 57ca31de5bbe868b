import type { Condition, Problem, Rule, RuleFile } from '../../contract/rule-files.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import { maxConditionCount, maxConditionDepth } from './check-conditions.ts'
import { findContradiction } from './find-contradiction.ts'
import { createConditionMeter } from './measure-conditions.ts'
import { orderRules } from './order-rules.ts'
import type { Audiences } from './policy.ts'
import { isPermanent } from './rule-schedule.ts'

/** What only shows when sound rules are seen together: rules nobody reaches, and whether one holds always. */
export function checkRuleOrder(
  { purpose, rules }: RuleFile,
  file: string,
  audiences: Audiences,
): readonly Problem[] {
  const problems: Problem[] = []
  const pointers = new Map(rules.map((rule, index) => [rule, pointerTo('/rules', index)]))
  const measure = createConditionMeter(audiences)
  const add = (severity: Problem['severity'], kind: string, rule: Rule, message: string, help: string) => {
    const pointer = pointerTo(pointers.get(rule) ?? '/rules', 'conditions')
    problems.push({ severity, kind, file, pointer, message, help })
  }

  const earlier: { readonly rule: Rule; readonly parts: readonly string[] }[] = []
  let catchAll: Rule | null = null
  for (const rule of orderRules(rules)) {
    const { conditions } = rule
    if (conditions !== undefined) {
      const size = measure(conditions)
      if (size.depth > maxConditionDepth) {
        const message = `with its audiences, conditions nest ${size.depth} deep`
        add('error', 'too-deep', rule, message, `at most ${maxConditionDepth}`)
        continue
      }
      if (size.count > maxConditionCount) {
        const message = `with its audiences, the rule has ${size.count} conditions`
        add('error', 'too-many-conditions', rule, message, `at most ${maxConditionCount}`)
        continue
      }
      const fact = findContradiction(conditions, purpose, audiences)
      if (fact !== null) {
        const message = `the rule can never match: its conditions on ${quote(fact)} exclude each other`
        add('warning', 'never-matches', rule, message, 'write them in an `any`, or remove one')
      }
    }
    if (catchAll !== null) {
      const message = `never reached: ${quote(catchAll.name)} comes first and holds always`
      add('warning', 'shadowed-rule', rule, message, 'raise its `priority`, or move it up')
      continue
    }
    const parts = requiredTexts(conditions)
    const own = new Set(parts)
    const above = earlier.find((other) => other.parts.every((part) => own.has(part)))
    if (above !== undefined) {
      const message = `never reached: ${quote(above.rule.name)} comes first and holds whenever this does`
      add('warning', 'shadowed-rule', rule, message, 'raise its `priority`, or move it up')
    }
    if (!isPermanent(rule)) continue
    if (conditions === undefined) catchAll = rule
    else earlier.push({ rule, parts })
  }

  if (catchAll === null) {
    problems.push({
      severity: 'error',
      kind: 'no-catch-all',
      file,
      pointer: '/rules',
      message: 'no rule holds always, so some logins would match none',
      help: 'end with a rule that has no `conditions`, dates, rollout or `"enabled": false`',
    })
  }
  return problems
}

/** The conditions that must all hold, as comparable texts. */
function requiredTexts(condition: Condition | undefined): readonly string[] {
  if (condition === undefined) return []
  if ('all' in condition) return condition.all.flatMap(requiredTexts)
  if ('fact' in condition) {
    const { fact, path, operator, value } = condition
    return [JSON.stringify([fact, path, operator, value])]
  }
  return [JSON.stringify(condition)]
}
