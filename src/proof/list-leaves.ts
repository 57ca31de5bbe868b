import type { Condition, FactCondition } from '../contract/rule-files.ts'
import type { Audiences } from '../core/index.ts'

/**
 * Comparisons that together make a condition hold, as far as they can be chosen: all of an `all`, one of an `any` by
 * `pick`, none of a `not`.
 */
export function listLeaves(
  condition: Condition | undefined,
  audiences: Audiences,
  pick: number,
): readonly FactCondition[] {
  if (condition === undefined || 'not' in condition) return []
  if ('fact' in condition) return [condition]
  if ('condition' in condition) return listLeaves(audiences.get(condition.condition), audiences, pick)
  if ('all' in condition) return condition.all.flatMap((part) => listLeaves(part, audiences, pick))
  return listLeaves(condition.any[pick % condition.any.length], audiences, pick)
}
