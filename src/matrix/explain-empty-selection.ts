import { fixtureStatuses } from '../contract/words.ts'
import { type Filter, type FilterKey, filterWordOf, matchFilter } from './filter-fixtures.ts'
import type { FixtureResult } from './run-fixture.ts'
import { didYouMean } from './unknown-name.ts'

/**
 * Which values of a filter no fixture has: a typing error would otherwise pass as "all is well". That nothing fails is
 * no complaint.
 */
export function explainEmptySelection(
  filter: Filter,
  all: readonly FixtureResult[],
  selected: readonly FixtureResult[],
): string[] {
  const has = (key: FilterKey, value: string) =>
    all.some((result) => matchFilter(result, new Map([[key, new Set([value])]])))
  const complaints: string[] = []
  for (const [key, values] of filter)
    for (const value of values) {
      if ((key === 'status' && statuses.includes(value)) || has(key, value)) continue
      const words = wordsOf(key, all)
      const list = words.length <= mostWordsTold ? `; one of: ${words.join(', ')}` : ''
      const help = didYouMean(value, words) || list
      complaints.push(`no fixture has ${key} \`${value}\`${help}`)
    }
  const asksForFailures = filter.get('status')?.has('failing') === true
  if (complaints.length > 0 || selected.length > 0 || asksForFailures) return complaints
  return ['each part of the filter selects fixtures, but none of them matches all parts']
}

/** A list longer than this is no help. */
const mostWordsTold = 12
const statuses: readonly string[] = fixtureStatuses

const wordsOf = (key: FilterKey, results: readonly FixtureResult[]): readonly string[] =>
  key === 'status' ? statuses : [...new Set(results.map(filterWordOf[key]))]
