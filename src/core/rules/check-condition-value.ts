import type { ProblemKind } from '../../contract/problem-kinds.ts'
import { helpWithWord } from '../documents/help-with-word.ts'
import { nameType } from '../documents/name-type.ts'
import { quote } from '../documents/quote.ts'
import type { FactDefinition } from '../facts/catalogue.ts'
import { parseVersion } from './compare-versions.ts'
import { parseIpRange } from './ip-range.ts'
import { isDomain, type OperatorDefinition } from './operators.ts'

/** What is wrong with one value of a condition. `index` where it is an entry of a list. */
export interface ValueProblem {
  readonly kind: ProblemKind
  readonly message: string
  readonly help: string
  readonly index?: number
}

const maxListLength = 200
const maxTextLength = 256

/** Whether a condition's value suits its fact and operator. */
export function checkConditionValue(
  value: unknown,
  fact: FactDefinition,
  operator: OperatorDefinition,
): readonly ValueProblem[] {
  const { takes } = operator
  if (takes === 'any-of') {
    if (!Array.isArray(value)) {
      return [wrongType(value, 'a list, such as `["a", "b"]`', listOfText(value))]
    }
    return checkList(value, (entry) => checkSame(entry, fact))
  }
  if ((takes === 'ip-ranges' || takes === 'domains') && Array.isArray(value)) {
    return checkList(value, (entry) => checkOne(entry, fact, takes))
  }
  const problem = checkOne(value, fact, takes)
  return problem === null ? [] : [problem]
}

function checkList(
  list: readonly unknown[],
  check: (entry: unknown) => ValueProblem | null,
): readonly ValueProblem[] {
  if (list.length === 0) {
    return [{ kind: 'empty-list', message: 'the list is empty', help: 'name at least one value' }]
  }
  if (list.length > maxListLength) {
    const message = `the list has ${list.length} entries`
    return [{ kind: 'out-of-bounds', message, help: `at most ${maxListLength} entries` }]
  }
  return list.flatMap((entry, index) => {
    const problem = check(entry)
    return problem === null ? [] : [{ ...problem, index }]
  })
}

function checkOne(
  value: unknown,
  fact: FactDefinition,
  takes: OperatorDefinition['takes'],
): ValueProblem | null {
  switch (takes) {
    case 'same':
    case 'any-of':
      return checkSame(value, fact)
    case 'number':
      return checkNumber(value, fact)
    case 'boolean':
      return typeof value === 'boolean' ? null : wrongType(value, '`true` or `false`', truthOfText(value))
    case 'version':
      return checkVersion(value)
    case 'ip-ranges':
      return parseIpRange(value) === null
        ? {
            kind: 'invalid-ip-range',
            message: `${quote(value)} is not an address range`,
            help: 'write it like `10.0.0.0/8` or `2001:db8::/32`',
          }
        : null
    case 'domains':
      return isDomain(value)
        ? null
        : {
            kind: 'invalid-domain',
            message: `${quote(value)} is not a domain`,
            help: 'write it like `corp.example`; names below it match too',
          }
  }
}

/** A value that a fact itself can have. */
function checkSame(value: unknown, fact: FactDefinition): ValueProblem | null {
  const { type, values } = fact
  if (value === 'unknown') {
    return {
      kind: 'compared-with-unknown',
      message: 'a comparison with `unknown` is never true',
      help: 'use the operator `isUnknown` with `true` or `false`',
    }
  }
  switch (type) {
    case 'number':
      return checkNumber(value, fact)
    case 'boolean':
    case 'tristate':
      return typeof value === 'boolean' ? null : wrongType(value, '`true` or `false`', truthOfText(value))
    case 'version':
      return checkVersion(value)
    case 'map':
      return typeof value === 'number' || typeof value === 'boolean' ? null : checkText(value)
    case 'string':
    case 'list':
    case 'ip': {
      const problem = checkText(value)
      if (problem !== null || values === undefined || values.some((word) => word === value)) return problem
      const known = values.filter((word) => word !== 'unknown')
      return {
        kind: 'value-not-in-list',
        message: `${quote(value)} is not a value this fact can have`,
        help: helpWithWord(value, known),
      }
    }
  }
}

function checkNumber(value: unknown, { range }: FactDefinition): ValueProblem | null {
  if (typeof value !== 'number') return wrongType(value, 'a number', numberOfText(value, range))
  const [least, most] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  if (value >= least && value <= most) return null
  const isPercentage = most === 1 && value > 1 && value <= 100
  return {
    kind: 'value-out-of-range',
    message: `${quote(value)} is not a value this fact can have`,
    help: isPercentage
      ? `it goes from 0 to 1: for ${value} % write \`${value / 100}\``
      : Number.isFinite(most)
        ? `it goes from ${least} to ${most}`
        : `it is ${least} or more`,
  }
}

function checkText(value: unknown): ValueProblem | null {
  if (typeof value !== 'string') return wrongType(value, 'a text')
  if (value.length <= maxTextLength) return null
  const message = `the text has ${value.length} characters`
  return { kind: 'out-of-bounds', message, help: `at most ${maxTextLength} characters` }
}

function checkVersion(value: unknown): ValueProblem | null {
  if (typeof value !== 'string')
    return wrongType(value, 'a version in quotes', typeof value === 'number' ? `"${value}"` : '"18.4"')
  return parseVersion(value) !== null
    ? null
    : {
        kind: 'invalid-version',
        message: `${quote(value)} is not a version`,
        help: 'write numbers and dots, such as `18.4`',
      }
}

/** `help`: how the very value is written right, where that is plain. */
function wrongType(value: unknown, wanted: string, help?: string): ValueProblem {
  return {
    kind: 'wrong-value-type',
    message: `${quote(value)} is ${nameType(value)}`,
    help: help === undefined ? `must be ${wanted}` : `must be ${wanted}: write \`${help}\``,
  }
}

function truthOfText(value: unknown): string | undefined {
  const word = typeof value === 'string' ? value.toLowerCase() : ''
  return word === 'true' || word === 'yes' ? 'true' : word === 'false' || word === 'no' ? 'false' : undefined
}

/** `"2"` is 2, and of a probability `"50%"` is 0.5. */
function numberOfText(value: unknown, range: FactDefinition['range']): string | undefined {
  const [, digits, percent] =
    (typeof value === 'string' && /^(\d{1,9}(?:\.\d{1,9})?)( ?%)?$/.exec(value)) || []
  if (digits === undefined) return undefined
  if (percent === undefined) return String(Number(digits))
  return range?.[1] === 1 ? String(Number(digits) / 100) : undefined
}

/** `"a, b"` is `["a", "b"]`. */
function listOfText(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^[\w., -]{1,60}$/.test(value)) return undefined
  const words = value.split(/[, ]+/).filter((word) => word !== '')
  return words.length === 0 ? undefined : `[${words.map((word) => `"${word}"`).join(', ')}]`
}
