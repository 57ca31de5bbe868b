import { findNearestWord } from '../contract/nearest-word.ts'
import type { ExpandedFixture } from '../matrix/expand-fixture.ts'
import { type FixtureChange, type FixtureComparison, isOtherDecision } from './compare-fixtures.ts'

/** How many decisions may change: a number of them, or a share in percent. */
export type MostChanged = { readonly count: number } | { readonly percent: number }

/** What new rules are held to before they are put in force. */
export interface Guard {
  /** null: any number. */
  readonly maxChanged: MostChanged | null
  /**
   * Ids of fixtures, beginnings of ids with `*`, or `default`. Those that hold now must hold then, except those that
   * stand here with a `-` before them.
   */
  readonly neverBreak: readonly string[]
}

export const defaultGuard: Guard = { maxChanged: null, neverBreak: ['default'] }

/** The one word that stands for a list; an id cannot be meant, no fixture has it. */
const defaultWord = 'default'

/** What no change of rules may do by accident: take a told story back, or pass a kill switch, a floor or a robot. */
const guardedReasons: readonly unknown[] = ['kill-switch', 'policy-floor', 'bot']
export const defaultNeverBreak =
  'the told stories (`story-*`) and every fixture that expects kill-switch, policy-floor or bot'

const isByDefault = ({ fixture: { id, expect } }: ExpandedFixture): boolean =>
  id.startsWith('story-') || guardedReasons.includes(expect.reason)

/** `12` or `3%`. */
export function parseMostChanged(text: string): MostChanged | null {
  const [, number = '', sign] = /^(\d{1,9}(?:\.\d{1,6})?)(%?)$/.exec(text.trim()) ?? []
  if (number === '') return null
  const value = Number(number)
  if (sign === '%') return value <= 100 ? { percent: value } : null
  return Number.isInteger(value) ? { count: value } : null
}

/** A pattern that no fixture fits, with what was probably meant: a guard that guards nothing is a mistake. */
export function checkNeverBreak(patterns: readonly string[], ids: readonly string[]): readonly string[] {
  return patterns.map(withoutMinus).flatMap((pattern) => {
    if (pattern === defaultWord || ids.some((id) => fits(id, pattern))) return []
    const nearest = findNearestWord(pattern, [defaultWord, ...ids])
    const help =
      nearest === undefined ? 'end it with `*` for all that begin so' : `did you mean \`${nearest}\`?`
    return [`no fixture is called \`${pattern}\`; ${help}`]
  })
}

const isException = (pattern: string): boolean => pattern.startsWith('-')
const withoutMinus = (pattern: string): string => (isException(pattern) ? pattern.slice(1) : pattern)

/** The same patterns without fixtures that are meant to break. */
export const exceptFixtures = (patterns: readonly string[], ids: readonly string[]): readonly string[] => [
  ...patterns,
  ...new Set(ids.map((id) => `-${id}`)),
]

const fits = (id: string, pattern: string): boolean =>
  pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern

/** What a guard has found. */
export interface GuardReport {
  readonly compared: number
  /** Fixtures that come to another decision. */
  readonly changed: readonly FixtureChange[]
  /** Fixtures that were never to break, and do. */
  readonly broken: readonly FixtureChange[]
  /** How many decisions change, and how many may; null: any number. */
  readonly changedDecisions: number
  readonly mostChanged: number | null
}

/** Holds a comparison against a guard. Nothing is refused here: `refuses` says whether it has to be. */
export function buildGuardReport(comparison: FixtureComparison, guard: Guard): GuardReport {
  const { compared, changes, fixtures } = comparison
  const exceptions = guard.neverBreak.filter(isException).map(withoutMinus)
  const held = guard.neverBreak.filter((pattern) => !isException(pattern))
  const isNamed = (one: ExpandedFixture) => (pattern: string) =>
    pattern === defaultWord ? isByDefault(one) : fits(one.fixture.id, pattern)
  const guarded = new Set(
    fixtures
      .filter((one) => held.some(isNamed(one)) && !exceptions.some(isNamed(one)))
      .map(({ fixture }) => fixture.id),
  )
  const changed = changes.filter(({ from, to }) => isOtherDecision(from, to))
  const { decisions, of } = countChanges(comparison)
  return {
    compared,
    changed,
    broken: changes.filter(({ id, from, to }) => guarded.has(id) && from.holds && !to.holds),
    changedDecisions: decisions,
    mostChanged: limitOf(guard.maxChanged, of),
  }
}

/** The one place where changed decisions are counted, and out of how many: fixtures. */
const countChanges = ({ compared, changes }: FixtureComparison) => ({
  decisions: changes.filter(({ from, to }) => isOtherDecision(from, to)).length,
  of: compared,
})

const limitOf = (most: MostChanged | null, of: number): number | null =>
  most === null ? null : 'count' in most ? most.count : Math.floor((most.percent / 100) * of)

/** Why new rules may not be put in force: `broken` before `too-many`; null: they may. */
export function refusalOf(report: GuardReport): 'broken' | 'too-many' | null {
  if (report.broken.length > 0) return 'broken'
  return report.mostChanged !== null && report.changedDecisions > report.mostChanged ? 'too-many' : null
}
