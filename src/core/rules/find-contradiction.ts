import type { Condition, FactCondition } from '../../contract/rule-files.ts'
import type { Purpose } from '../../contract/words.ts'
import { type FactDefinition, factCatalogue } from '../facts/catalogue.ts'
import { findOperator, type Test } from './operators.ts'
import type { Audiences } from './policy.ts'

const definitions: ReadonlyMap<string, FactDefinition> = new Map(Object.entries(factCatalogue))

interface Demand {
  readonly leaf: FactCondition
  readonly test: Test
}

/**
 * The fact over which a condition contradicts itself, so that it can never be true; null where none is found.
 * Sound, not complete: it only looks at what must hold at once. Audiences must be free of cycles.
 */
export function findContradiction(
  condition: Condition,
  purpose: Purpose,
  audiences: Audiences,
): string | null {
  const parts = requiredParts(condition, audiences)
  for (const part of parts) {
    if (!('any' in part)) continue
    const found = part.any.map((branch) => findContradiction(branch, purpose, audiences))
    const [first] = found
    if (first && found.every((fact) => fact !== null)) return first
  }
  const demands = new Map<string, Demand[]>()
  for (const part of parts) {
    const demand = readDemand(part)
    if (demand === null) continue
    const key = `${demand.leaf.fact} ${demand.leaf.path ?? ''}`
    demands.set(key, [...(demands.get(key) ?? []), demand])
  }
  for (const sameFact of demands.values()) {
    const fact = sameFact[0]?.leaf.fact ?? ''
    const candidates = fact === 'purpose' ? [purpose] : candidateValues(fact, sameFact)
    if (candidates === null) continue
    if (!candidates.some((value) => sameFact.every(({ test }) => test(value)))) return fact
  }
  return null
}

/** Whether a fact can have this value where the condition holds, as far as its demands on that fact alone tell. */
export function permitsValue(
  condition: Condition,
  fact: string,
  value: unknown,
  audiences: Audiences,
): boolean {
  return requiredParts(condition, audiences).every((part) => {
    const demand = readDemand(part)
    return demand === null || demand.leaf.fact !== fact || demand.test(value)
  })
}

/** The parts of a condition that must all hold; audiences are opened. */
function requiredParts(condition: Condition, audiences: Audiences): readonly Condition[] {
  if ('all' in condition) return condition.all.flatMap((part) => requiredParts(part, audiences))
  if ('condition' in condition) {
    const audience = audiences.get(condition.condition)
    return audience === undefined ? [] : requiredParts(audience, audiences)
  }
  return [condition]
}

/** A comparison, or the negation of one. */
function readDemand(part: Condition): Demand | null {
  if ('fact' in part) {
    const test = findOperator(part.operator)?.prepare(part.value)
    return test === undefined ? null : { leaf: part, test }
  }
  if ('not' in part && 'fact' in part.not) {
    const inner = readDemand(part.not)
    return inner && { leaf: { ...inner.leaf, operator: 'not' }, test: (value) => !inner.test(value) }
  }
  return null
}

/** Values of which one must pass if any value does; null where they cannot be listed. */
function candidateValues(fact: string, demands: readonly Demand[]): readonly unknown[] | null {
  for (const { leaf } of demands) {
    if (leaf.operator === 'equal') return [leaf.value]
    if (leaf.operator === 'in' && Array.isArray(leaf.value)) return leaf.value
    if (leaf.operator === 'isUnknown' && leaf.value === true) return ['unknown']
  }
  const definition = definitions.get(fact)
  if (definition === undefined) return null
  const unknown = definition.unknowable ? ['unknown'] : []
  if (definition.values !== undefined) return [...definition.values, ...unknown]
  if (definition.type === 'boolean' || definition.type === 'tristate') return [true, false, ...unknown]
  if (definition.type === 'version') return versionCandidates(demands, unknown)
  if (definition.type === 'list') return listCandidates(demands)
  if (definition.type !== 'number' || demands.some(({ leaf }) => typeof leaf.value !== 'number')) return null
  // Between two neighbouring limits nothing changes: the limits, the middles and the outsides are enough.
  const limits = demands.map(({ leaf }) => Number(leaf.value)).toSorted((a, b) => a - b)
  const middles = limits.map((limit, index) => (limit + (limits[index + 1] ?? limit + 2)) / 2)
  const [least, most] = definition.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const numbers = [(limits[0] ?? 0) - 1, ...limits, ...middles, least, most]
  return [...numbers.filter((number) => number >= least && number <= most), ...unknown]
}

/** A version within limits is one of the limits, or the least one; `18`, `18.0` and what follows are told apart. */
function versionCandidates(
  demands: readonly Demand[],
  unknown: readonly string[],
): readonly unknown[] | null {
  // Each version that is shut out by name could be one of those tried.
  const shutOut = demands.filter(({ leaf }) => !limitOperators.has(leaf.operator))
  if (shutOut.length > 1) return null
  const limits = demands.map(({ leaf }) => leaf.value).filter((value) => typeof value === 'string')
  return ['0', ...limits.flatMap((limit) => [limit, `${limit}.0`, justAfter(limit)]), ...unknown]
}
const limitOperators = new Set(['versionAtLeast', 'versionBelow', 'isUnknown'])

/** The next version there can be: versions have at most eight numbers. */
const justAfter = (version: string): string =>
  [...version.split('.'), ...Array.from({ length: 8 }, () => '0')].slice(0, 7).concat('1').join('.')

/** Of all lists, the one that holds what must be in it and nothing else passes most easily. */
function listCandidates(demands: readonly Demand[]): readonly unknown[] | null {
  if (demands.some(({ leaf }) => leaf.operator !== 'contains' && leaf.operator !== 'doesNotContain'))
    return null
  return [demands.filter(({ leaf }) => leaf.operator === 'contains').map(({ leaf }) => leaf.value)]
}
