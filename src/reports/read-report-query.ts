import { findNearestWord } from '../contract/nearest-word.ts'
import { parseTime } from '../contract/parse-time.ts'
import {
  type ReportCount,
  type ReportDimension,
  type ReportKind,
  reportCounts,
  reportDimensions,
} from '../contract/report-words.ts'
import type { ReportQueryText } from '../contract/reports.ts'
import {
  actions,
  answerViews,
  browserNames,
  ceremonyModes,
  osNames,
  purposes,
  reachClasses,
  registrationActions,
} from '../contract/words.ts'
import type { FilterDimension, ReportQuery } from './report-query.ts'

export interface QueryProblem {
  readonly field: keyof ReportQueryText
  readonly message: string
}

const dayMs = 86_400_000
const defaultDays = 30
const defaultMinCount = 5
const none = 'none'

/** What a filter takes; null: names that operators and providers make up. */
const filterWords: Readonly<Record<FilterDimension, readonly string[] | null>> = {
  os: osNames,
  browser: browserNames,
  provider: null,
  rule: null,
  reach: [...reachClasses, none],
  action: [...actions, ...registrationActions],
  mode: [...ceremonyModes, none],
  view: [...answerViews, none],
}
export const filterDimensions = Object.keys(filterWords) as readonly FilterDimension[]

/** Reads a question as it stands in an address or on a command line. @param now ms since the epoch */
export function readReportQuery(
  kind: ReportKind,
  text: ReportQueryText,
  now: number,
): { readonly query: ReportQuery } | { readonly problems: readonly QueryProblem[] } {
  const problems: QueryProblem[] = []
  const refuse = (field: keyof ReportQueryText, message: string) => void problems.push({ field, message })

  const readWords = (
    field: keyof ReportQueryText,
    words: readonly string[] | null,
  ): readonly string[] | undefined => {
    const written = text[field]
    if (written === undefined) return undefined
    const parts = [...new Set(written.split(',').map((part) => part.trim()))]
    for (const part of parts) {
      if (part === '') refuse(field, 'must not be empty')
      else if (words !== null && !words.includes(part)) refuse(field, explainWord(part, words))
    }
    return parts
  }
  const readTime = (field: 'from' | 'to', otherwise: number): number => {
    const written = text[field]
    if (written === undefined) return otherwise
    const time = parseTime(written.trim(), now)
    if (time !== null) return time
    refuse(field, `${quote(written)} is no time; write 2026-11-01, 2026-11-01T09:00:00Z or 7d`)
    return otherwise
  }

  const to = readTime('to', now)
  const from = readTime('from', to - defaultDays * dayMs)
  if (problems.length === 0 && from >= to) refuse('from', 'must be before `to`')

  const allowed = kind === 'funnel' ? purposes : purposes.filter((purpose) => purpose !== 'registration')
  const wanted = readWords('purpose', allowed) ?? (kind === 'funnel' ? purposes : ['authentication'])
  const by = readWords('by', reportDimensions) ?? []
  if (by.length > 2) refuse('by', 'takes two at most')

  const where: Partial<Record<FilterDimension, readonly (string | null)[]>> = {}
  for (const dimension of filterDimensions) {
    const values = readWords(dimension, filterWords[dimension])
    if (values !== undefined) where[dimension] = values.map((value) => (value === none ? null : value))
  }

  const counts = readWords('count', reportCounts) ?? ['proven']
  if (counts.length > 1) refuse('count', 'takes one word')

  const least = text.minCount?.trim() ?? String(defaultMinCount)
  const minCount = Number(least)
  if (!/^\d{1,6}$/.test(least) || minCount < 1)
    refuse('minCount', `${quote(least)} is not a whole number from 1 to 999999`)

  if (problems.length > 0) return { problems }
  return {
    query: {
      kind,
      from,
      to,
      purposes: purposes.filter((purpose) => wanted.includes(purpose)),
      by: by.filter(isDimension),
      where,
      minCount,
      count: counts.find(isCount) ?? 'proven',
    },
  }
}

const isDimension = (word: string): word is ReportDimension =>
  (reportDimensions as readonly string[]).includes(word)

const isCount = (word: string): word is ReportCount => (reportCounts as readonly string[]).includes(word)

/** User input is repeated only as far as it is needed to recognise it. */
const quote = (written: string): string => `\`${written.slice(0, 64)}\``

function explainWord(written: string, words: readonly string[]): string {
  const nearest = findNearestWord(written, words)
  const help = nearest === undefined ? `one of ${words.join(', ')}` : `did you mean \`${nearest}\`?`
  return `${quote(written)} is not known; ${help}`
}
