import type { Condition } from '../../contract/rule-files.ts'
import type { Audiences } from './policy.ts'

export interface ConditionSize {
  readonly depth: number
  readonly count: number
}

/**
 * How large condition trees are with their audiences opened: audiences that name audiences can grow without
 * bound in very little text. Audiences must be free of cycles.
 */
export function createConditionMeter(audiences: Audiences): (condition: Condition) => ConditionSize {
  const known = new Map<string, ConditionSize>()
  const measureAudience = (name: string): ConditionSize => {
    const condition = audiences.get(name)
    const size = known.get(name) ?? (condition ? measure(condition) : { depth: 0, count: 0 })
    known.set(name, size)
    return size
  }
  const measure = (condition: Condition): ConditionSize => {
    if ('condition' in condition) return measureAudience(condition.condition)
    const parts =
      'all' in condition
        ? condition.all
        : 'any' in condition
          ? condition.any
          : 'not' in condition
            ? [condition.not]
            : []
    const sizes = parts.map(measure)
    return {
      depth: 1 + Math.max(0, ...sizes.map(({ depth }) => depth)),
      count: 1 + sizes.reduce((sum, { count }) => sum + count, 0),
    }
  }
  return measure
}
