import type { Condition, FactCondition } from '../../contract/rule-files.ts'
import type { Facts } from '../facts/catalogue.ts'
import { findOperator } from './operators.ts'
import { readOwnKeys, readPathKeys } from './read-own-path.ts'

export type Predicate = (facts: Facts) => boolean

/** Facts as compiled conditions read them: by any name; a name that is no fact reads as unknown. */
type FactsByName = Readonly<Record<string, unknown>>

/**
 * A condition tree as a closure. `not` negates what it finds: over a comparison with an unknown value, which is
 * false, it is true (the checker warns).
 */
export function compileConditions(
  condition: Condition,
  compileAudience: (name: string) => Predicate,
): Predicate {
  if ('all' in condition) return allOf(condition.all.map((part) => compileConditions(part, compileAudience)))
  if ('any' in condition) return anyOf(condition.any.map((part) => compileConditions(part, compileAudience)))
  if ('not' in condition) {
    const inner = compileConditions(condition.not, compileAudience)
    return (facts) => !inner(facts)
  }
  if ('condition' in condition) return compileAudience(condition.condition)
  return compileFact(condition)
}

function compileFact({ fact, operator, value, path }: FactCondition): Predicate {
  const test = findOperator(operator)?.prepare(value) ?? (() => false)
  if (path !== undefined) {
    const keys = readPathKeys(path) ?? []
    return (facts: FactsByName) => test(readOwnKeys(facts[fact], keys))
  }
  // Most conditions are an equality with a word: spare them the call.
  if (operator === 'equal' && value !== 'unknown') return (facts: FactsByName) => facts[fact] === value
  return (facts: FactsByName) => test(facts[fact])
}

function allOf(parts: readonly Predicate[]): Predicate {
  const [a, b, c] = parts
  if (a && parts.length === 1) return a
  if (a && b && parts.length === 2) return (facts) => a(facts) && b(facts)
  if (a && b && c && parts.length === 3) return (facts) => a(facts) && b(facts) && c(facts)
  return (facts) => {
    for (const part of parts) if (!part(facts)) return false
    return true
  }
}

function anyOf(parts: readonly Predicate[]): Predicate {
  const [a, b] = parts
  if (a && parts.length === 1) return a
  if (a && b && parts.length === 2) return (facts) => a(facts) || b(facts)
  return (facts) => {
    for (const part of parts) if (part(facts)) return true
    return false
  }
}
