import { describe, expect, it } from 'vitest'
import { summarizeCoverage } from '../../src/matrix/summarize-coverage.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { loadShippedRun } from './shipped-run.ts'

/** What no fixture can hit with the rules that ship, and why. The list may only shrink. */
const missed: Readonly<Record<string, string>> = {
  'authentication.rules.json known-broken':
    'every issue that says no ceremony with more than low certainty is about web views, which an earlier rule stops',
  'step-up.rules.json known-broken': 'the same as for authentication',
  'authentication.rules.json otherwise':
    'the rules before it leave nothing; it is there for those who edit them',
  'step-up.rules.json otherwise': 'the same as for authentication',
  'authentication.rules.json manager-by-autofill':
    'it is for a narrow band of belief, which people reach who log in otherwise for months; simulated people do',
  'rules-unavailable': 'needs a folder of rules that cannot be used; test/end-to-end does that',
  'excluded-by-rule': 'needs a rule that shuts somebody out; rules/README.md has one, with its test',
  'rollout-excluded': 'needs a rollout below 100 %; rules/README.md has one, with its test',
  'breaker-open': 'needs the outcomes of many people',
  'no-rule-matched': 'needs rules that leave a case open',
  'rules/knowledge/providers.json strongbox':
    'it has no AAGUID that could name it: its reach is held, nothing else',
  'rules/knowledge/providers.json strongbox/userVerification': 'the same',
  'rules/knowledge/providers.json xiaomi-passwords': 'the same as for Strongbox',
}

const policy = shippedPolicy()
const { results } = await loadShippedRun()
const coverage = summarizeCoverage(results, policy)

/** A provider by its id: places shift. */
const nameOf = (one: string): string => {
  for (const { ref, id } of policy.knowledge.providers.values()) {
    const rest = one.slice(ref.length)
    if (one.startsWith(ref) && (rest === '' || rest === '/userVerification'))
      return `rules/knowledge/providers.json ${id}${rest}`
  }
  return one
}

describe('the fixtures that ship', () => {
  it('hit every rule, statement and reason, but for a list that may only shrink', () => {
    const all = [coverage.rules, coverage.statements, coverage.reasons].flatMap((part) => part.missed)
    expect(all.map(nameOf).sort()).toEqual(Object.keys(missed).sort())
  })
})
