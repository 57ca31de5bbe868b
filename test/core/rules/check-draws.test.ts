import { describe, expect, it } from 'vitest'
import { checkRuleFolder } from '../../../src/core/rules/check-rule-folder.ts'
import { brief, folderWith, rulesFile } from './rule-folders.ts'

const authentication = 'authentication.rules.json'
const refusal = { type: 'fallback', params: { reason: 'excluded-by-rule' } }
const offer = { type: 'passkey', params: { reason: 'try-once', mode: 'conditional' } }
const drawn = { salt: 's', by: 'user' }
const first = { at: '2026-11-01T00:00:00Z', percent: 5 }
const second = { at: '2026-11-08T00:00:00Z', percent: 50 }
const guard = { kpi: 'passkey-share', tolerance: 0.02, minLogins: 200, onFall: 'hold' }
const wording = {
  name: 'wording',
  salt: 'w',
  by: 'user',
  variants: [
    { name: 'control', percent: 50 },
    { name: 'bold', percent: 50 },
  ],
}
const bold = { experiment: { name: 'wording', variant: 'bold' } }

const withRule = (more: object) => ({
  [authentication]: rulesFile({ name: 'tested', event: offer, ...more }),
})
const withRollout = (rollout: object) => withRule({ rollout: { ...drawn, ...rollout } })
const withExperiments = (...experiments: readonly unknown[]) => ({
  ...withRule(bold),
  'experiments.json': { experiments },
})
const at = (pointer: string) => `${authentication}#/rules/0/${pointer}`
const found = (files: Readonly<Record<string, unknown>>) =>
  checkRuleFolder(folderWith(files), Date.parse('2026-11-21T09:00:00Z')).map(brief)

const cases: readonly (readonly [string, object, string, object])[] = [
  [
    'a rollout without a share',
    withRollout({}),
    `error rollout-without-share ${at('rollout')}`,
    withRollout({ percent: 5 }),
  ],
  [
    'percent and steps at once',
    withRollout({ percent: 5, steps: [first] }),
    `error rollout-with-two-shares ${at('rollout')}`,
    withRollout({ steps: [first] }),
  ],
  [
    'steps in the wrong order',
    withRollout({ steps: [{ ...second, percent: 5 }, first] }),
    `error steps-reversed ${at('rollout/steps/1/at')}`,
    withRollout({ steps: [first, second] }),
  ],
  [
    'two steps at one time, although they are written differently',
    withRollout({ steps: [first, { at: '2026-11-01T01:00:00+01:00', percent: 50 }] }),
    `error steps-reversed ${at('rollout/steps/1/at')}`,
    withRollout({ steps: [first, second] }),
  ],
  [
    'a step at a time that is none',
    withRollout({ steps: [{ at: '2026-12-31T23:59:60Z', percent: 5 }] }),
    `error invalid-date ${at('rollout/steps/0/at')}`,
    withRollout({ steps: [first] }),
  ],
  [
    'a share that falls',
    withRollout({ steps: [first, { ...second, percent: 1 }] }),
    `warning step-falls ${at('rollout/steps/1/percent')}`,
    withRollout({ steps: [first, { ...second, percent: 5 }] }),
  ],
  [
    'a guard with nobody to compare with',
    withRollout({ percent: 100, guard }),
    `warning guard-without-control ${at('rollout/guard')}`,
    withRollout({ percent: 99, guard }),
  ],
  [
    'a guard over those who are sent away',
    withRule({ event: refusal, rollout: { ...drawn, percent: 50, guard } }),
    `warning guard-on-refusal ${at('rollout/guard')}`,
    // A refusal for fewer and fewer lets people in.
    withRule({ event: refusal, rollout: { ...drawn, steps: [{ ...first, percent: 95 }, second] } }),
  ],
  [
    'a guard whose first step is everybody',
    withRollout({ steps: [{ ...first, percent: 100 }], guard }),
    `warning guard-without-control ${at('rollout/guard')}`,
    withRollout({ steps: [first, { ...second, percent: 100 }], guard }),
  ],
  [
    'a rollout and an experiment on one rule',
    { ...withExperiments(wording), ...withRule({ ...bold, rollout: { ...drawn, percent: 5 } }) },
    `error double-draw ${at('rollout')}`,
    withExperiments(wording),
  ],
  [
    'an experiment that nobody wrote down',
    withExperiments({ ...wording, name: 'words' }),
    `error unknown-experiment ${at('experiment/name')}`,
    withExperiments(wording),
  ],
  [
    'a rule of an experiment without the file',
    withRule(bold),
    `error unknown-experiment ${at('experiment/name')}`,
    withExperiments(wording),
  ],
  [
    'a variant that the experiment does not have',
    withExperiments({ ...wording, variants: [wording.variants[0], { name: 'plain', percent: 50 }] }),
    `error unknown-variant ${at('experiment/variant')}`,
    withExperiments(wording),
  ],
  [
    'shares of more than everybody',
    withExperiments({ ...wording, variants: [{ name: 'control', percent: 60 }, wording.variants[1]] }),
    'error shares-over-100 experiments.json#/experiments/0/variants',
    withExperiments({
      ...wording,
      variants: [
        { name: 'control', percent: 33.3 },
        { name: 'bold', percent: 33.3 },
        { name: 'plain', percent: 33.4 },
      ],
    }),
  ],
  [
    'two experiments of one name',
    withExperiments(wording, { ...wording, salt: 'other' }),
    'error duplicate-name experiments.json#/experiments/1/name',
    withExperiments(wording),
  ],
  [
    'two variants of one name',
    withExperiments({ ...wording, variants: [wording.variants[1], wording.variants[1]] }),
    'error duplicate-name experiments.json#/experiments/0/variants/1/name',
    withExperiments(wording),
  ],
  [
    'dates in the wrong order',
    withExperiments({ ...wording, activeFrom: '2027-02-01T00:00:00Z', activeUntil: '2027-01-01T00:00:00Z' }),
    'error dates-reversed experiments.json#/experiments/0/activeUntil',
    withExperiments({ ...wording, activeFrom: '2027-01-01T00:00:00Z', activeUntil: '2027-02-01T00:00:00Z' }),
  ],
  [
    'an experiment that is over',
    withExperiments({ ...wording, activeUntil: '2026-01-01T00:00:00Z' }),
    'warning experiment-over experiments.json#/experiments/0/activeUntil',
    withExperiments({ ...wording, activeUntil: '2027-01-01T00:00:00Z' }),
  ],
  [
    'two experiments that draw alike',
    withExperiments(wording, { ...wording, name: 'order' }),
    'warning shared-salt experiments.json#/experiments/1/salt',
    withExperiments(wording),
  ],
  [
    'an experiment without a rule',
    { 'experiments.json': { experiments: [wording] } },
    'warning unused-experiment experiments.json#/experiments/0',
    withExperiments(wording),
  ],
  [
    'a single variant',
    withExperiments({ ...wording, variants: [wording.variants[1]] }),
    'error out-of-bounds experiments.json#/experiments/0/variants',
    withExperiments(wording),
  ],
]

describe('the checker', () => {
  it.each(cases)('tells of %s', (_, bad, problem, good) => {
    expect(found({ ...bad })).toContain(problem)
    expect(found({ ...good })).toEqual([])
  })
  it('names the word that was meant, and does not repeat itself over a file that is broken', () => {
    const [{ help } = { help: '' }] = checkRuleFolder(
      folderWith(withExperiments({ ...wording, name: 'wordin' })),
    )
    expect(help).toContain('`wordin`')
    const told = found(withExperiments({ ...wording, by: 'nobody' }))
    expect(told).toEqual(['error unknown-word experiments.json#/experiments/0/by'])
  })
})
