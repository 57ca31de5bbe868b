import type { FactType } from '../facts/catalogue.ts'
import { compareVersions, parseVersion } from './compare-versions.ts'
import { type IpRange, isInIpRange, parseIpAddress, parseIpRange } from './ip-range.ts'

/** What a condition's value must be: `same` is of the fact's own type, `any-of` a list of that. */
export type OperatorValue = 'same' | 'any-of' | 'number' | 'boolean' | 'version' | 'ip-ranges' | 'domains'

/** Whether a fact's value passes. Total: a value of another type does not pass, nothing throws. */
export type Test = (actual: unknown) => boolean

export interface OperatorDefinition {
  readonly description: string
  /** The types of facts it can be used on; `map` stands for what a path finds in one. */
  readonly factTypes: readonly FactType[]
  readonly takes: OperatorValue
  /** Reads the wanted value once; what can never be is a test that never passes. */
  readonly prepare: (wanted: unknown) => Test
}

/**
 * Unknown: a support value nobody can know, a version that is withheld, an attribute that was not sent.
 * A comparison with it is false in both directions; only `isUnknown` sees it.
 */
export const isUnknown: Test = (actual) => actual === 'unknown' || actual === undefined || actual === null

type Scalar = string | number | boolean
const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
const isComparable = (value: unknown): value is Scalar => isScalar(value) && value !== 'unknown'
const never: Test = () => false

const scalarTypes = ['string', 'number', 'boolean', 'tristate', 'version', 'map'] as const

/** json-rules-engine's operators, without its coercions, and ours. */
export const operators = {
  equal: {
    description: 'is exactly this',
    factTypes: scalarTypes,
    takes: 'same',
    prepare: (wanted) => (isComparable(wanted) ? (actual) => actual === wanted : never),
  },
  notEqual: {
    description: 'is known and is not this',
    factTypes: scalarTypes,
    takes: 'same',
    prepare: (wanted) =>
      isComparable(wanted) ? (actual) => actual !== wanted && isScalar(actual) && !isUnknown(actual) : never,
  },
  in: {
    description: 'is one of these',
    factTypes: ['string', 'number', 'version', 'map'],
    takes: 'any-of',
    prepare: (wanted) => {
      const values: readonly unknown[] = Array.isArray(wanted) ? wanted.filter(isComparable) : []
      return (actual) => values.includes(actual)
    },
  },
  notIn: {
    description: 'is known and is none of these',
    factTypes: ['string', 'number', 'version', 'map'],
    takes: 'any-of',
    prepare: (wanted) => {
      if (!Array.isArray(wanted)) return never
      const values: readonly unknown[] = wanted
      return (actual) => isScalar(actual) && !isUnknown(actual) && !values.includes(actual)
    },
  },
  contains: {
    description: 'the list holds this',
    factTypes: ['list'],
    takes: 'same',
    prepare: (wanted) => (actual) => Array.isArray(actual) && actual.includes(wanted),
  },
  doesNotContain: {
    description: 'the list does not hold this',
    factTypes: ['list'],
    takes: 'same',
    prepare: (wanted) => (actual) => Array.isArray(actual) && !actual.includes(wanted),
  },
  lessThan: {
    description: 'is a smaller number than this',
    factTypes: ['number', 'map'],
    takes: 'number',
    prepare: (wanted) => compareNumbers(wanted, (actual, limit) => actual < limit),
  },
  lessThanInclusive: {
    description: 'is this number or a smaller one',
    factTypes: ['number', 'map'],
    takes: 'number',
    prepare: (wanted) => compareNumbers(wanted, (actual, limit) => actual <= limit),
  },
  greaterThan: {
    description: 'is a larger number than this',
    factTypes: ['number', 'map'],
    takes: 'number',
    prepare: (wanted) => compareNumbers(wanted, (actual, limit) => actual > limit),
  },
  greaterThanInclusive: {
    description: 'is this number or a larger one',
    factTypes: ['number', 'map'],
    takes: 'number',
    prepare: (wanted) => compareNumbers(wanted, (actual, limit) => actual >= limit),
  },
  versionAtLeast: {
    description: 'is this version or a later one, number by number (18.10 is later than 18.9)',
    factTypes: ['version', 'map'],
    takes: 'version',
    prepare: (wanted) => compareToVersion(wanted, (order) => order >= 0),
  },
  versionBelow: {
    description: 'is an earlier version than this, number by number',
    factTypes: ['version', 'map'],
    takes: 'version',
    prepare: (wanted) => compareToVersion(wanted, (order) => order < 0),
  },
  inIpRange: {
    description: 'the address lies in this range, or in one of these (10.0.0.0/8, 2001:db8::/32)',
    factTypes: ['ip'],
    takes: 'ip-ranges',
    prepare: (wanted) => {
      const ranges = listOf(wanted)
        .map(parseIpRange)
        .filter((range): range is IpRange => range !== null)
      return (actual) => {
        const address = parseIpAddress(actual)
        return address !== null && ranges.some((range) => isInIpRange(address, range))
      }
    },
  },
  isUnknown: {
    description: 'true: the value is not known; false: it is',
    factTypes: ['string', 'number', 'tristate', 'version', 'map', 'ip'],
    takes: 'boolean',
    prepare: (wanted) =>
      wanted === true ? isUnknown : wanted === false ? (actual) => !isUnknown(actual) : never,
  },
  matchesDomain: {
    description: 'is this domain, or one of these, or a name below it; case does not matter',
    factTypes: ['string', 'map'],
    takes: 'domains',
    prepare: (wanted) => {
      const domains = listOf(wanted)
        .filter(isDomain)
        .map((domain) => domain.toLowerCase())
      return (actual) => {
        if (typeof actual !== 'string' || isUnknown(actual)) return false
        const name = actual.toLowerCase()
        return domains.some((domain) => name === domain || name.endsWith(`.${domain}`))
      }
    },
  },
} as const satisfies Readonly<Record<string, OperatorDefinition>>

export type OperatorName = keyof typeof operators
const definitions: ReadonlyMap<string, OperatorDefinition> = new Map(Object.entries(operators))
export const operatorNames: readonly string[] = [...definitions.keys()]

export function findOperator(name: string): OperatorDefinition | undefined {
  return definitions.get(name)
}

/** The operators that can be used on a fact of this type. */
export function operatorsFor(type: FactType): readonly string[] {
  return operatorNames.filter((name) => findOperator(name)?.factTypes.includes(type))
}

/** A host name as rules name it: labels and dots, no `@`, no `*`. */
export function isDomain(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length <= 253 && /^[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*$/i.test(value)
  )
}

const listOf = (wanted: unknown): readonly unknown[] => (Array.isArray(wanted) ? wanted : [wanted])

function compareNumbers(wanted: unknown, passes: (actual: number, limit: number) => boolean): Test {
  if (typeof wanted !== 'number') return never
  return (actual) => typeof actual === 'number' && passes(actual, wanted)
}

function compareToVersion(wanted: unknown, passes: (order: number) => boolean): Test {
  const limit = parseVersion(wanted)
  if (limit === null) return never
  return (actual) => {
    const version = parseVersion(actual)
    return version !== null && passes(compareVersions(version, limit))
  }
}
