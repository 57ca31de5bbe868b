import { describe, expect, it } from 'vitest'
import type { Condition, Rule } from '../../../src/contract/rule-files.ts'
import { compileRules } from '../../../src/core/rules/compile-rules.ts'
import { evaluateByReference } from '../../../src/core/rules/evaluate-by-reference.ts'
import type { Audiences } from '../../../src/core/rules/policy.ts'
import { factsWith } from './facts-with.ts'

const facts = factsWith({
  'client.os': 'windows',
  'client.browser': 'firefox',
  'support.hybridClient': 'unknown',
})
const nobody = { user: null, device: null }
const event: Rule['event'] = { type: 'passkey', params: { reason: 'try-once' } }
const windows: Condition = { fact: 'client.os', operator: 'equal', value: 'windows' }
const macos: Condition = { fact: 'client.os', operator: 'equal', value: 'macos' }
const hybrid: Condition = { fact: 'support.hybridClient', operator: 'equal', value: true }
const rule = (name: string, more: Partial<Rule> = {}): Rule => ({ name, event, ...more })

/** Both evaluators, which must agree. */
async function evaluate(rules: readonly Rule[], audiences: Audiences = new Map(), now = 0) {
  const ruleSet = compileRules({ purpose: 'authentication', rules }, 'a.rules.json', audiences)
  const compiled = ruleSet.evaluate(facts, nobody, now)
  const { verdict, trace } = await evaluateByReference(ruleSet, facts, nobody, now)
  expect(compiled).toEqual(verdict)
  return { ...compiled, name: compiled.rule?.name, trace, states: trace.map(({ state }) => state) }
}

describe('several rules that match', () => {
  it('are won by priority', async () => {
    const { name } = await evaluate([rule('a'), rule('b', { priority: 2 }), rule('c', { priority: 3 })])
    expect(name).toBe('c')
  })
  it('are won by the order in the file where priorities are equal', async () => {
    const nested: Condition = { all: [{ all: [{ all: [windows] }] }] }
    const { name, states } = await evaluate([rule('slow', { conditions: nested }), rule('quick')])
    expect(name).toBe('slow')
    expect(states).toEqual(['matched', 'not-reached'])
  })
})

describe('a rule with dates', () => {
  const from = Date.parse('2026-11-01T00:00:00Z')
  const until = Date.parse('2026-12-01T00:00:00Z')
  const dated = rule('dated', { activeFrom: '2026-11-01T00:00:00Z', activeUntil: '2026-12-01T00:00:00Z' })
  it.each([
    ['just before', from - 1, 'outside-dates'],
    ['at its first instant', from, 'matched'],
    ['at its last instant', until - 1, 'matched'],
    ['when it ends', until, 'outside-dates'],
  ])('%s is in force or not', async (_, now, state) => {
    expect((await evaluate([dated], new Map(), now)).states).toEqual([state])
  })
})

describe('a rule that is disabled', () => {
  it('does not match', async () => {
    const { name, states } = await evaluate([rule('a', { enabled: false }), rule('b')])
    expect([name, ...states]).toEqual(['b', 'disabled', 'matched'])
  })
})

describe('a rule shut out by its percentage', () => {
  const rollout = { percent: 0, salt: 's', by: 'user' } as const
  it('is told where it would have matched', async () => {
    const { name, rolledOut, states } = await evaluate([rule('a', { rollout }), rule('b')])
    expect({ name, rolledOut, states }).toEqual({
      name: 'b',
      rolledOut: true,
      states: ['rolled-out', 'matched'],
    })
  })
  it('is not told of a rule that only sends people away: whoever it spares has lost nothing', async () => {
    const refusal: Rule['event'] = { type: 'fallback', params: { reason: 'excluded-by-rule' } }
    const { name, rolledOut, states } = await evaluate([rule('a', { rollout, event: refusal }), rule('b')])
    expect({ name, rolledOut, states }).toEqual({
      name: 'b',
      rolledOut: false,
      states: ['rolled-out', 'matched'],
    })
  })

  it('is not told where it would not have matched', async () => {
    const { rolledOut } = await evaluate([rule('a', { rollout, conditions: { all: [macos] } }), rule('b')])
    expect(rolledOut).toBe(false)
  })
  it('is not told where an earlier rule won', async () => {
    const { rolledOut } = await evaluate([rule('b'), rule('a', { rollout })])
    expect(rolledOut).toBe(false)
  })
})

describe('an unknown value', () => {
  it('is neither equal nor not equal, and not makes true of that', async () => {
    const { states } = await evaluate([
      rule('equal', { conditions: { all: [hybrid] } }),
      rule('not-equal', { conditions: { all: [{ ...hybrid, operator: 'notEqual' }] } }),
      rule('seen', { conditions: { all: [{ ...hybrid, operator: 'isUnknown' }, macos] } }),
      rule('negated', { conditions: { not: hybrid } }),
    ])
    expect(states).toEqual(['not-matched', 'not-matched', 'not-matched', 'matched'])
  })
})

describe('a broken rule', () => {
  const broken: readonly (readonly [string, Partial<Rule>, Audiences])[] = [
    ['an unknown operator', { conditions: { all: [{ ...windows, operator: 'like' }] } }, new Map()],
    ['an unknown fact', { conditions: { all: [{ ...windows, fact: 'client.oss' }] } }, new Map()],
    ['an unknown fact under not', { conditions: { not: { ...windows, fact: 'client.oss' } } }, new Map()],
    ['an unknown audience', { conditions: { condition: 'nobody' } }, new Map()],
    ['an empty all', { conditions: { all: [] } }, new Map()],
    ['a date that cannot be read', { activeFrom: 'soon' }, new Map()],
    ['an audience in a circle', { conditions: { condition: 'a' } }, new Map([['a', { condition: 'a' }]])],
    [
      'a broken audience',
      { conditions: { condition: 'a' } },
      new Map([['a', { all: [{ ...windows, operator: 'like' }] }]]),
    ],
    ['a bare fact as an audience', { conditions: { condition: 'a' } }, new Map([['a', windows]])],
    [
      'two faults that would make json-rules-engine reject a promise nobody waits for',
      { conditions: { all: [{ ...windows, operator: 'like' }, { condition: 'nobody' }] } },
      new Map(),
    ],
  ]
  it.each(broken)(
    '(%s) is skipped and told, and changes no verdict but its own',
    async (_, more, audiences) => {
      const { name, errors, states } = await evaluate([rule('broken', more), rule('sound')], audiences)
      expect({ name, states }).toEqual({ name: 'sound', states: ['broken', 'matched'] })
      expect(errors).toHaveLength(1)
      expect(errors[0]).toMatch(/^rule `broken` is skipped: /)
    },
  )
  it('that is not reached is not told', async () => {
    const { errors } = await evaluate([rule('sound'), rule('broken', { conditions: { all: [] } })])
    expect(errors).toEqual([])
  })
  it('that throws while it is evaluated is skipped and told', () => {
    const ruleSet = compileRules(
      { purpose: 'authentication', rules: [rule('bad', { conditions: { all: [windows] } }), rule('sound')] },
      'f',
      new Map(),
    )
    let reads = 0
    const throwing = new Proxy(facts, {
      get: (target, name, receiver) => {
        // The first reads find the candidates; the condition itself fails.
        if (name === 'client.os' && ++reads > 1) throw new Error('no such fact')
        return Reflect.get(target, name, receiver)
      },
    })
    expect(ruleSet.evaluate(throwing, nobody, 0)).toMatchObject({
      rule: { name: 'sound' },
      errors: ['rule `bad` is skipped: Error: no such fact'],
    })
  })
})

describe('no rule that matches', () => {
  it('is a verdict without a rule', async () => {
    expect((await evaluate([rule('a', { conditions: { all: [macos] } })])).rule).toBeNull()
  })
})

describe('the trace', () => {
  it('shows every condition with what is wanted beside what is', async () => {
    const conditions: Condition = {
      all: [
        windows,
        { any: [hybrid, { condition: 'internal' }] },
        { not: { fact: 'user.attributes', path: '$.plan', operator: 'in', value: ['free'] } },
      ],
    }
    const { trace } = await evaluate([rule('a', { conditions })], new Map([['internal', { all: [macos] }]]))
    expect(trace).toEqual([
      {
        name: 'a',
        file: 'a.rules.json',
        state: 'not-matched',
        conditions: {
          kind: 'all',
          matched: false,
          conditions: [
            {
              kind: 'fact',
              fact: 'client.os',
              operator: 'equal',
              wanted: 'windows',
              actual: 'windows',
              matched: true,
            },
            {
              kind: 'any',
              matched: false,
              conditions: [
                {
                  kind: 'fact',
                  fact: 'support.hybridClient',
                  operator: 'equal',
                  wanted: true,
                  actual: 'unknown',
                  matched: false,
                },
                {
                  kind: 'audience',
                  name: 'internal',
                  matched: false,
                  condition: {
                    kind: 'all',
                    matched: false,
                    conditions: [
                      {
                        kind: 'fact',
                        fact: 'client.os',
                        operator: 'equal',
                        wanted: 'macos',
                        actual: 'windows',
                        matched: false,
                      },
                    ],
                  },
                },
              ],
            },
            {
              kind: 'not',
              matched: true,
              condition: {
                kind: 'fact',
                fact: 'user.attributes',
                path: '$.plan',
                operator: 'in',
                wanted: ['free'],
                actual: 'pro',
                matched: false,
              },
            },
          ],
        },
      },
    ])
  })
  it('shows what a rule that was not reached would have said', async () => {
    const { trace } = await evaluate([rule('a'), rule('b', { conditions: { all: [windows] } })])
    expect(trace.map(({ state, conditions }) => [state, conditions?.matched])).toEqual([
      ['matched', undefined],
      ['not-reached', true],
    ])
  })
  it('leaves the rules as they were', async () => {
    const rules = [rule('a', { conditions: { all: [windows, { condition: 'x' }] } })]
    const audiences: Audiences = new Map([['x', { any: [macos] }]])
    const before = structuredClone({ rules, audiences })
    await evaluate(rules, audiences)
    expect({ rules, audiences }).toEqual(before)
  })
})
