import { findNearestWord } from '../../contract/nearest-word.ts'
import type { ProblemKind } from '../../contract/problem-kinds.ts'
import type { Problem } from '../../contract/rule-files.ts'
import type { Place } from '../documents/check-schema.ts'
import { helpWithWord } from '../documents/help-with-word.ts'
import { isRecord } from '../documents/is-record.ts'
import { pointerTo } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import { type FactDefinition, factCatalogue, factNames } from '../facts/catalogue.ts'
import { checkConditionValue } from './check-condition-value.ts'
import { findOperator, operatorNames, operatorsFor } from './operators.ts'
import { readPathKeys } from './read-own-path.ts'

/** Deeper or larger trees are refused; audiences count where they are used. */
export const maxConditionDepth = 16
export const maxConditionCount = 500

const definitions: ReadonlyMap<string, FactDefinition> = new Map(Object.entries(factCatalogue))
const operatorsThatNeedKnown = ['notEqual', 'notIn']
const forms = ['all', 'any', 'not', 'condition', 'fact'] as const
const leafKeys = ['fact', 'operator', 'value', 'path']

/** What the walk knows about the place it has come to. */
interface Context {
  readonly depth: number
  /** Inside a `not`. */
  readonly negated: boolean
  /** Facts whose unknown value is dealt with by an `isUnknown` beside or above. */
  readonly guarded: ReadonlySet<string>
}

/**
 * Everything wrong with one condition tree. The value is whatever JSON holds there; nothing is assumed.
 * `audienceNames` is null where nobody knows which there are: their file cannot be read.
 */
export function checkConditions(
  conditions: unknown,
  place: Place,
  audienceNames: readonly string[] | null,
): readonly Problem[] {
  const { file } = place
  const problems: Problem[] = []
  let count = 0
  const report = (
    severity: Problem['severity'],
    kind: ProblemKind,
    pointer: string,
    message: string,
    help: string,
  ) => {
    problems.push({ severity, kind, file, pointer, message, help })
  }

  const walk = (condition: unknown, pointer: string, context: Context): void => {
    count++
    if (count > maxConditionCount) return
    if (!isRecord(condition)) {
      report(
        'error',
        'wrong-type',
        pointer,
        `${quote(condition)} is not a condition`,
        'write an object, such as `{ "fact": ... }`',
      )
      return
    }
    const found = forms.filter((form) => Object.hasOwn(condition, form))
    const [form] = found
    if (form === undefined) {
      const [key] = Object.keys(condition)
      const help = helpWithWord(key, forms)
      report(
        'error',
        'no-condition',
        pointer,
        'a condition without `all`, `any`, `not`, `condition` or `fact`',
        help,
      )
      return
    }
    if (found.length > 1) {
      const message = `${found.map(quote).join(' and ')} in one condition`
      report('error', 'ambiguous-condition', pointer, message, 'nest one in the other: only one would count')
      return
    }
    const allowed = form === 'fact' ? leafKeys : [form]
    for (const key of Object.keys(condition)) {
      if (allowed.includes(key)) continue
      const help = helpWithWord(key, allowed)
      report('error', 'unknown-key', pointerTo(pointer, key), `unknown key ${quote(key)}`, help)
    }
    if (context.depth > maxConditionDepth) {
      const message = `conditions nest deeper than ${maxConditionDepth}`
      report('error', 'too-deep', pointer, message, 'move a part into an audience')
      return
    }
    switch (form) {
      case 'all':
      case 'any':
        walkList(condition[form], form, pointerTo(pointer, form), context)
        break
      case 'not':
        walk(condition.not, pointerTo(pointer, 'not'), {
          ...context,
          depth: context.depth + 1,
          negated: !context.negated,
        })
        break
      case 'condition':
        checkReference(condition.condition, pointerTo(pointer, 'condition'))
        break
      case 'fact':
        if (context.depth === 1) {
          const help = 'wrap it in `{ "all": [ ... ] }`'
          report(
            'error',
            'bare-fact',
            pointer,
            'conditions begin with `all`, `any`, `not` or `condition`',
            help,
          )
        }
        checkLeaf(condition, pointer, context)
    }
  }

  const walkList = (list: unknown, form: 'all' | 'any', pointer: string, context: Context): void => {
    if (!Array.isArray(list)) {
      report('error', 'wrong-type', pointer, `${quote(list)} is not a list`, 'write a list of conditions')
      return
    }
    if (list.length === 0) {
      const help = 'name at least one condition; a rule that holds always has no `conditions`'
      report('error', 'empty-condition', pointer, `an empty ${quote(form)} would be true for everybody`, help)
      return
    }
    const guarded = new Set([...context.guarded, ...list.flatMap(guardedFact)])
    list.forEach((entry, index) => {
      walk(entry, pointerTo(pointer, index), { ...context, depth: context.depth + 1, guarded })
    })
  }

  const checkReference = (name: unknown, pointer: string): void => {
    if (typeof name === 'string' && (audienceNames === null || audienceNames.includes(name))) return
    const help = `${helpWithWord(name, audienceNames ?? [])} (audiences.json)`
    report('error', 'unknown-audience', pointer, `unknown audience ${quote(name)}`, help)
  }

  const checkLeaf = (leaf: Readonly<Record<string, unknown>>, pointer: string, context: Context): void => {
    for (const key of ['operator', 'value']) {
      if (!Object.hasOwn(leaf, key)) {
        report('error', 'missing-key', pointer, `${quote(key)} is missing`, `add ${quote(key)}`)
      }
    }
    const { fact, operator, value, path } = leaf
    const definition = typeof fact === 'string' ? definitions.get(fact) : undefined
    const test = typeof operator === 'string' ? findOperator(operator) : undefined
    if (definition === undefined) {
      const help = helpWithFact(fact)
      report('error', 'unknown-fact', pointerTo(pointer, 'fact'), `unknown fact ${quote(fact)}`, help)
    }
    if (test === undefined && Object.hasOwn(leaf, 'operator')) {
      const fitting = definition === undefined ? operatorNames : operatorsFor(definition.type)
      // What was meant may be an operator of another type of fact: that is told next, once the word is right.
      const isNear = typeof operator === 'string' && findNearestWord(operator, fitting) !== undefined
      const isNearOther =
        typeof operator === 'string' && findNearestWord(operator, operatorNames) !== undefined
      const meant = signs.get(String(operator))?.find((name) => fitting.includes(name))
      const help =
        meant === undefined
          ? helpWithWord(operator, !isNear && isNearOther ? operatorNames : fitting)
          : `did you mean ${quote(meant)}?`
      report(
        'error',
        'unknown-operator',
        pointerTo(pointer, 'operator'),
        `unknown operator ${quote(operator)}`,
        help,
      )
    }
    if (definition !== undefined) checkPath(path, definition, pointer)
    if (definition === undefined || test === undefined) return

    if (!test.factTypes.includes(definition.type)) {
      const words = operatorsFor(definition.type).map(quote).join(', ')
      const message = `${quote(operator)} cannot be used on ${quote(fact)}, which is a ${definition.type}`
      report('error', 'wrong-operator', pointerTo(pointer, 'operator'), message, `valid: ${words}`)
      return
    }
    if (Object.hasOwn(leaf, 'value')) {
      for (const problem of checkConditionValue(value, definition, test)) {
        const at = pointerTo(pointer, 'value', ...(problem.index === undefined ? [] : [problem.index]))
        report('error', problem.kind, at, problem.message, problem.help)
      }
    }
    checkUnknown(leaf, definition, pointer, context)
  }

  /** `user.attributes.plan` is a fact to everybody but the engine, which reads `plan` through a path. */
  const helpWithFact = (fact: unknown): string => {
    const [, owner = '', rest = ''] = /^(\w+\.\w+)\.(.+)$/.exec(String(fact)) ?? []
    const path = `$.${rest}`
    return definitions.get(owner)?.type === 'map' && readPathKeys(path) !== null
      ? `write it with a path: \`"fact": "${owner}", "path": "${path}"\``
      : helpWithWord(fact, factNames)
  }

  const checkPath = (path: unknown, { type }: FactDefinition, pointer: string): void => {
    if (type !== 'map') {
      if (path === undefined) return
      const help = 'remove it: only `user.attributes` is read through a path'
      report(
        'error',
        'path-not-allowed',
        pointerTo(pointer, 'path'),
        'this fact has no parts to choose from',
        help,
      )
    } else if (path === undefined) {
      const help = 'add `"path": "$.plan"` with the name of an attribute'
      report('error', 'missing-path', pointer, 'which attribute is not told', help)
    } else if (typeof path !== 'string' || readPathKeys(path) === null) {
      const help = 'write `$` and plain names, such as `$.plan`'
      report('error', 'bad-path', pointerTo(pointer, 'path'), `${quote(path)} is not a plain path`, help)
    }
  }

  const checkUnknown = (
    leaf: Readonly<Record<string, unknown>>,
    { type, unknowable }: FactDefinition,
    pointer: string,
    context: Context,
  ): void => {
    const { fact, operator } = leaf
    const canBeUnknown = unknowable === true || type === 'map'
    if (operator === 'isUnknown') {
      if (canBeUnknown) return
      const help = 'remove this condition'
      report('warning', 'never-unknown', pointer, `${quote(fact)} is always known`, help)
    } else if (canBeUnknown && !context.guarded.has(keyOf(leaf))) {
      if (context.negated) {
        const help =
          'put `isUnknown` with `true` (in an `any`) or `false` (in an `all`) beside it to say which is meant'
        const message = `\`not\` makes this true where ${quote(fact)} is unknown`
        report('warning', 'unknown-under-not', pointer, message, help)
      } else if (operatorsThatNeedKnown.some((name) => name === operator)) {
        const help = 'where unknown should count too, put it in an `any` beside `isUnknown` with `true`'
        const message = `${quote(operator)} is false where ${quote(fact)} is unknown`
        report('warning', 'unknown-never-matches', pointer, message, help)
      }
    }
  }

  walk(conditions, place.pointer, { depth: 1, negated: false, guarded: new Set() })
  if (count > maxConditionCount) {
    const message = `more than ${maxConditionCount} conditions`
    report('error', 'too-many-conditions', place.pointer, message, 'split the rule')
  }
  return problems
}

/** Signs of other languages, with what they are here: the first that suits the fact. */
const signs: ReadonlyMap<string, readonly string[]> = new Map([
  ['=', ['equal', 'contains']],
  ['==', ['equal', 'contains']],
  ['===', ['equal', 'contains']],
  ['is', ['equal', 'contains']],
  ['eq', ['equal', 'contains']],
  ['!=', ['notEqual', 'doesNotContain']],
  ['!==', ['notEqual', 'doesNotContain']],
  ['<>', ['notEqual', 'doesNotContain']],
  ['<', ['lessThan', 'versionBelow']],
  ['<=', ['lessThanInclusive']],
  ['>', ['greaterThan', 'versionAtLeast']],
  ['>=', ['greaterThanInclusive', 'versionAtLeast']],
])

/** The fact that an `isUnknown` among siblings speaks about. */
function guardedFact(condition: unknown): readonly string[] {
  return isRecord(condition) && condition.operator === 'isUnknown' ? [keyOf(condition)] : []
}

const keyOf = (leaf: Readonly<Record<string, unknown>>): string =>
  `${String(leaf.fact)} ${String(leaf.path ?? '')}`
