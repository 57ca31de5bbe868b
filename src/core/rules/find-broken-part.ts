import type { Condition, Rule } from '../../contract/rule-files.ts'
import { quote } from '../documents/quote.ts'
import { checkConditions } from './check-conditions.ts'
import type { Audiences } from './policy.ts'
import { readSchedule } from './rule-schedule.ts'

/**
 * Why a rule cannot be evaluated, or null. Files that passed the checker hold no such rule; both evaluators skip
 * it whole, because json-rules-engine rejects a run, and with it every rule, over one bad condition.
 */
export function findBrokenPart(rule: Rule, audiences: Audiences): string | null {
  const { from, until } = readSchedule(rule)
  if (Number.isNaN(from) || Number.isNaN(until)) return 'a date cannot be read'
  if (rule.rollout?.steps?.some(({ at }) => Number.isNaN(Date.parse(at)))) return 'a date cannot be read'
  return rule.conditions === undefined ? null : findInConditions(rule.conditions, audiences, [])
}

function findInConditions(
  condition: Condition,
  audiences: Audiences,
  above: readonly string[],
): string | null {
  const problem = checkConditions(condition, { file: '', pointer: '' }, [...audiences.keys()]).find(
    ({ severity }) => severity === 'error',
  )
  if (problem !== undefined) return `${problem.message} at ${problem.pointer || 'conditions'}`
  for (const name of audiencesIn(condition)) {
    if (above.includes(name)) return `audience ${quote(name)} refers to itself`
    const audience = audiences.get(name)
    const broken = audience && findInConditions(audience, audiences, [...above, name])
    if (broken) return `audience ${quote(name)}: ${broken}`
  }
  return null
}

/** The audiences a condition names directly, each once. */
export function audiencesIn(condition: Condition): readonly string[] {
  const names = new Set<string>()
  const walk = (part: Condition): void => {
    if ('all' in part) part.all.forEach(walk)
    else if ('any' in part) part.any.forEach(walk)
    else if ('not' in part) walk(part.not)
    else if ('condition' in part) names.add(part.condition)
  }
  walk(condition)
  return [...names]
}
