import fc from 'fast-check'
import type { Experiment, RuleExperiment } from '../../src/contract/rule-files.ts'
import type { Draws } from '../../src/core/rules/policy.ts'

const names = ['wording', 'order']
const variants = ['control', 'bold', 'plain']

/** What a random rule may belong to; one in some experiments that there are not, or without that variant. */
export const arbitraryRuleExperiment: fc.Arbitrary<RuleExperiment> = fc.record({
  name: fc.constantFrom(...names, 'gone'),
  variant: fc.constantFrom(...variants),
})

const arbitraryExperiment = (name: string): fc.Arbitrary<Experiment> =>
  fc
    .record({
      enabled: fc.constantFrom(true, true, true, false),
      activeFrom: fc.option(fc.constantFrom('2026-01-01T00:00:00Z', '2026-11-01T00:00:00.000Z'), {
        nil: undefined,
        freq: 3,
      }),
      salt: fc.constantFrom('a', 'b'),
      by: fc.constantFrom('user' as const, 'device' as const),
      percents: fc.constantFrom([50, 50], [33.3, 33.3, 33.4], [10, 10], [0.001, 99.999], [20, 20, 20]),
    })
    .map(({ enabled, activeFrom, salt, by, percents }) => ({
      name,
      enabled,
      ...(activeFrom !== undefined && { activeFrom }),
      salt,
      by,
      variants: percents.map((percent, index) => ({ name: variants[index] ?? 'control', percent })),
    }))

/** Experiments, what somebody drew before, and what guards hold rollouts at. */
export const arbitraryDraws: fc.Arbitrary<Draws> = fc
  .record({
    experiments: fc.tuple(...names.map(arbitraryExperiment)),
    assignments: fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...variants, 'removed'), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
    caps: fc.dictionary(fc.constantFrom('rule-0', 'rule-1', 'rule-2'), fc.constantFrom(0, 5, 50, 100), {
      maxKeys: 2,
      noNullPrototype: true,
    }),
  })
  .map(({ experiments, assignments, caps }) => ({
    experiments: new Map(experiments.map((experiment) => [experiment.name, experiment])),
    assignments: new Map(Object.entries(assignments)),
    caps: new Map(Object.entries(caps)),
  }))
