import type { FactCondition } from '../../contract/rule-files.ts'
import { type FactDefinition, factCatalogue } from '../facts/catalogue.ts'
import { type FactPhrase, factPhrases } from '../facts/fact-phrases.ts'
import { readPathKeys } from './read-own-path.ts'
import { renderList, renderPercent, renderValue } from './render-value.ts'

const definitions: ReadonlyMap<string, FactDefinition> = new Map(Object.entries(factCatalogue))
const phrases: ReadonlyMap<string, FactPhrase> = new Map(Object.entries(factPhrases))

/**
 * One comparison as a clause. A comparison with an unknown value is false, so what stands under `not` also holds where
 * nobody knows: the clause says so. Total: what the checker would refuse is told as it stands.
 */
export function renderComparison(leaf: FactCondition, negated: boolean): string {
  const phrase = phrases.get(leaf.fact)
  const definition = definitions.get(leaf.fact)
  if (phrase === undefined || definition === undefined) return renderRaw(leaf, negated)
  if (leaf.operator === 'isUnknown' && typeof leaf.value === 'boolean')
    return renderIsUnknown(leaf, phrase, leaf.value !== negated)
  const clauses = renderBoth(leaf, phrase)
  if (clauses === null) return renderRaw(leaf, negated)
  const [holds, fails] = clauses
  if (!negated) return holds
  // Of an attribute nobody says which type it has: "not less than 3" need not be a number.
  if (definition.type === 'map' && !equalities.includes(leaf.operator)) return `it is not so that ${holds}`
  return definition.unknowable || definition.type === 'map' ? `(${fails}, or nobody knows)` : fails
}

const equalities = ['equal', 'notEqual', 'in', 'notIn']

function renderIsUnknown({ fact, path }: FactCondition, phrase: FactPhrase, unknown: boolean): string {
  if ('statement' in phrase)
    return `${unknown ? 'nobody knows whether' : 'it is known whether'} ${phrase.statement}`
  if ('count' in phrase)
    return `${unknown ? 'nobody knows' : 'it is known'} how many ${phrase.many} ${phrase.count}`
  const subject = subjectOf(phrase.subject, fact, path)
  return unknown ? `nobody knows ${subject}` : `${subject} is known`
}

/** What a clause begins with that says something of a thing: the clauses of one thing can share it. */
export function renderSubject({ fact, path }: FactCondition): string | null {
  const phrase = phrases.get(fact)
  if (phrase === undefined || 'statement' in phrase) return null
  return 'count' in phrase ? phrase.count : subjectOf(phrase.subject, fact, path)
}

/** What a comparison says, and its opposite where the value is known; null where it cannot be said in words. */
function renderBoth({ fact, operator, value, path }: FactCondition, phrase: FactPhrase): Both | null {
  if ('statement' in phrase) {
    if (typeof value !== 'boolean' || !(operator === 'equal' || operator === 'notEqual')) return null
    const both: Both = [phrase.statement, phrase.opposite]
    return (operator === 'equal') === value ? both : swap(both)
  }
  if ('count' in phrase) return renderCount(operator, value, phrase)
  const say = (one: unknown): string => {
    if (typeof one === 'number' && phrase.percent) return renderPercent(one)
    const words = phrase.words
    if (typeof one === 'string' && words !== undefined && Object.hasOwn(words, one)) return words[one] ?? one
    return typeof one === 'string' && definitions.get(fact)?.type === 'version' ? bare(one) : renderValue(one)
  }
  const subject = subjectOf(phrase.subject, fact, path)
  const both = renderPredicate(operator, value, say)
  return both && [`${subject} ${both[0]}`, `${subject} ${both[1]}`]
}

/** A clause and its opposite. */
type Both = readonly [holds: string, fails: string]
const swap = ([holds, fails]: Both): Both => [fails, holds]

function renderPredicate(operator: string, value: unknown, say: (one: unknown) => string): Both | null {
  const [first] = Array.isArray(value) ? value : [value]
  const all: readonly string[] = (Array.isArray(value) ? value : [value]).map(say)
  const isList = all.length > 1
  switch (operator) {
    case 'equal':
    case 'in':
      return isList
        ? [`is ${renderList(all, 'or')}`, `is neither ${renderList(all, 'nor')}`]
        : [`is ${say(first)}`, `is not ${say(first)}`]
    case 'notEqual':
      return swap([`is ${say(value)}`, `is not ${say(value)}`])
    case 'notIn':
      return isList
        ? [`is neither ${renderList(all, 'nor')}`, `is ${renderList(all, 'or')}`]
        : [`is not ${say(first)}`, `is ${say(first)}`]
    case 'contains':
      return [`include ${say(value)}`, `do not include ${say(value)}`]
    case 'doesNotContain':
      return [`do not include ${say(value)}`, `include ${say(value)}`]
    case 'lessThan':
      return [`is less than ${say(value)}`, `is at least ${say(value)}`]
    case 'lessThanInclusive':
      return [`is at most ${say(value)}`, `is more than ${say(value)}`]
    case 'greaterThan':
      return [`is more than ${say(value)}`, `is at most ${say(value)}`]
    case 'greaterThanInclusive':
      return [`is at least ${say(value)}`, `is less than ${say(value)}`]
    case 'versionAtLeast':
      return [`is version ${bare(value)} or later`, `is earlier than version ${bare(value)}`]
    case 'versionBelow':
      return [`is earlier than version ${bare(value)}`, `is version ${bare(value)} or later`]
    case 'inIpRange': {
      const ranges = listOf(value).map(bare)
      return [`is in ${renderList(ranges, 'or')}`, `is outside ${renderList(ranges, 'and')}`]
    }
    case 'matchesDomain': {
      const domains = listOf(value).map(bare)
      return [
        `is ${renderList(domains, 'or')}, or a name below`,
        `is neither ${renderList(domains, 'nor')}, nor a name below`,
      ]
    }
    default:
      return null
  }
}

function renderCount(
  operator: string,
  value: unknown,
  phrase: { readonly count: string; readonly one: string; readonly many: string },
): Both | null {
  const values = listOf(value)
  if (!values.every((one) => typeof one === 'number')) return null
  const [number] = values
  const of = (text: string, noun: string) => `${phrase.count} ${text} ${noun}`
  const noun = values.length === 1 && number === 1 ? phrase.one : phrase.many
  const numbers = values.map(renderValue)
  const exactly =
    values.length === 1 && number === 0
      ? of('no', phrase.one)
      : of(`exactly ${renderList(numbers, 'or')}`, noun)
  const otherwise =
    values.length === 1 && number === 0
      ? of('some', phrase.many)
      : of(`a number other than ${renderList(numbers, 'or')} of`, phrase.many)
  if (operator === 'equal' || operator === 'in') return [exactly, otherwise]
  if (operator === 'notEqual' || operator === 'notIn') return [otherwise, exactly]
  const atLeast = of(`at least ${renderValue(value)}`, noun)
  const atMost = of(`at most ${renderValue(value)}`, noun)
  const more = of(
    number === 0 ? 'at least one' : `more than ${renderValue(value)}`,
    number === 0 ? phrase.one : noun,
  )
  const fewer = of(`fewer than ${renderValue(value)}`, noun)
  switch (operator) {
    case 'lessThan':
      return [fewer, atLeast]
    case 'lessThanInclusive':
      return [atMost, more]
    case 'greaterThan':
      return [more, atMost]
    case 'greaterThanInclusive':
      return [atLeast, fewer]
    default:
      return null
  }
}

/** `the user attribute` and which: "plan". A path on any other fact is not valid, and told. */
function subjectOf(subject: string, fact: string, path: string | undefined): string {
  if (path === undefined) return subject
  const keys = readPathKeys(path)
  return `${subject} ${renderValue(fact === 'user.attributes' && keys ? keys.join('.') : path)}`
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

/** Without quotes where nothing in it could be taken for anything else: versions, domains, ranges. */
const bare = (value: unknown): string =>
  typeof value === 'string' && /^[\w.:/-]+$/.test(value) ? value : renderValue(value)

const renderRaw = ({ fact, operator, value, path }: FactCondition, negated: boolean): string =>
  `${negated ? 'it is not so that ' : ''}${renderValue(fact)}${path === undefined ? '' : ` at ${renderValue(path)}`} ${renderValue(operator)} ${renderValue(value)}`
