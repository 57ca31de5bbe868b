import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildOnce, root } from '../end-to-end/build-once.ts'
import { createEmptyFolder, runHere, runKeywise } from './run-keywise.ts'

beforeAll(buildOnce, 120_000)

interface Draft {
  readonly rules: Record<string, unknown>[]
  readonly switches: Record<string, unknown>[]
}

/** A folder with the rules that ship, and changes to two of its files. */
async function copyRules(change: (rules: Draft['rules'], switches: Draft['switches']) => void) {
  const cwd = await createEmptyFolder()
  await cp(join(root, 'rules'), join(cwd, 'rules'), { recursive: true })
  const read = async (file: string): Promise<Draft> =>
    JSON.parse(await readFile(join(cwd, 'rules', file), 'utf8'))
  const [rules, switches] = [await read('authentication.rules.json'), await read('switches.json')]
  change(rules.rules, switches.switches)
  await writeFile(join(cwd, 'rules/authentication.rules.json'), JSON.stringify(rules))
  await writeFile(join(cwd, 'rules/switches.json'), JSON.stringify(switches))
  return cwd
}

describe('the rules in plain words', () => {
  it('come in the order in which they are tried, by hundreds, purpose by purpose', async () => {
    const { code, out, err } = await runKeywise(['explain-rules'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).not.toContain('\u001b')
    expect([...out.matchAll(/^[a-z-]+(?=: [a-z])/gm)].map(([purpose]) => purpose)).toEqual([
      'authentication',
      'registration',
      'step-up',
    ])
    const [authentication = ''] = out.split('\nregistration: ')
    const priorities = [...authentication.matchAll(/^ *(\d+) {2}[a-z]/gm)].map(([, number]) => Number(number))
    expect(priorities.length).toBeGreaterThan(20)
    expect(priorities).toEqual(priorities.toSorted((a, b) => b - a))
    expect(authentication).toContain(
      '\nPriority 900 to 1000\n   990  robots\n        When the client is a robot: ',
    )
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThan(120)
  })

  it('mark what sleeps, tell the owner, and say first which kill switch is on', async () => {
    const event = { type: 'fallback', params: { reason: 'excluded-by-rule' } }
    const cwd = await copyRules((rules, switches) => {
      rules.unshift(
        { name: 'past', priority: 999, activeUntil: '2020-01-01T00:00:00Z', owner: 'login team', event },
        { name: 'future', priority: 999, activeFrom: '2999-01-01T00:00:00Z', event },
        { name: 'off', priority: 999, enabled: false, event },
      )
      switches.push({ name: 'linux', on: true, os: 'linux', reason: 'incident 7' })
    })
    const { code, out } = await runHere(['explain-rules'], { cwd })
    expect(code).toBe(0)
    expect(out).toContain('the kill switch "linux" is on for linux, and beats every rule below: incident 7')
    expect(out).toContain('999  past  (asleep: its dates are over)')
    expect(out).toContain('999  future  (asleep: not begun yet)')
    expect(out).toContain('999  off  (asleep: switched off in the file)')
    expect(out).toContain('        Owner: login team\n')
  })

  it('can be one rule, one purpose, JSON or Markdown', async () => {
    const one = await runHere(['explain-rules', '--rule', 'phone-can-reach', '--json'])
    const { revision, rules } = JSON.parse(one.out)
    expect(revision).toMatch(/^r/)
    expect(rules.map(({ purpose, name }: Record<string, string>) => [purpose, name])).toEqual([
      ['authentication', 'phone-can-reach'],
      ['step-up', 'phone-can-reach'],
    ])
    expect(rules[0]).toMatchObject({
      status: 'in-force',
      action: 'cross-device',
      sentence: expect.any(String),
    })
    const page = await runHere(['explain-rules', 'rules', '--purpose', 'step-up', '--markdown'])
    expect(page.out).toMatch(/^# The rules in plain words\n/)
    expect(page.out).toMatch(/^- \*\*robots\*\* \(990\): When the client is a robot: /m)
    expect(page.out).not.toContain('## authentication')
  })

  it.each([
    [['--purpose', 'stepup'], 'unknown purpose `stepup`; did you mean `step-up`?'],
    [['--rule', 'phone-can-rech'], 'no rule is called `phone-can-rech`; did you mean `phone-can-reach`?'],
    [['--json', '--markdown'], '--json or --markdown, not both'],
  ])('%j is told what to write instead', async (args, message) => {
    const { code, out, err } = await runHere(['explain-rules', ...args])
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(message)
  })

  it('are not told of a folder with errors: those are', async () => {
    const cwd = await copyRules((rules) => {
      rules.unshift({ name: 'a', event: { type: 'fallbak', params: { reason: 'bot' } } })
    })
    const { code, out, err } = await runHere(['explain-rules'], { cwd })
    expect({ code, out }).toEqual({ code: 3, out: '' })
    expect(err).toContain('did you mean `fallback`?')
  })
})
