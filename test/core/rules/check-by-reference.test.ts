import { describe, expect, it } from 'vitest'
import { checkByReference } from '../../../src/core/index.ts'
import { policyWithEdit } from '../../proof/policy-with-edit.ts'
import { shippedPolicy } from '../../shipped-rules.ts'

const now = Date.parse('2026-11-21T09:00:00.000Z')

describe('the shipped rules', () => {
  it('mean the same to json-rules-engine and to the compiled rules', async () => {
    expect(await checkByReference(shippedPolicy(), now)).toEqual([])
  })
})

describe('rules that the two evaluators read differently', () => {
  it('are told with the file and both answers', async () => {
    const policy = shippedPolicy()
    const { authentication } = policy.ruleSets
    const twisted = {
      ...policy,
      ruleSets: {
        ...policy.ruleSets,
        authentication: {
          ...authentication,
          evaluate: () => ({ rule: null, rolledOut: false, errors: [], exposures: [] }),
        },
      },
    }
    expect(await checkByReference(twisted, now)).toMatchObject([
      { kind: 'reference-disagrees', file: 'authentication.rules.json', severity: 'error' },
      { kind: 'reference-disagrees', file: 'authentication.rules.json', severity: 'error' },
    ])
  })
})

describe('the rules of an experiment', () => {
  // Nobody draws `rare` by themselves: only who was given it before.
  const policy = policyWithEdit({
    rules: [
      {
        name: 'rarely',
        priority: 1000,
        experiment: { name: 'wording', variant: 'rare' },
        event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
      },
    ],
    experiments: [
      {
        name: 'wording',
        salt: 'w',
        by: 'user',
        variants: [
          { name: 'usual', percent: 99.999 },
          { name: 'rare', percent: 0.001 },
        ],
      },
    ],
  })
  const { authentication } = policy.ruleSets
  const withRules = (rules: typeof authentication.rules) => ({
    ...policy,
    ruleSets: { ...policy.ruleSets, authentication: { ...authentication, rules } },
  })

  it('mean the same to both', async () => {
    expect(await checkByReference(policy, now)).toEqual([])
  })

  it('are told where the reference lets nobody have a variant', async () => {
    const rules = authentication.rules.map((rule) =>
      rule.experiment === undefined ? rule : { ...rule, experiment: { name: 'wording', variant: 'gone' } },
    )
    const problems = await checkByReference(withRules(rules), now)
    expect(problems).toHaveLength(2)
    expect(problems[0]?.message).toMatch(
      /^in the situation of the examples for those who drew `rare` of `wording`, .* the compiled rules pick `rarely`$/,
    )
  })

  it('are told where the reference gives a variant to everybody', async () => {
    const rules = authentication.rules.map(({ experiment: _experiment, ...rule }) => rule)
    const problems = await checkByReference(withRules(rules), now)
    expect(problems[0]?.message).toMatch(
      /^in the situation of the examples, json-rules-engine picks `rarely`/,
    )
  })
})

describe('rules that json-rules-engine refuses', () => {
  it('are told with its words', async () => {
    const policy = shippedPolicy()
    const { authentication } = policy.ruleSets
    const refused = {
      ...policy,
      ruleSets: {
        ...policy.ruleSets,
        authentication: {
          ...authentication,
          rules: [
            { name: 'bad', conditions: { condition: 'nowhere' }, event: authentication.rules[0]?.event },
          ],
        },
      },
    } as unknown as typeof policy
    const [problem] = await checkByReference(refused, now)
    expect(problem?.message).toContain('nowhere')
  })
})
