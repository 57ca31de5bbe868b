import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { decide, readHistory } from '../../src/core/index.ts'
import { readFixtureInput } from '../../src/matrix/run-fixture.ts'
import { noon } from '../../src/proof/arbitraries/history.ts'
import { writeLogin } from '../../src/proof/write-login.ts'
import { decisionInput } from '../arbitraries/decision-input.ts'
import { runHere } from '../cli/run-keywise.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'
import { policyWithEdit } from './policy-with-edit.ts'
import { proofOf } from './proof-of.ts'

const wording = {
  name: 'wording',
  salt: 'w',
  by: 'user' as const,
  variants: [
    { name: 'control', percent: 50 },
    { name: 'bold', percent: 50 },
  ],
}
const boldRule = () => topRule('bolder', { experiment: { name: 'wording', variant: 'bold' } })

const topRule = (name: string, rest: object = {}) => ({
  name,
  priority: 1000,
  event: { type: 'fallback', params: { reason: 'excluded-by-rule' as const } },
  ...rest,
})

describe('a proof', () => {
  it('finds the same with the same seed, and tells how far it is', async () => {
    const policy = policyWithEdit({
      rules: [topRule('stop', { event: { type: 'passkey', params: { reason: 'try-once' } } })],
    })
    const told: number[] = []
    const names = ['dialog-needs-passkey', 'kill-switch']
    const options = { runs: 250, onProgress: ({ done }: { done: number }) => void told.push(done) }
    const first = await proofOf(policy, names, options)
    expect(await proofOf(policy, names, { runs: 250 })).toEqual(first)
    expect(told.length).toBeGreaterThanOrEqual(4)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(JSON.parse(JSON.stringify(first))).toEqual(first)
  })

  it('shows a login that needs a variant with it, so that it can be explained as it is shown', async () => {
    // Everybody but for one in 100,000 draws the other variant.
    const rare = {
      ...wording,
      variants: [
        { name: 'control', percent: 99.999 },
        { name: 'bold', percent: 0.001 },
      ],
    }
    const policy = policyWithEdit({
      rules: [{ ...boldRule(), event: { type: 'passkey', params: { reason: 'try-once' } } }],
      experiments: [rare],
    })
    const { laws: results } = await proofOf(policy, ['dialog-needs-passkey'], { runs: 2_000 })
    const login = results[0]?.counterexample?.login
    if (login === undefined) throw new Error('nothing was found')
    expect(login.request.assignments).toEqual({ wording: 'bold' })
    expect(decide(readFixtureInput(login), policy, Date.parse(login.request.now ?? '')).rule?.name).toBe(
      'bolder',
    )
  })

  it('ends where whoever waits for it has had enough', async () => {
    const onProgress = () => {
      throw new Error('enough')
    }
    await expect(proofOf(shippedPolicy(), ['kill-switch'], { onProgress })).rejects.toThrow('enough')
  })
})

describe('the reach of a rule', () => {
  type Edit = Parameters<typeof policyWithEdit>[0]
  const reachOf = async (rules: NonNullable<Edit['rules']>, name: string, more: Edit = {}) => {
    const policy = policyWithEdit({ rules, ...more })
    const isWanted = ({ rule }: { readonly rule: { readonly name: string } }) => rule.name === name
    return (await proofOf(policy, [], { isWanted })).rules[0]
  }
  const wanted = {
    all: [
      { fact: 'user.attributes', path: '$.plan', operator: 'equal', value: 'gold' },
      { fact: 'user.attributes', path: '$.seats', operator: 'greaterThan', value: 20 },
      { fact: 'user.emailDomain', operator: 'matchesDomain', value: ['bank.example'] },
      { fact: 'context.ip', operator: 'inIpRange', value: '198.51.100.0/24' },
      { fact: 'client.os', operator: 'equal', value: 'ios' },
      { fact: 'user.state', operator: 'equal', value: 'dormant' },
    ],
  }

  it('is found by the conditions of the rule itself: attributes, addresses, dates and a rollout', async () => {
    const rule = topRule('narrow', {
      conditions: wanted,
      rollout: { percent: 0.5, salt: 'narrow', by: 'user' },
      activeFrom: '2027-01-01T00:00:00Z',
      activeUntil: '2027-01-02T00:00:00Z',
    })
    const found = await reachOf([rule], 'narrow')
    expect(found).toMatchObject({ status: 'reached', fixture: null })
    expect(found?.how).toMatch(/ios.*2027-01-01/)
  })

  it('is a fixture where one gets there', async () => {
    expect(await reachOf([], 'used-here')).toMatchObject({ status: 'reached', tries: 0 })
  })

  it('ends at the rule above that takes every login', async () => {
    const found = await reachOf([topRule('everybody')], 'used-here')
    expect(found).toMatchObject({ status: 'not-reached' })
    expect(found?.shadowedBy).toEqual([{ rule: 'everybody', logins: found?.matched }])
    expect(found?.matched).toBeGreaterThan(5)
  })

  it('is not looked for where a rule sleeps', async () => {
    const found = await reachOf([topRule('asleep', { enabled: false })], 'asleep')
    expect(found).toMatchObject({ status: 'asleep', how: 'disabled' })
  })

  const reachUnder = (experiment: object) =>
    reachOf([boldRule()], 'bolder', { experiments: [{ ...wording, ...experiment }] })

  it('is found for a variant, whether or not its experiment has begun', async () => {
    expect(await reachUnder({})).toMatchObject({ status: 'reached' })
    const later = await reachUnder({
      activeFrom: '2027-01-01T00:00:00Z',
      activeUntil: '2027-01-02T00:00:00Z',
    })
    expect(later).toMatchObject({ status: 'reached', fixture: null })
    expect(later?.how).toMatch(/drew bold of wording; authentication at 2027-01-01/)
  })

  it('is not looked for where the experiment is switched off or over', async () => {
    expect(await reachUnder({ enabled: false })).toMatchObject({
      status: 'asleep',
      how: 'its experiment `wording` is disabled',
    })
    expect(await reachUnder({ activeUntil: '2020-01-01T00:00:00Z' })).toMatchObject({
      status: 'asleep',
      how: 'the time of its experiment `wording` was over at 2020-01-01T00:00:00Z',
    })
  })
})

describe('the trial of the compiled rules', () => {
  it('covers the rules of an experiment', async () => {
    const policy = policyWithEdit({ rules: [boldRule()], experiments: [wording] })
    expect((await proofOf(policy, ['evaluators-agree'])).ok).toBe(true)
    const { authentication } = policy.ruleSets
    // What the reference reads: as if it did not know of experiments.
    const rules = authentication.rules.map(({ experiment: _experiment, ...rule }) => rule)
    const deaf = { ...policy, ruleSets: { ...policy.ruleSets, authentication: { ...authentication, rules } } }
    expect(await proofOf(deaf, ['evaluators-agree'])).toMatchObject({
      ok: false,
      laws: [{ counterexample: { what: expect.stringContaining('json-rules-engine: `bolder`') } }],
    })
  })
})

describe('a login written out', () => {
  test.prop([decisionInput], { numRuns: 300 })('asks the same question, but for older successes', (input) => {
    const { headers: _headers, ...signals } = input.signals
    const read = readFixtureInput(writeLogin({ input, now: noon }))
    expect({ ...read, history: null }).toEqual({ ...input, signals, history: null })
    if (input.user === null || input.user.pseudonym === null || input.history === 'unavailable') return
    if (read.history === 'unavailable') throw new Error('the history is there')
    expect(read.history.credentials.map(({ id }) => id)).toEqual(
      input.history.credentials.map(({ id }) => id),
    )
    const again = writeLogin({ input: read, now: noon }).request.history ?? {}
    expect(readHistory(again)).toEqual(read.history)
  })
})

describe('keywise prove', () => {
  const writeFolder = async (edit: (text: string, file: string) => string): Promise<string> => {
    const dir = await mkdtemp(join(tmpdir(), 'keywise-prove-'))
    for (const [file, text] of readShippedRules()) {
      await mkdir(join(dir, file, '..'), { recursive: true })
      await writeFile(join(dir, file), edit(text, file))
    }
    return dir
  }
  const stopEverybody = (text: string, file: string) => {
    if (file !== 'authentication.rules.json') return text
    const content = JSON.parse(text)
    const event = { type: 'fallback', params: { reason: 'excluded-by-rule', passive: 'none' } }
    return JSON.stringify({ ...content, rules: [topRule('stop', { event }), ...content.rules] })
  }

  it('says first that all laws hold', async () => {
    const { code, out, err } = await runHere(['prove', '--law', 'kill-switch', '--runs', '50', '--seed', '3'])
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/^ok: the law holds\nrevision r\w+, 50 logins per law, seed 3\n/)
  })

  it('shows a broken law as a login that explain takes', async () => {
    const dir = await writeFolder(stopEverybody)
    const file = join(dir, '..', `request-${Date.now()}.json`)
    const args = ['prove', dir, '--law', 'last-route-kept', '--seed', '3', '--out', file]
    const { code, out } = await runHere(args)
    expect(code).toBe(3)
    expect(out).toMatch(/^not safe: 1 of 1 law is broken: last-route-kept\n/)
    expect(out).toMatch(/\+ stop +matched/)
    expect(out).toContain('or add `user.fallbackCount` `greaterThan` 0')
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ user: { fallbacks: [] } })
    const explained = await runHere(['explain', file, '--rules', dir])
    expect(explained).toMatchObject({ code: 0, err: '' })
    expect(explained.out).toContain('+ stop')
  })

  it('counts a rule that nobody reaches where that is asked for', async () => {
    const dir = await writeFolder(stopEverybody)
    const args = ['prove', dir, '--rule', 'advice-local', '--seed', '3']
    const plain = await runHere(args)
    expect(plain.code).toBe(0)
    expect(plain.out).toContain('shadowed by `stop`')
    expect((await runHere([...args, '--require-reach'])).code).toBe(3)
  })

  it.each([
    [['--law', 'kill-swich'], 'did you mean `kill-switch`?'],
    [['--rule', 'used-her'], 'did you mean `used-here`?'],
    [['--runs', '0'], '--runs takes a whole number from 1'],
    [['--law', 'kill-switch', '--rule', 'used-here'], 'ask one at a time'],
  ])('refuses %j, and says what would do', async (args, message) => {
    const { code, err } = await runHere(['prove', ...args])
    expect(code).toBe(2)
    expect(err).toContain(message)
  })

  it('proves nothing of a folder that cannot be used', async () => {
    const dir = await writeFolder((text, file) => (file === 'settings.json' ? '{' : text))
    expect((await runHere(['prove', dir])).code).toBe(3)
  })
})
