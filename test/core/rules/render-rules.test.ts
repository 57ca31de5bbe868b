import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Condition, FactCondition, Rule } from '../../../src/contract/rule-files.ts'
import { reasonMeanings } from '../../../src/contract/word-meanings.ts'
import {
  type FactDefinition,
  type FactName,
  type Facts,
  factCatalogue,
  factNames,
} from '../../../src/core/facts/catalogue.ts'
import { type FactPhrase, factPhrases } from '../../../src/core/facts/fact-phrases.ts'
import { compileConditions } from '../../../src/core/rules/compile-conditions.ts'
import { compileRules } from '../../../src/core/rules/compile-rules.ts'
import { findOperator, operatorsFor } from '../../../src/core/rules/operators.ts'
import type { Audiences } from '../../../src/core/rules/policy.ts'
import { renderCondition } from '../../../src/core/rules/render-condition.ts'
import { renderRule } from '../../../src/core/rules/render-rule.ts'
import { renderRuleSet } from '../../../src/core/rules/render-rule-set.ts'
import { arbitraryFacts } from '../../arbitraries/facts.ts'
import {
  arbitraryAudiences,
  arbitraryConditions,
  arbitraryLeaf,
  arbitraryRules,
} from '../../arbitraries/rules.ts'
import { shippedPolicy } from '../../shipped-rules.ts'
import { times } from '../../times.ts'
import { factsWith } from './facts-with.ts'

const { settings } = shippedPolicy()
const nobody: Audiences = new Map()
const fact = (name: FactName, operator: string, value: unknown, path?: string): FactCondition => ({
  fact: name,
  operator,
  value,
  ...(path !== undefined && { path }),
})
const say = (condition: Condition, audiences = nobody) => renderCondition(condition, audiences)

const plan = fact('user.attributes', 'equal', 'pro', '$.plan')
const windows = fact('client.os', 'equal', 'windows')
const firefox = fact('client.browser', 'equal', 'firefox')
const supported = fact('support.webauthn', 'equal', true)

describe('a condition in words', () => {
  it.each<readonly [Condition, string]>([
    [{ all: [windows] }, 'the operating system is Windows'],
    [{ all: [fact('client.os', 'in', ['macos', 'ios'])] }, 'the operating system is macOS or iOS (iPhone)'],
    [
      { all: [fact('client.os', 'notIn', ['windows', 'linux', 'android'])] },
      'the operating system is neither Windows, Linux nor Android',
    ],
    [
      { all: [windows, { any: [firefox, plan] }] },
      'the operating system is Windows, and (either the browser is Firefox, or the user attribute "plan" is "pro")',
    ],
    [
      { any: [{ all: [windows, firefox] }, plan] },
      'either (the operating system is Windows, and the browser is Firefox), or the user attribute "plan" is "pro"',
    ],
    [{ not: windows }, 'the operating system is not Windows'],
    [{ not: plan }, '(the user attribute "plan" is not "pro", or nobody knows)'],
    [{ not: { not: plan } }, 'the user attribute "plan" is "pro"'],
    [
      { not: { all: [windows, firefox] } },
      'it is not so that (the operating system is Windows, and the browser is Firefox)',
    ],
    [{ all: [supported] }, 'this browser supports passkeys'],
    [{ not: supported }, '(this browser does not support passkeys, or nobody knows)'],
    [
      { all: [fact('support.webauthn', 'isUnknown', true)] },
      'nobody knows whether this browser supports passkeys',
    ],
    [{ all: [fact('client.osVersion', 'isUnknown', false)] }, 'the version of the operating system is known'],
    [
      {
        any: [fact('client.osVersion', 'versionBelow', '18.6'), fact('client.osVersion', 'isUnknown', true)],
      },
      'either the version of the operating system is earlier than version 18.6, or nobody knows',
    ],
    [
      { all: [fact('belief.here', 'greaterThanInclusive', 0.5), fact('belief.here', 'lessThan', 0.93)] },
      'the chance that a passkey is here is at least 50 % and is less than 93 %',
    ],
    [{ all: [fact('passkeys.count', 'equal', 0)] }, 'the user has no passkey'],
    [{ all: [fact('passkeys.count', 'greaterThan', 0)] }, 'the user has at least one passkey'],
    [
      { all: [fact('context.ip', 'inIpRange', ['10.0.0.0/8', '2001:db8::/32'])] },
      'the network address is in 10.0.0.0/8 or 2001:db8::/32',
    ],
    [
      { not: fact('user.attributes', 'lessThan', 3, '$.seats') },
      'it is not so that the user attribute "seats" is less than 3',
    ],
  ])('%j', (condition, words) => {
    expect(say(condition)).toBe(words)
  })

  const audiences: Audiences = new Map<string, Condition>([
    [
      'internal-users',
      {
        any: [
          fact('user.emailDomain', 'matchesDomain', 'corp.example'),
          fact('context.ip', 'inIpRange', '192.0.2.0/24'),
        ],
      },
    ],
    ['itself', { condition: 'itself' }],
  ])
  it('tells an audience by name, and what it is the first time', () => {
    const inside = { condition: 'internal-users' }
    const meaning =
      'either the e-mail domain is corp.example, or a name below, or the network address is in 192.0.2.0/24'
    expect(say({ not: inside }, audiences)).toBe(`the login is not among "internal users" (${meaning})`)
    expect(say({ all: [inside, { not: inside }] }, audiences)).toBe(
      `the login is among "internal users" (${meaning}), and the login is not among "internal users"`,
    )
  })
  it('ends where an audience names itself or nothing', () => {
    expect(say({ condition: 'itself' }, audiences)).toBe(
      'the login is among "itself" (the login is among "itself")',
    )
    expect(say({ condition: 'nowhere' }, audiences)).toBe('the login is among "nowhere" (no such audience)')
  })
})

describe('a rule in words', () => {
  const wording = { audiences: nobody, settings }
  const rule = (more: Partial<Rule>): Rule => ({
    name: 'tested',
    event: { type: 'fallback', params: { reason: 'excluded-by-rule', passive: 'none' } },
    ...more,
  })
  const away =
    'go to another method; no passkey button and no suggestion stays. Reason shown: excluded-by-rule (a rule of ours shuts out this kind of login).'

  it.each<readonly [Partial<Rule>, string]>([
    [{}, `In every other case: ${away}`],
    [{ conditions: { all: [windows] } }, `When the operating system is Windows: ${away}`],
    [
      { rollout: { percent: 25, salt: '2026-launch', by: 'user' } },
      `For 25 % of the users (draw "2026-launch"), in every case: ${away}`,
    ],
    [
      {
        activeFrom: '2026-11-01T00:00:00Z',
        activeUntil: '2026-12-24T18:30:00+01:00',
        rollout: { percent: 0.1, salt: 'a', by: 'device' },
        conditions: { all: [windows] },
      },
      `From 1 November 2026, 00:00 UTC until 24 December 2026, 17:30 UTC, for 0.1 % of the devices (draw "a"), when the operating system is Windows: ${away}`,
    ],
    [
      { event: { type: 'passkey', params: { reason: 'advice-local', maxAttempts: 1 } } },
      'In every other case: open a passkey dialog, one try. Reason shown: advice-local (by the expected cost, trying here is worth it).',
    ],
  ])('%j', (more, words) => {
    expect(renderRule(rule(more), wording)).toBe(words)
  })

  it.each([
    [{}, 'in-force'],
    [{ enabled: false, activeUntil: '2026-01-01T00:00:00Z' }, 'disabled'],
    [{ activeUntil: '2026-11-21T00:00:00Z' }, 'over'],
    [{ activeFrom: '2026-11-21T00:00:00.001Z' }, 'not-begun'],
    [{ conditions: { condition: 'nowhere' } }, 'broken'],
  ])('%j is told as %s', (more, status) => {
    const set = compileRules({ purpose: 'authentication', rules: [rule(more)] }, 'a.json', nobody)
    const [told] = renderRuleSet(set, settings, Date.parse('2026-11-21T00:00:00Z'))
    expect(told?.status).toBe(status)
    expect(told?.problem === undefined).toBe(status !== 'broken')
  })
})

/** A few values that an operator takes on a fact; of words, all. */
function valuesFor({ type, values }: FactDefinition, operator: string): readonly unknown[] {
  const known = values?.filter((word) => word !== 'unknown')
  const same = (): readonly unknown[] => {
    switch (type) {
      case 'boolean':
      case 'tristate':
        return [true, false]
      case 'number':
        return [0, 1, 2, 0.5, 100]
      case 'map':
        return ['true', true, '1', 1, 0]
      default:
        return known ?? ['1', '18.6', 'password', 'passkey', 'KI-01']
    }
  }
  switch (findOperator(operator)?.takes) {
    case 'any-of':
      return same().flatMap((one, index) => [[one], [one, same()[index + 1] ?? one]])
    case 'number':
      return [0, 1, 2, 0.5, 100]
    case 'boolean':
      return [true, false]
    case 'version':
      return ['1', '18.6']
    case 'ip-ranges':
      return ['10.0.0.0/8', ['10.0.0.0/8', '::1']]
    case 'domains':
      return ['corp.example', ['corp.example', 'example']]
    default:
      return same()
  }
}

const everyLeaf: readonly FactCondition[] = factNames.flatMap((name) => {
  const definition: FactDefinition = factCatalogue[name]
  const paths = definition.type === 'map' ? ['$.plan', '$.seats'] : [undefined]
  return operatorsFor(definition.type).flatMap((operator) =>
    paths.flatMap((path) =>
      valuesFor(definition, operator).map((value) => fact(name, operator, value, path)),
    ),
  )
})

/** Two comparisons that can never come out differently: the law lets them share a sentence. */
function meaningOf({ fact: name, operator, value, path }: FactCondition, negated: boolean): string {
  const definition: FactDefinition = factCatalogue[name as FactName]
  const list: unknown[] = Array.isArray(value) ? [...new Set(value)] : [value]
  const whole = (op: string, values: unknown, flipped: boolean) =>
    JSON.stringify([name, path, op, values, flipped])
  const isSure = definition.unknowable !== true && definition.type !== 'map'
  if (operator === 'isUnknown') return whole('isUnknown', value !== negated, false)
  if (definition.type === 'boolean' || definition.type === 'tristate') {
    const wanted = (operator === 'equal') === value
    return isSure ? whole('equal', wanted !== negated, false) : whole('equal', wanted, negated)
  }
  const opposite: Readonly<Record<string, string>> = {
    equal: 'notIn',
    in: 'notIn',
    notEqual: 'in',
    notIn: 'in',
    contains: 'doesNotContain',
    doesNotContain: 'contains',
    lessThan: 'greaterThanInclusive',
    greaterThanInclusive: 'lessThan',
    greaterThan: 'lessThanInclusive',
    lessThanInclusive: 'greaterThan',
  }
  const turned = negated && isSure ? opposite[operator] : undefined
  const plain = ({ equal: 'in', notEqual: 'notIn' } as Record<string, string>)[operator] ?? operator
  return turned === undefined ? whole(plain, list, negated) : whole(turned, list, false)
}

describe('the phrases', () => {
  it('tell every comparison of every fact differently, but for those that mean the same', () => {
    const meanings = new Map<string, string>()
    for (const leaf of everyLeaf)
      for (const negated of [false, true]) {
        const words = say(negated ? { not: leaf } : { all: [leaf] })
        const meaning = meaningOf(leaf, negated)
        expect(meanings.get(words) ?? meaning, words).toBe(meaning)
        meanings.set(words, meaning)
      }
    expect(meanings.size).toBeGreaterThan(1500)
  })

  it('never fall back to the names of facts and operators', () => {
    const bare = everyLeaf.map((leaf) => say({ all: [leaf] })).filter((words) => /[a-z][A-Z]/.test(words))
    expect(bare.filter((words) => !/ iOS| macOS| iPadOS|ChromeOS|DuckDuckGo/.test(words))).toEqual([])
  })

  it('have words for every value of a closed list', () => {
    const missing = factNames.flatMap((name) => {
      const { values }: FactDefinition = factCatalogue[name]
      const phrase: FactPhrase = factPhrases[name]
      const words = 'words' in phrase ? phrase.words : undefined
      return (values ?? [])
        .filter((value) => value !== 'unknown' && words !== undefined && !Object.hasOwn(words, value))
        .map((value) => `${name} ${value}`)
    })
    expect(missing).toEqual([])
  })
})

/** What of a comparison must be readable: its value, by the word it has here. */
function wordsOf({ fact: name, operator, value }: FactCondition): readonly (readonly string[])[] {
  const phrase: FactPhrase = factPhrases[name as FactName]
  if (operator === 'isUnknown') return [['nobody knows', 'known']]
  if ('statement' in phrase) return [[phrase.statement, phrase.opposite]]
  const words = 'words' in phrase ? phrase.words : undefined
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    if (typeof one === 'string') return [words?.[one] ?? one]
    if (typeof one !== 'number') return [String(one)]
    if ('percent' in phrase) return [`${one * 100} %`]
    return 'count' in phrase && one === 0 ? [' no ', ' some ', 'at least one', '0'] : [String(one)]
  })
}

function leavesOf(condition: Condition): readonly FactCondition[] {
  if ('fact' in condition) return [condition]
  if ('not' in condition) return leavesOf(condition.not)
  if ('condition' in condition) return []
  return ('all' in condition ? condition.all : condition.any).flatMap(leavesOf)
}

/** The same condition with one comparison replaced. */
function replaceLeaf(condition: Condition, at: number, by: FactCondition): Condition {
  let index = 0
  const walk = (part: Condition): Condition => {
    if ('fact' in part) return index++ === at ? by : part
    if ('not' in part) return { not: walk(part.not) }
    if ('condition' in part) return part
    return 'all' in part ? { all: part.all.map(walk) } : { any: part.any.map(walk) }
  }
  return walk(condition)
}

/** Every tree of `all`, `any` and `not` over these, so deep. */
function everyTree(leaves: readonly FactCondition[], depth: number): readonly Condition[] {
  const within: readonly Condition[] = depth === 0 ? leaves : everyTree(leaves, depth - 1)
  const pairs = within.flatMap((a) => leaves.flatMap((b) => [[a, b] as const, [b, a] as const]))
  return [
    ...within,
    ...within.map((not) => ({ not })),
    ...within.map((one) => ({ all: [one] })),
    ...pairs.flatMap((list) => [{ all: list }, { any: list }]),
  ]
}

describe('sentences of rules', () => {
  test.prop([arbitraryRules, arbitraryAudiences], times(300))(
    'are there for every rule, and tell every value that it compares with',
    (rules, audiences) => {
      for (const rule of rules) {
        const sentence = renderRule(rule, { audiences, settings })
        expect(sentence).toMatch(/^[A-Z].*: .*\. Reason shown: .*\.$/)
        for (const leaf of rule.conditions === undefined ? [] : leavesOf(rule.conditions))
          for (const words of wordsOf(leaf))
            expect(
              words.some((word) => sentence.includes(word)),
              `${words} in ${sentence}`,
            ).toBe(true)
      }
    },
  )

  test.prop([fc.anything(), fc.string(), fc.string()], times(300))(
    'are there for what no checker would take',
    (value, name, operator) => {
      const leaf = { fact: name, operator, value }
      for (const condition of [
        leaf,
        { not: leaf },
        { ...leaf, fact: 'client.os' },
        { ...leaf, operator: 'in' },
      ])
        expect(say(condition)).not.toBe('')
    },
  )

  // The law, whole: who reads two conditions alike may rely on it that they decide alike.
  it('are alike only where conditions decide alike: every small tree over four comparisons', () => {
    const leaves = [windows, plan, { ...plan, operator: 'isUnknown', value: true }, supported]
    const logins: Facts[] = ['windows', 'linux'].flatMap((os) =>
      [{}, { plan: 'pro' }, { plan: 'free' }].flatMap((attributes) =>
        [true, false, 'unknown'].map((webauthn) =>
          factsWith({ 'client.os': os, 'user.attributes': attributes, 'support.webauthn': webauthn }),
        ),
      ),
    )
    const verdicts = new Map<string, string>()
    const trees = everyTree(leaves, 2)
    for (const tree of trees) {
      const matches = compileConditions(tree, () => () => false)
      const verdict = logins.map((facts) => Number(matches(facts))).join('')
      const words = say(tree)
      if ((verdicts.get(words) ?? verdict) !== verdict)
        throw new Error(`read alike, decide otherwise: ${words}`)
      verdicts.set(words, verdict)
    }
    expect(trees.length).toBeGreaterThan(5000)
  })

  const crowd = fc.array(arbitraryConditions([]), { minLength: 10, maxLength: 20 })
  test.prop([crowd, arbitraryFacts], times(100))(
    'are alike only where conditions decide alike: any of a crowd, however it is wrapped',
    (conditions, facts) => {
      const verdicts = new Map<string, boolean>()
      for (const one of conditions.flatMap((all) => [
        all,
        { all: [all] },
        { not: all },
        { not: { not: all } },
      ])) {
        const verdict = compileConditions(one, () => () => false)(facts)
        const words = say(one)
        if ((verdicts.get(words) ?? verdict) !== verdict)
          throw new Error(`read alike, decide otherwise: ${words}`)
        verdicts.set(words, verdict)
      }
    },
  )

  test.prop([arbitraryConditions(['first']), arbitraryLeaf, fc.nat(20), arbitraryAudiences], times(500))(
    'change with every comparison that is changed',
    (condition, by, at, audiences) => {
      const before = leavesOf(condition)[at % Math.max(1, leavesOf(condition).length)]
      fc.pre(before !== undefined && meaningOf(before, false) !== meaningOf(by, false))
      const changed = replaceLeaf(condition, at % leavesOf(condition).length, by)
      expect(say(changed, audiences)).not.toBe(say(condition, audiences))
    },
  )
})

describe('the rules that ship', () => {
  // After a change of rules or words: `npx vitest run test/core/rules/render-rules.test.ts -u`, and read what comes.
  it('read like this', async () => {
    const { ruleSets } = shippedPolicy()
    const paragraphs = Object.values(ruleSets).flatMap((set) => [
      `# ${set.file}`,
      ...renderRuleSet(set, settings, 0).map(
        ({ priority, name, sentence }) => `${priority} ${name}\n${sentence}`,
      ),
    ])
    await expect(`${paragraphs.join('\n\n')}\n`).toMatchFileSnapshot('shipped-rules-in-words.txt')
  })

  it('show a reason that has a meaning of one clause', () => {
    for (const meaning of Object.values(reasonMeanings)) expect(meaning).toMatch(/^[a-z].{11,}[^.]$/)
  })
})
