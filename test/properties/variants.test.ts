import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { compileRules } from '../../src/core/rules/compile-rules.ts'
import { drawVariant, listVariants } from '../../src/core/rules/draw-variant.ts'
import type { RuleSet } from '../../src/core/rules/policy.ts'
import { isRunning } from '../../src/core/rules/select-variant.ts'
import { arbitraryDraws, arbitraryRuleExperiment } from '../arbitraries/experiments.ts'
import { arbitraryFacts } from '../arbitraries/facts.ts'
import { arbitraryAudiences, arbitraryNow, arbitraryRules, arbitrarySubject } from '../arbitraries/rules.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { times } from '../times.ts'

let decidedByVariant = 0
/** Rules of which every second one belongs to a variant. */
const rulesInTrial = fc
  .tuple(arbitraryRules, fc.infiniteStream(fc.option(arbitraryRuleExperiment, { freq: 1 })))
  .map(([rules, wanted]) =>
    rules.map((rule) => {
      const experiment = wanted.next().value ?? null
      return experiment === null ? rule : { ...rule, experiment }
    }),
  )

describe('any rules with experiments', () => {
  test.prop(
    [rulesInTrial, arbitraryAudiences, arbitraryFacts, arbitrarySubject, arbitraryNow, arbitraryDraws],
    times(1_000),
  )(
    'decide for nobody by a rule that does not decide for those who have one variant, or none',
    (rules, audiences, facts, subject, now, { experiments = new Map(), ...draws }) => {
      const authentication = compileRules({ purpose: 'authentication', rules }, 'f.rules.json', audiences)
      const none = (purpose: 'registration' | 'step-up'): RuleSet =>
        compileRules({ purpose, rules: [] }, `${purpose}.rules.json`, audiences)
      const ruleSets = { authentication, registration: none('registration'), 'step-up': none('step-up') }
      const policy = { ...shippedPolicy(), ruleSets, experiments }
      const decides = (one: typeof policy) =>
        one.ruleSets.authentication.evaluate(facts, subject, now, { ...draws, experiments }).rule
      const alone = [null, ...listVariants(policy)].map((drawn) => decides(drawVariant(policy, drawn))?.name)
      const rule = decides(policy)
      expect(alone).toContain(rule?.name)
      if (rule?.experiment !== undefined) decidedByVariant += 1
      // Whoever takes part in nothing is served as if there were no experiments.
      if (![...experiments.values()].some((one) => isRunning(one, now))) expect(alone[0]).toBe(rule?.name)
    },
  )
  it('are decided by a variant often enough to tell', () => {
    expect(decidedByVariant).toBeGreaterThan(4)
  })
})
