import type { Condition, FactCondition } from '../../contract/rule-files.ts'
import { browserNames, osNames } from '../../contract/words.ts'
import type { Facts } from '../facts/catalogue.ts'
import type { Audiences } from './policy.ts'

/** What a rule demands of the client: null demands nothing. */
export interface ClientDemand {
  readonly os: readonly string[] | null
  readonly browser: readonly string[] | null
}

/**
 * Most rules of a large file speak about one operating system or browser, so rules are kept in one list per pair
 * and a decision only meets those that can hold for its client. Order is kept.
 */
export function indexRules<Entry>(
  entries: readonly Entry[],
  demandOf: (entry: Entry) => ClientDemand,
): (facts: Facts) => readonly Entry[] {
  const demands = entries.map((entry) => ({ entry, ...demandOf(entry) }))
  const lists = new Map<string, ReadonlyMap<string, readonly Entry[]>>()
  for (const os of osNames) {
    const ofOs = demands.filter((demand) => demand.os === null || demand.os.includes(os))
    const byBrowser = browserNames.map((browser): [string, readonly Entry[]] => [
      browser,
      ofOs
        .filter((demand) => demand.browser === null || demand.browser.includes(browser))
        .map(({ entry }) => entry),
    ])
    lists.set(os, new Map(byBrowser))
  }
  return (facts) => lists.get(String(facts['client.os']))?.get(String(facts['client.browser'])) ?? entries
}

/** The operating systems and browsers outside which a condition is certainly false. */
export function demandOfConditions(condition: Condition | undefined, audiences: Audiences): ClientDemand {
  const leaves = condition === undefined ? [] : requiredLeaves(condition, audiences)
  return { os: demandedValues(leaves, 'client.os'), browser: demandedValues(leaves, 'client.browser') }
}

/** The comparisons that must all hold for the condition to hold. */
function requiredLeaves(condition: Condition, audiences: Audiences): readonly FactCondition[] {
  if ('all' in condition) return condition.all.flatMap((part) => requiredLeaves(part, audiences))
  if ('condition' in condition) {
    const audience = audiences.get(condition.condition)
    return audience === undefined ? [] : requiredLeaves(audience, audiences)
  }
  return 'fact' in condition ? [condition] : []
}

function demandedValues(leaves: readonly FactCondition[], fact: string): readonly string[] | null {
  for (const leaf of leaves) {
    if (leaf.fact !== fact) continue
    if (leaf.operator === 'equal') return [String(leaf.value)]
    if (leaf.operator === 'in' && Array.isArray(leaf.value)) return leaf.value.map(String)
  }
  return null
}
