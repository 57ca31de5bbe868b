import { Engine } from 'json-rules-engine'
import { afterEach, describe, expect, it } from 'vitest'
import { renderAnnotations, renderProblems } from '../../../src/cli/render-problems.ts'
import type { Condition } from '../../../src/contract/rule-files.ts'
import { checkRuleFolder } from '../../../src/core/rules/check-rule-folder.ts'
import { compileRules } from '../../../src/core/rules/compile-rules.ts'
import { evaluateByReference } from '../../../src/core/rules/evaluate-by-reference.ts'
import { parsePolicy } from '../../../src/core/rules/parse-policy.ts'
import { readOwnPath } from '../../../src/core/rules/read-own-path.ts'
import { factsWith } from './facts-with.ts'
import { folderWith, rulesFile, ruleWith, shippedKnowledge } from './rule-folders.ts'

/** Expressions that jsonpath-plus runs as JavaScript, or could in some version. */
const scripts = [
  '$..[?(@.constructor.constructor("globalThis.PWNED=1")())]',
  "$..[?(@.constructor.constructor('globalThis.PWNED=1')())]",
  '$[?(@root.constructor.constructor("globalThis.PWNED=1")())]',
  '$.plan[?(@.constructor.constructor("globalThis.PWNED=1")())]',
  '$[(globalThis.PWNED=1)]',
  '$..[(this.constructor.constructor("globalThis.PWNED=1")())]',
  '$[?(globalThis.PWNED=1)]',
  '$[?(@root.plan.concat("x"))]',
  '$[?(@.__lookupGetter__("__proto__").call(@.toString).constructor("globalThis.PWNED=1")())]',
  '$..[?(PWNED=1)]',
  '$.[?(({}).constructor.constructor("globalThis.PWNED=1")())]',
  '$[?(@property.constructor.constructor("globalThis.PWNED=1")())]',
  '$[?(@path.constructor.constructor("globalThis.PWNED=1")())]',
  '$[?(@parent.constructor.constructor("globalThis.PWNED=1")())]',
  '$..*[?(@.toString.constructor("globalThis.PWNED=1")())]',
  '$[?(process.mainModule.require("child_process").execSync("touch /tmp/PWNED"))]',
  '$[`constructor`]',
  '$.plan~',
  '$^',
  '$..plan',
  '$.*',
  '$[0:9]',
  '$.plan()',
  '@string()',
]

/** Strings that have broken one program or another. */
const oddities = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '$.__proto__',
  '$.constructor.prototype',
  '$.__proto__.polluted',
  '$' + '{globalThis.PWNED=1}',
  '#{globalThis.PWNED=1}',
  '{{constructor.constructor("globalThis.PWNED=1")()}}',
  '");globalThis.PWNED=1;("',
  "');globalThis.PWNED=1;//",
  '`;globalThis.PWNED=1;`',
  '*/globalThis.PWNED=1/*',
  '<script>globalThis.PWNED=1</script>',
  'javascript:globalThis.PWNED=1',
  "' OR 1=1 --",
  "'; DROP TABLE credentials; --",
  '::error::forged',
  '\r\n::error file=x,line=1::forged',
  '%0A::warning::forged',
  '##[error]forged',
  '<img src=x onerror="globalThis.PWNED=1">',
  '\u001b]0;title\u0007\u009b31m',
  '\u2066left\u2069\u061c',
  '../../../etc/passwd',
  '..\\..\\windows',
  'a\u0000b',
  '\n\r\t',
  '\u001b[31mred',
  '\u202egnp.exe',
  '\u2028\u2029',
  '\ud800',
  '\u{1f9d1}\u200d\u{1f4bb}',
  '(a+)+$',
  'x'.repeat(100_000),
  '$'.repeat(10_000),
  `$${'.a'.repeat(10_000)}`,
  '',
]

const hostile = [...scripts, ...oddities]
/** Titles of tests must not hold what may break a terminal. */
const numbered = (texts: readonly string[]) => texts.map((text, index) => [index, text] as const)
const facts = factsWith({ 'user.attributes': { plan: 'pro' } })
const nobody = { user: null, device: null }
const isPwned = () => 'PWNED' in globalThis

afterEach(() => {
  Reflect.deleteProperty(globalThis, 'PWNED')
})

/** Every string of a rule folder, one at a time. */
const fields: Readonly<Record<string, (text: string) => Readonly<Record<string, unknown>>>> = {
  fact: (text) => withConditions({ all: [{ fact: text, operator: 'equal', value: 'pro' }] }),
  operator: (text) => withConditions({ all: [{ ...leaf, operator: text }] }),
  path: (text) => withConditions({ all: [{ ...leaf, path: text }] }),
  value: (text) => withConditions({ all: [{ ...leaf, value: text }] }),
  'value in a list': (text) => withConditions({ all: [{ ...leaf, operator: 'in', value: [text] }] }),
  'value.path': (text) =>
    withConditions({ all: [{ ...leaf, value: { fact: 'user.attributes', path: text } }] }),
  params: (text) => withConditions({ all: [{ ...leaf, params: { [text]: text } }] }),
  condition: (text) => withConditions({ condition: text }),
  'a key of a condition': (text) => withConditions({ [text]: [leaf] }),
  version: (text) =>
    withConditions({ all: [{ fact: 'client.osVersion', operator: 'versionBelow', value: text }] }),
  'address range': (text) =>
    withConditions({ all: [{ fact: 'context.ip', operator: 'inIpRange', value: text }] }),
  domain: (text) =>
    withConditions({ all: [{ fact: 'user.emailDomain', operator: 'matchesDomain', value: text }] }),
  name: (text) => withRule({ name: text }),
  description: (text) => withRule({ description: text }),
  owner: (text) => withRule({ owner: text }),
  activeFrom: (text) => withRule({ activeFrom: text }),
  salt: (text) => withRule({ rollout: { percent: 50, salt: text, by: 'user' } }),
  'event type': (text) => withRule({ event: { type: text, params: { reason: 'bot' } } }),
  reason: (text) => withRule({ event: { type: 'fallback', params: { reason: text } } }),
  'event param path': (text) =>
    withRule({ event: { type: 'fallback', params: { reason: { fact: 'user.attributes', path: text } } } }),
  'audience name': (text) => ({
    'audiences.json': `{"audiences":{${JSON.stringify(text)}:{"conditions":{"all":[{"fact":"client.os","operator":"equal","value":"ios"}]}}}}`,
  }),
  'audience fact': (text) => ({
    'audiences.json': { audiences: { a: { conditions: { all: [{ ...leaf, fact: text }] } } } },
  }),
  purpose: (text) => ({ 'step-up.rules.json': { ...rulesFile(), purpose: text } }),
  switch: (text) => ({ 'switches.json': { switches: [{ name: 'a', on: true, reason: 'b', os: text }] } }),
  'fallback method': (text) => ({ 'settings.json': { fallbacks: [text] } }),
  'switch name': (text) => ({ 'switches.json': { switches: [{ name: text, on: true, reason: text }] } }),
  'a key of a switch': (text) => ({
    'switches.json': `{"switches":[{"name":"a","on":true,"reason":"b",${JSON.stringify(text)}:1}]}`,
  }),
  'a key of a rule': (text) => withRule({ [text]: 1 }),
  'a key of an event': (text) =>
    withRule({ event: { type: 'fallback', params: { reason: 'bot', [text]: text } } }),
  'a key of a file': (text) => ({
    'authentication.rules.json': `{${JSON.stringify(text)}:1,${JSON.stringify(rulesFile()).slice(1)}`,
  }),
  'a key that stands twice': (text) => ({
    'switches.json': `{"switches":[],${JSON.stringify(text)}:1,${JSON.stringify(text)}:2}`,
  }),
  'a key of the settings': (text) => ({ 'settings.json': `{${JSON.stringify(text)}:{}}` }),
  'schema address': (text) => ({ 'authentication.rules.json': { $schema: text, ...rulesFile() } }),
  'text that is no JSON': (text) => ({ 'switches.json': `{"switches": [${text}` }),
  'a whole file': (text) => ({ 'authentication.rules.json': text }),
  'a file name': (text) => ({ [`${text}.json`]: '{}' }),
}
const leaf = { fact: 'user.attributes', path: '$.plan', operator: 'equal', value: 'pro' }
const withConditions = (conditions: unknown) => ({
  'authentication.rules.json': rulesFile(ruleWith(conditions)),
})
const withRule = (more: Readonly<Record<string, unknown>>) => ({
  'authentication.rules.json': rulesFile(ruleWith({ all: [leaf] }, more)),
})

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u
/** One command a line, whose properties hold nothing that would end them. */
const annotation = /^::(?:error|warning) file=[^:,]+(?:,line=\d+)?(?:,col=\d+)?,title=[a-z-]+::\S/

describe.each(Object.entries(fields))('a hostile %s', (_, filesWith) => {
  it('is refused or inert, and its message is harmless', async () => {
    for (const text of hostile) {
      const folder = folderWith(filesWith(text))
      for (const { message, help } of checkRuleFolder(folder)) {
        expect(`${message}${help}`).not.toMatch(unprintable)
        expect(message.length).toBeLessThan(400)
      }
      const { policy, problems } = parsePolicy(folder, shippedKnowledge)
      const lines = renderProblems(problems, (_, told) => told, 'rules').split('\n')
      expect(lines.join('')).not.toMatch(unprintable)
      for (const line of lines) expect(line).toMatch(/^(?:error |warning | {2}\S|$)/)
      const annotations = renderAnnotations(problems, 'rules').split('\n')
      expect(annotations.join('')).not.toMatch(unprintable)
      expect(annotations).toHaveLength(problems.length + 1)
      for (const line of annotations.slice(0, -1)) expect(line).toMatch(annotation)
      if (policy !== null) {
        const ruleSet = policy.ruleSets.authentication
        const compiled = ruleSet.evaluate(facts, nobody, 0)
        const { verdict } = await evaluateByReference(ruleSet, facts, nobody, 0)
        expect(compiled).toEqual(verdict)
      }
      expect(isPwned(), text).toBe(false)
      expect(Object.keys(Object.prototype)).toEqual([])
    }
  })
})

describe('a path that is code', () => {
  it.each([...scripts, '$.__proto__', '$.constructor.prototype', ''])(
    '%s is no path for the checker',
    (path) => {
      const folder = folderWith(withConditions({ all: [{ ...leaf, path }] }))
      expect(checkRuleFolder(folder).map(({ kind }) => kind)).toEqual(['bad-path'])
    },
  )

  const engineOf = (condition: Condition, options: ConstructorParameters<typeof Engine>[1]) => {
    const engine = new Engine([], { allowUndefinedFacts: true, ...options })
    engine.addRule({
      name: 'r',
      conditions: { all: [{ ...leaf, ...condition }] },
      event: { type: 'fallback' },
    })
    return engine.run({ ...facts })
  }

  it('runs in json-rules-engine as it comes, and not with our resolver', async () => {
    // jsonpath-plus now refuses the best known ways out of its interpreter, but it still runs what it is given.
    const run = async (options: ConstructorParameters<typeof Engine>[1]) => {
      const attributes = { plan: 'pro', list: ['a'] }
      const engine = new Engine([], options)
      const path = '$[?(@root.list.push("injected"))]'
      engine.addRule({ conditions: { all: [{ ...leaf, path }] }, event: { type: 'fallback' } })
      await engine.run({ 'user.attributes': attributes })
      return attributes.list
    }
    expect(await run({})).toContain('injected')
    expect(await run({ pathResolver: readOwnPath })).toEqual(['a'])
  })
  it('would set off the canary of these tests in json-rules-engine as it comes', async () => {
    const canary = { sung: false }
    const attributes = { plan: 'pro', canary: { sing: () => (canary.sung = true) } }
    const path = '$[?(@root.canary.sing())]'
    const run = async (options: ConstructorParameters<typeof Engine>[1]) => {
      const engine = new Engine([], options)
      engine.addRule({ conditions: { all: [{ ...leaf, path }] }, event: { type: 'fallback' } })
      await engine.run({ 'user.attributes': attributes })
    }
    await run({ pathResolver: readOwnPath })
    expect(canary.sung).toBe(false)
    await run({})
    expect(canary.sung).toBe(true)
  })
  it.each(numbered(hostile))(
    '(number %i) is inert in json-rules-engine with our resolver',
    async (_, path) => {
      await engineOf({ ...leaf, path }, { pathResolver: readOwnPath })
      await engineOf({ ...leaf, value: { fact: 'user.attributes', path } }, { pathResolver: readOwnPath })
      expect(isPwned()).toBe(false)
    },
  )
  it('is inert in the reference evaluator even when nobody has marked its rule as broken', async () => {
    const attributes = { plan: 'pro' }
    const paths = [...hostile, '$[?(_$_v=@root.plan)]', '$[?(@.toString())]', '$..plan', '$[?(@property)]']
    for (const path of paths) {
      const rule = {
        name: 'hostile',
        conditions: { all: [{ ...leaf, path, operator: 'isUnknown', value: true }] },
        event: { type: 'fallback', params: { reason: 'bot' as const } },
      }
      const checked = compileRules({ purpose: 'authentication', rules: [rule] }, 'f', new Map())
      const unchecked = { ...checked, broken: new Map<string, string>() }
      const ask = evaluateByReference(unchecked, factsWith({ 'user.attributes': attributes }), nobody, 0)
      const found = path === '' ? attributes : 'unknown'
      const { trace } = await ask
      expect(trace[0]?.conditions, path.slice(0, 60)).toMatchObject({ conditions: [{ actual: found }] })
      expect(isPwned()).toBe(false)
    }
  })
  it.each(numbered(hostile))('(number %i) is inert in both evaluators without a checker', async (_, path) => {
    for (const conditions of [
      { all: [{ ...leaf, path }] },
      { all: [{ ...leaf, value: { fact: 'user.attributes', path } }] },
    ]) {
      const rule = {
        name: 'hostile',
        conditions,
        event: { type: 'fallback', params: { reason: 'bot' as const } },
      }
      const ruleSet = compileRules({ purpose: 'authentication', rules: [rule] }, 'f', new Map())
      const compiled = ruleSet.evaluate(facts, nobody, 0)
      const { verdict, trace } = await evaluateByReference(ruleSet, facts, nobody, 0)
      expect(compiled.rule).toBeNull()
      expect(compiled).toEqual(verdict)
      expect(trace.map(({ state }) => state)).toEqual(['broken'])
      expect(isPwned()).toBe(false)
    }
  })
})
