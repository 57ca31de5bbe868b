import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allReasons } from '../../../src/contract/words.ts'
import { readPointer, stepsOf } from '../../../src/core/documents/json-pointer.ts'
import { factNames } from '../../../src/core/facts/catalogue.ts'
import { checkRules } from '../../../src/core/rules/check-rules.ts'
import { operatorNames } from '../../../src/core/rules/operators.ts'
import { parsePolicy } from '../../../src/core/rules/parse-policy.ts'
import { readShippedRules } from '../../shipped-rules.ts'
import { isTorture } from '../../times.ts'
import { exampleNow, listRuleFileExamples } from './rule-file-examples.ts'
import { shippedKnowledge } from './rule-folders.ts'

const shipped = new Map([...readShippedRules()].filter(([path]) => !path.includes('/')))
const files = [...shipped.keys()]
const check = (folder: ReadonlyMap<string, string>) => parsePolicy(folder, shippedKnowledge, exampleNow)

interface Spot {
  readonly pointer: string
  readonly key: string
  readonly value: unknown
}

/** Every place of a document, with what stands there. */
function listSpots(value: unknown, pointer = ''): readonly Spot[] {
  const key = stepsOf(pointer).at(-1) ?? ''
  const here = { pointer, key, value }
  if (typeof value !== 'object' || value === null) return [here]
  return [here, ...Object.entries(value).flatMap(([step, part]) => listSpots(part, `${pointer}/${step}`))]
}

/** The text of a document with one place changed; `undefined` takes it away. */
function edit(text: string, pointer: string, change: (value: unknown) => unknown): string {
  const document: unknown = JSON.parse(text)
  const steps = stepsOf(pointer)
  const last = steps.at(-1)
  const around = readPointer(document, pointer.slice(0, pointer.lastIndexOf('/'))) as Record<string, unknown>
  if (last !== undefined) around[last] = change(around[last])
  return JSON.stringify(document, null, 2)
}

const spotsOf = new Map(files.map((file) => [file, listSpots(JSON.parse(shipped.get(file) ?? ''))]))
const places = files.flatMap((file) => (spotsOf.get(file) ?? []).map((spot) => ({ file, ...spot })))
const isIn = (key: string) => (place: (typeof places)[number]) => place.key === key
const isText = (place: (typeof places)[number]) => typeof place.value === 'string'
const isRule = ({ pointer }: Spot) => /^\/rules\/\d+$/.test(pointer)
const isCondition = ({ pointer, value }: Spot) =>
  pointer.includes('/conditions') && typeof value === 'object' && value !== null && 'fact' in value

/** How a hand slips: two letters swapped, one left out, one too many, one wrong. */
const slip = (word: string, seed: number): string => {
  const at = seed % word.length
  const cut = (from: number, to: number, put: string) => word.slice(0, from) + put + word.slice(to)
  const swapped = cut(at, at + 2, `${word[at + 1] ?? ''}${word[at] ?? ''}`)
  const slips = [swapped, cut(at, at + 1, ''), cut(at, at, word[at] ?? ''), cut(at, at + 1, 'x')]
  const chosen = slips[Math.floor(seed / 7) % slips.length] ?? ''
  return chosen === word || chosen === '' ? `${word}x` : chosen
}

type Mutator = (seed: number) => { readonly what: string; readonly folder: ReadonlyMap<string, string> }
const mutate =
  (
    what: string,
    fits: (place: (typeof places)[number]) => boolean,
    change: (value: unknown, seed: number) => unknown,
  ): Mutator =>
  (seed) => {
    const fitting = places.filter(fits)
    const place = fitting[seed % fitting.length]
    if (place === undefined) throw new Error(`nothing to ${what}`)
    const text = edit(shipped.get(place.file) ?? '', place.pointer, (value) => change(value, seed))
    return { what: `${what}: ${place.file}#${place.pointer}`, folder: new Map(shipped).set(place.file, text) }
  }
const cutText: Mutator = (seed) => {
  const file = files[seed % files.length] ?? ''
  const text = (shipped.get(file) ?? '').trimEnd()
  return {
    what: `cut ${file}`,
    folder: new Map(shipped).set(file, text.slice(0, (seed * 7919) % text.length)),
  }
}
const insertText: Mutator = (seed) => {
  const file = files[seed % files.length] ?? ''
  const text = shipped.get(file) ?? ''
  // At the end of a line, where none of these belongs: never inside a text.
  const ends = [...text.matchAll(/[,{[]\n/g)].map(({ index }) => index + 1)
  const at = ends[seed % ends.length] ?? 0
  const put = ['// remark\n', ',', '}', "'", '\u201c', '\u0000', '=', 'undefined,'][seed % 8] ?? ''
  return {
    what: `insert ${put} in ${file}`,
    folder: new Map(shipped).set(file, text.slice(0, at) + put + text.slice(at)),
  }
}

const mutators: readonly Mutator[] = [
  mutate('misspell a fact', isIn('fact'), (word, seed) => slip(String(word), seed)),
  mutate('misspell an operator', isIn('operator'), (word, seed) => slip(String(word), seed)),
  mutate(
    'misspell a reason',
    (place) => isIn('reason')(place) && place.pointer.includes('/params/'),
    (word, seed) => slip(String(word), seed),
  ),
  mutate('misspell an action', isIn('type'), (word, seed) => slip(String(word), seed)),
  mutate(
    'misspell a purpose',
    (place) => place.pointer === '/purpose',
    (word, seed) => slip(String(word), seed),
  ),
  mutate('misspell a mode', isIn('mode'), (word, seed) => slip(String(word), seed)),
  mutate('put an object for a text', isText, () => ({ a: 1 })),
  mutate('put a list for a rule', isRule, () => []),
  mutate('add a key to a rule', isRule, (rule, seed) => ({ ...(rule as object), [`key-${seed}`]: seed })),
  mutate('add a key to a condition', isCondition, (leaf) => ({ ...(leaf as object), or: [] })),
  mutate(
    'empty a list of conditions',
    (place) => ['all', 'any'].includes(place.key),
    () => [],
  ),
  mutate('have all and any', isIn('conditions'), (conditions) => ({
    ...(conditions as object),
    all: [],
    any: [],
  })),
  mutate(
    'take a name away',
    (place) => isRule(place),
    (rule) => ({ ...(rule as object), name: undefined }),
  ),
  mutate(
    'take an event away',
    (place) => isRule(place),
    (rule) => ({ ...(rule as object), event: undefined }),
  ),
  mutate('take an operator away', isCondition, (leaf) => ({ ...(leaf as object), operator: undefined })),
  mutate('compare with an object', isCondition, (leaf) => ({
    ...(leaf as object),
    value: { fact: 'client.os' },
  })),
  mutate('use a path', isCondition, (leaf) => ({ ...(leaf as object), path: '$..[?(@.a)]' })),
  mutate('name an audience there is none of', isIn('conditions'), () => ({ condition: 'nowhere' })),
  mutate('a priority too high', isRule, (rule, seed) => ({ ...(rule as object), priority: 1001 + seed })),
  mutate('a date in no calendar', isRule, (rule) => ({
    ...(rule as object),
    activeUntil: '2026-13-01T00:00:00Z',
  })),
  mutate('dates reversed', isRule, (rule) => ({
    ...(rule as object),
    activeFrom: '2027-02-01T00:00:00Z',
    activeUntil: '2027-01-01T00:00:00Z',
  })),
  mutate(
    'a name twice',
    ({ pointer }) => pointer === '/rules',
    (rules) => [...(rules as object[]), (rules as object[])[0]],
  ),
  mutate(
    'no catch-all',
    ({ pointer }) => pointer === '/rules',
    (rules) => (rules as object[]).slice(0, -1),
  ),
  mutate(
    'a setting below zero',
    ({ file, value }) => file === 'settings.json' && typeof value === 'number',
    () => -1,
  ),
  mutate(
    'a setting away',
    ({ file, pointer }) =>
      file === 'settings.json' &&
      /^\/[a-z]+$/i.test(pointer) &&
      pointer !== '/breaker' &&
      pointer !== '/$schema',
    () => undefined,
  ),
  cutText,
  insertText,
]

const count = isTorture ? 5000 : 230
const seeds = fc.sample(fc.nat({ max: 1_000_000 }), { numRuns: count, seed: 20_261_121 })
const bad = seeds.map((seed, index) => {
  const { what, folder } = (mutators[index % mutators.length] ?? cutText)(seed)
  return { what, folder, ...check(folder) }
})

describe('bad rule files', () => {
  it('are all refused, each with a file and a place in it', () => {
    let told = 0
    for (const { what, folder, policy, problems } of bad) {
      expect(policy === null, what).toBe(true)
      const errors = problems.filter(({ severity }) => severity === 'error')
      expect(errors.length, what).toBeGreaterThan(0)
      for (const { file, line, column, message, help } of errors) {
        expect(folder.has(file), what).toBe(true)
        expect(line, what).toBeGreaterThan(0)
        expect(column, what).toBeGreaterThan(0)
        expect(message, what).toBeTruthy()
        expect(help, what).toBeTruthy()
      }
      told++
    }
    expect(told).toBeGreaterThanOrEqual(200)
  })
  it('are told at the line that was changed', () => {
    const file = 'authentication.rules.json'
    const text = shipped.get(file) ?? ''
    const lines = text.split('\n')
    for (const [index, line] of lines.entries()) {
      const fact = /"fact": "([\w.]+)"/.exec(line)
      if (fact === null) continue
      const broken = lines.with(index, line.replace(fact[1] ?? '', 'client.xyzzy')).join('\n')
      const [problem] = check(new Map(shipped).set(file, broken)).problems
      expect(problem).toMatchObject({ kind: 'unknown-fact', line: index + 1 })
      expect(problem?.column).toBe(line.indexOf(`"${fact[1]}"`) + 1)
      if (index > 60 && !isTorture) break
    }
  })
  it('are refused by the same kinds as the examples show', () => {
    const kinds = new Set(bad.flatMap(({ problems }) => problems.map(({ kind }) => kind)))
    const examples = new Set(listRuleFileExamples('invalid').map(({ kind }) => kind))
    for (const kind of kinds) expect(examples).toContain(kind)
    expect(kinds.size).toBeGreaterThan(15)
  })
})

/** Every way a hand slips in a word. */
function listSlips(word: string): readonly string[] {
  const slips = new Set<string>()
  for (let at = 0; at < word.length; at++) {
    slips.add(word.slice(0, at) + word.slice(at + 1))
    slips.add(word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2))
    slips.add(word.slice(0, at) + word[at] + word.slice(at))
    slips.add(`${word.slice(0, at)}x${word.slice(at + 1)}`)
  }
  slips.add(word.toUpperCase())
  return [...slips].filter((slip) => slip !== word && slip !== '')
}

const valuesOf = (key: string): readonly string[] => [
  ...new Set(places.filter((place) => isIn(key)(place) && isText(place)).map(({ value }) => String(value))),
]
const audienceNames: readonly string[] = ['internal-users', 'beta-testers', 'office-network']
const kindsOfWords = [
  { key: 'fact', words: factNames as readonly string[], written: valuesOf('fact') },
  { key: 'operator', words: operatorNames, written: valuesOf('operator') },
  {
    key: 'reason',
    words: allReasons as readonly string[],
    written: valuesOf('reason').filter((word) => allReasons.some((reason) => reason === word)),
  },
  { key: 'condition', words: audienceNames, written: audienceNames },
] as const

describe('a typing error in a word', () => {
  it.each(kindsOfWords)(
    'of the kind $key is answered with the word that was meant',
    ({ key, words, written }) => {
      let asked = 0
      let right = 0
      const wrong: string[] = []
      for (const word of written) {
        for (const typed of listSlips(word)) {
          if (words.some((one) => one === typed)) continue
          asked++
          if (suggestionFor(key, typed) === word) right++
          else wrong.push(`${typed} for ${word}`)
        }
      }
      expect(asked).toBeGreaterThan(30)
      expect(right / asked, `${right} of ${asked} are right; wrong: ${wrong.join(', ')}`).toBeGreaterThan(
        0.98,
      )
    },
  )
})

const conditionsOf = (leaf: object) => ({ all: [leaf] })
/** The word a check names first for what was typed. */
function suggestionFor(key: 'fact' | 'operator' | 'reason' | 'condition', typed: string): string | undefined {
  const leaf = { fact: 'user.attributes', path: '$.plan', operator: 'equal', value: 'pro' }
  const reason = key === 'reason' ? typed : 'excluded-by-rule'
  const conditions =
    key === 'condition'
      ? { condition: typed }
      : conditionsOf(key === 'reason' ? leaf : { ...leaf, [key]: typed })
  const rules = [
    { name: 'tried', conditions, event: { type: 'fallback', params: { reason } } },
    { name: 'otherwise', event: { type: 'fallback', params: { reason: 'no-rule-matched' } } },
  ]
  const file = { purpose: 'authentication', rules }
  const [problem] = checkRules(file, 'f', audienceNames, new Map()).problems
  return /`([^`]+)`/.exec(problem?.help ?? '')?.[1]
}
