import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { RuleState } from '../../src/contract/explain.ts'
import type { Rule } from '../../src/contract/rule-files.ts'
import type { ExposureKind } from '../../src/contract/words.ts'
import { compileRules } from '../../src/core/rules/compile-rules.ts'
import { evaluateByReference } from '../../src/core/rules/evaluate-by-reference.ts'
import { arbitraryDraws } from '../arbitraries/experiments.ts'
import { arbitraryFacts } from '../arbitraries/facts.ts'
import { arbitraryAudiences, arbitraryNow, arbitraryRules, arbitrarySubject } from '../arbitraries/rules.ts'
import { times } from '../times.ts'

const { numRuns } = times(3_000)

/** First match wins: higher priority (1 unless told), then the order in the file. */
const comesBefore = (first: Rule | undefined, second: Rule | undefined, rules: readonly Rule[]): boolean => {
  if (first === undefined || second === undefined) return false
  const lead = (first.priority ?? 1) - (second.priority ?? 1)
  return lead === 0 ? rules.indexOf(first) < rules.indexOf(second) : lead > 0
}

describe('any rules, facts, subject, draws and time', () => {
  it('get the same verdict from the compiled rules and from json-rules-engine', {
    timeout: 240_000,
  }, async () => {
    const seen = new Map<RuleState | 'none', number>()
    const exposed = new Set<ExposureKind>()
    const count = (state: RuleState | 'none') => seen.set(state, (seen.get(state) ?? 0) + 1)

    await fc.assert(
      fc.asyncProperty(
        arbitraryRules,
        arbitraryAudiences,
        arbitraryFacts,
        arbitrarySubject,
        arbitraryNow,
        arbitraryDraws,
        async (rules, audiences, facts, subject, now, draws) => {
          // The whole order of matching, not only its head: take the winner away and ask both again.
          const winners: Rule[] = []
          for (let left = rules; ; ) {
            const ruleSet = compileRules(
              { purpose: 'authentication', rules: left },
              'f.rules.json',
              audiences,
            )
            const compiled = ruleSet.evaluate(facts, subject, now, draws)
            const { verdict, trace } = await evaluateByReference(ruleSet, facts, subject, now, draws)
            expect(compiled).toEqual(verdict)
            expect(compiled.errors).toEqual([])
            for (const { kind } of compiled.exposures) exposed.add(kind)
            if (left === rules) for (const { state } of trace) count(state)
            const { rule } = compiled
            if (rule === null) break
            winners.push(rule)
            left = left.filter(({ name }) => name !== rule.name)
          }
          if (winners.length === 0) count('none')
          for (const [first, second] of winners.slice(1).map((rule, index) => [winners[index], rule])) {
            expect(comesBefore(first, second, rules)).toBe(true)
          }
        },
      ),
      { numRuns },
    )

    // The generator would prove little if it missed one of the ways a rule can end.
    for (const state of [
      'matched',
      'not-matched',
      'not-reached',
      'disabled',
      'outside-dates',
      'rolled-out',
      'not-drawn',
      'none',
    ] as const) {
      expect(seen.get(state), state).toBeGreaterThan(numRuns / 50)
    }
    expect([...exposed].toSorted()).toEqual(['experiment', 'rollout'])
  })
})
