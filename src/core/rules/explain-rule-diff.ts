import { isRecord } from '../documents/is-record.ts'
import { stepsOf } from '../documents/json-pointer.ts'
import { quote } from '../documents/quote.ts'
import type { FileChange, FileDiff, RuleDiff, ValueChange } from './build-rule-diff.ts'
import { explainDrawChange, summarizeDraws } from './explain-draw-change.ts'
import { renderDates } from './render-rule.ts'

const nouns: Readonly<Record<string, string>> = {
  rules: 'rule',
  audiences: 'audience',
  switches: 'switch',
  experiments: 'experiment',
}

/** A diff as lines for people; a line that begins with blanks belongs to the one above. Empty where nothing differs. */
export function explainRuleDiff(diff: RuleDiff): readonly string[] {
  return diff.flatMap((file) => [
    ...(file.kind === 'changed' ? [] : [`${file.file}: ${file.kind === 'added' ? 'a new file' : 'gone'}`]),
    // What is in a file that comes or goes is told as far as it has names.
    ...file.changes
      .filter((change) => file.kind === 'changed' || change.kind.startsWith('entry'))
      .flatMap((change) => explainChange(file, change)),
  ])
}

function explainChange(file: FileDiff, change: FileChange): readonly string[] {
  switch (change.kind) {
    case 'unreadable':
      return [`${file.file}: changed; it is no JSON on one side, so nothing more can be told`]
    case 'rewritten':
      return [`${file.file}: written otherwise, the same meaning`]
    case 'value-changed':
      return [`${file.file}: ${explainValue(change)}`]
    default:
  }
  const subject = nameEntry(file, change.list, change.name)
  switch (change.kind) {
    case 'entry-added':
      return [`${subject}: new${tellPlace(change)}${summarizeEntry(change.value)}`]
    case 'entry-removed':
      return [`${subject}: gone${summarizeEntry(change.value)}`]
    case 'entry-moved':
      return [`${subject}: moved from place ${change.from + 1} to ${change.to + 1}`]
    case 'entry-changed':
      return explainEntry(subject, change.list, change.changes)
  }
}

/** `manager` (authentication), audience `staff`, `ki-7` (knowledge/issues.json). */
function nameEntry({ file, purpose }: FileDiff, list: string, name: string): string {
  if (list === 'rules') return `${quote(name)} (${purpose ?? file})`
  const noun = nouns[list]
  return noun === undefined ? `${quote(name)} (${file})` : `${noun} ${quote(name)}`
}

/** Of a rule with a priority, the place in its file says nothing: rules are tried by priority. */
const tellPlace = ({ at, value }: { readonly at: number; readonly value: unknown }): string =>
  isRecord(value) && value.priority !== undefined ? '' : `, at place ${at + 1}`

/** What matters of a rule at first sight: when it is tried, for whom, and what it does. */
function summarizeEntry(value: unknown): string {
  if (!isRecord(value)) return ''
  const event = isRecord(value.event) ? value.event : {}
  const reason = isRecord(event.params) ? event.params.reason : undefined
  const parts = [
    ...(value.priority === undefined ? [] : [`priority ${tellValue(value.priority)}`]),
    ...(typeof event.type === 'string' ? [[event.type, reason].filter(isText).join(' ')] : []),
    ...(value.enabled === false ? ['switched off'] : []),
    ...summarizeDates(value),
    ...summarizeDraws(value),
    ...(typeof value.description === 'string' ? [value.description] : []),
  ]
  return parts.length === 0 ? '' : `: ${parts.join('; ')}`
}

/** From when until when an entry counts; what is no date is left to the checker. */
function summarizeDates({ activeFrom, activeUntil }: Readonly<Record<string, unknown>>): readonly string[] {
  const dates = { activeFrom: asInstant(activeFrom), activeUntil: asInstant(activeUntil) }
  return renderDates(dates)
}

const asInstant = (value: unknown): string | undefined =>
  isText(value) && !Number.isNaN(Date.parse(value)) ? value : undefined

const isText = (value: unknown): value is string => typeof value === 'string'

function explainEntry(subject: string, list: string, changes: readonly ValueChange[]): readonly string[] {
  const isCondition = ({ pointer }: ValueChange) => stepsOf(pointer)[0] === 'conditions'
  const conditions = changes.filter(isCondition)
  const plain = changes
    .filter((change) => !isCondition(change))
    .map((change) => explainDrawChange(list, change) ?? explainValue(change))
  if (conditions.length === 0) return [`${subject}: ${plain.join('; ')}`]
  const gone = countLeaves(conditions.map(({ from }) => from))
  const fresh = countLeaves(conditions.map(({ to }) => to))
  const lines = [
    ...subtract(gone, fresh).map((leaf) => `    - ${leaf}`),
    ...subtract(fresh, gone).map((leaf) => `    + ${leaf}`),
  ]
  const told = lines.length === 0 ? 'conditions put together otherwise' : 'conditions changed:'
  return [`${subject}: ${[...plain, told].join('; ')}`, ...lines]
}

/** The comparisons in pieces of a condition tree, each as a line, with how often it stands there. */
function countLeaves(pieces: readonly unknown[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  const add = (leaf: string) => counts.set(leaf, (counts.get(leaf) ?? 0) + 1)
  const visit = (piece: unknown, negation: string): void => {
    if (Array.isArray(piece)) for (const part of piece) visit(part, negation)
    else if (!isRecord(piece)) {
      if (piece !== undefined) add(`${negation}${tellValue(piece)}`)
    } else if (typeof piece.fact === 'string')
      add(
        `${negation}${piece.fact}${isText(piece.path) ? ` ${piece.path}` : ''} ${String(piece.operator)} ${tellValue(piece.value)}`,
      )
    else if (isText(piece.condition)) add(`${negation}audience ${quote(piece.condition)}`)
    else
      for (const [key, part] of Object.entries(piece))
        visit(part, key === 'not' ? `${negation}not ` : negation)
  }
  for (const piece of pieces) visit(piece, '')
  return counts
}

const subtract = (all: ReadonlyMap<string, number>, others: ReadonlyMap<string, number>): readonly string[] =>
  [...all].flatMap(([leaf, count]) =>
    Array.from({ length: Math.max(0, count - (others.get(leaf) ?? 0)) }, () => leaf),
  )

function explainValue(change: ValueChange): string {
  const name = stepsOf(change.pointer).join('.') || 'the whole'
  if (change.from === undefined) return `${name} now ${tellValue(change.to)}`
  if (change.to === undefined) return `${name} gone, was ${tellValue(change.from)}`
  return `${name} ${tellValue(change.from)} -> ${tellValue(change.to)}`
}

const mostCharacters = 120

/** As JSON, on one line, cut where it is long. Escapes keep it from forging lines of a terminal. */
function tellValue(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}...` : text
}
