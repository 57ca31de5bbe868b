import type { ProblemKind } from '../../contract/problem-kinds.ts'
import type { Condition, Problem, Rule, RuleFile } from '../../contract/rule-files.ts'
import type { Purpose } from '../../contract/words.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import { maxConditionCount, maxConditionDepth } from './check-conditions.ts'
import { findContradiction, permitsValue } from './find-contradiction.ts'
import { createShadowFinder } from './find-shadow.ts'
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
  const add = (
    severity: Problem['severity'],
    kind: ProblemKind,
    rule: Rule,
    message: string,
    help: string,
  ) => {
    const pointer = pointerTo(pointers.get(rule) ?? '/rules', 'conditions')
    problems.push({ severity, kind, file, pointer, message, help })
  }

  const earlier = createShadowFinder()
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
      if (leavesNoMethod(rule, conditions, purpose, audiences)) {
        const message =
          'under a phishing-resistant floor only methods that cannot be phished are left, or none'
        const help =
          'add `user.fallbackCount` `greaterThan` 0, or let the action be `passkey` or `cross-device`'
        add('warning', 'phishable-fallback', rule, message, help)
      }
    }
    if (catchAll !== null) {
      const message = `never reached: ${quote(catchAll.name)} comes first and holds always`
      const help = `give ${quote(catchAll.name)} \`conditions\` or a lower \`priority\`, or remove what is never reached`
      add('warning', 'shadowed-rule', rule, message, help)
      continue
    }
    const parts = requiredTexts(conditions)
    const above = earlier.find(parts)
    if (above !== null) {
      const message = `never reached: ${quote(above.name)} comes first and holds whenever this does`
      add('warning', 'shadowed-rule', rule, message, 'raise its `priority`, or move it up')
    }
    if (!isPermanent(rule)) continue
    if (conditions === undefined) catchAll = rule
    else earlier.add(rule, parts)
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

/** Under a resistant floor whatever can be phished is taken off the ladder: a fallback may lead nowhere. */
function leavesNoMethod(
  { event, enabled }: Rule,
  conditions: Condition,
  purpose: Purpose,
  audiences: Audiences,
): boolean {
  if (purpose === 'registration' || event.type !== 'fallback' || enabled === false) return false
  return (
    !permitsValue(conditions, 'user.assuranceFloor', 'any', audiences) &&
    permitsValue(conditions, 'user.fallbackCount', 0, audiences)
  )
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
