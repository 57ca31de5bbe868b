import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { ConditionTrace } from '../../../src/contract/explain.ts'
import { compileRules } from '../../../src/core/rules/compile-rules.ts'
import { createRuleCounter } from '../../../src/core/rules/count-rules.ts'
import { evaluateByReference } from '../../../src/core/rules/evaluate-by-reference.ts'
import { arbitraryFacts } from '../../arbitraries/facts.ts'
import {
  arbitraryAudiences,
  arbitraryNow,
  arbitraryRules,
  arbitrarySubject,
} from '../../arbitraries/rules.ts'
import { times } from '../../times.ts'

/** The comparisons of a trace, in the order in which they stand. */
function listLeaves(trace: ConditionTrace): readonly Extract<ConditionTrace, { kind: 'fact' }>[] {
  if (trace.kind === 'fact') return [trace]
  return 'conditions' in trace ? trace.conditions.flatMap(listLeaves) : listLeaves(trace.condition)
}

describe('what is counted of any rules, over any logins', () => {
  it('is what json-rules-engine says, rule by rule and comparison by comparison', {
    timeout: 120_000,
  }, async () => {
    const seen = { true: 0, false: 0, unknown: 0, won: 0, leftOut: 0, taken: 0, inAudience: 0 }
    const login = fc.record({ facts: arbitraryFacts, subject: arbitrarySubject, now: arbitraryNow })
    await fc.assert(
      fc.asyncProperty(
        arbitraryRules,
        arbitraryAudiences,
        fc.array(login, { minLength: 1, maxLength: 4 }),
        async (rules, audiences, logins) => {
          const ruleSet = compileRules({ purpose: 'authentication', rules }, 'f.rules.json', audiences)
          const counter = createRuleCounter(ruleSet)
          const wanted = ruleSet.rules.map(({ name }) => ({
            name,
            ...{ inForce: 0, reached: 0, matched: 0, won: 0, leftOut: 0, lastWonAt: null as number | null },
            takenBy: new Map<string, number>(),
            leaves: [] as { true: number; false: number; unknown: number }[],
          }))
          for (const { facts, subject, now } of logins) {
            counter.add(facts, subject, now)
            const { verdict, trace } = await evaluateByReference(ruleSet, facts, subject, now)
            for (const [index, { state, conditions }] of trace.entries()) {
              const one = wanted[index]
              if (one === undefined || state === 'disabled' || state === 'outside-dates') continue
              one.inForce += 1
              if (state === 'not-reached') {
                if (!ruleSet.broken.has(one.name) && (conditions?.matched ?? true)) {
                  const by = verdict.rule?.name ?? ''
                  one.takenBy.set(by, (one.takenBy.get(by) ?? 0) + 1)
                }
                continue
              }
              one.reached += 1
              if (state !== 'not-matched' && state !== 'broken') one.matched += 1
              if (state === 'rolled-out' || state === 'not-drawn') one.leftOut += 1
              if (state === 'matched') {
                one.won += 1
                one.lastWonAt = Math.max(one.lastWonAt ?? now, now)
              }
              for (const [at, leaf] of (conditions === null ? [] : listLeaves(conditions)).entries()) {
                one.leaves[at] ??= { true: 0, false: 0, unknown: 0 }
                one.leaves[at][leaf.matched ? 'true' : leaf.actual === 'unknown' ? 'unknown' : 'false'] += 1
              }
            }
          }
          const { asked, rules: counted } = counter.count()
          expect(asked).toBe(logins.length)
          expect(
            counted.map(({ rule, leaves, ...counts }) => ({
              name: rule.name,
              ...counts,
              leaves:
                counts.reached === 0
                  ? []
                  : leaves.map((one) => ({ true: one.true, false: one.false, unknown: one.unknown })),
            })),
          ).toEqual(wanted)
          for (const { won, leftOut, takenBy, leaves } of counted) {
            seen.won += won
            seen.leftOut += leftOut
            seen.taken += takenBy.size
            for (const leaf of leaves) {
              for (const way of ['true', 'false', 'unknown'] as const) seen[way] += leaf[way]
              if (leaf.audiences.length > 0) seen.inAudience += leaf.true
            }
          }
        },
      ),
      times(300),
    )
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(10)
  })
})
