import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { buildRuleDiff, type FileDiff, type ValueChange } from '../../../src/core/rules/build-rule-diff.ts'
import { explainRuleDiff } from '../../../src/core/rules/explain-rule-diff.ts'
import { arbitraryRules } from '../../arbitraries/rules.ts'
import { readShippedRules } from '../../shipped-rules.ts'
import { times } from '../../times.ts'

const shipped = readShippedRules()
const words = ['a', 'b', 'c', 'd', 'e', 'f'] as const
const value = fc.oneof(
  fc.integer({ min: 0, max: 3 }),
  fc.constantFrom('x', 'é', null, true),
  fc.constant([1]),
)
const entry = fc.record({ priority: value, conditions: fc.dictionary(fc.constantFrom('all', '~/'), value) })
const named = fc
  .uniqueArray(fc.constantFrom(...words), { maxLength: 6 })
  .chain((names) => fc.tuple(...names.map((name) => entry.map((rest) => ({ name, ...rest })))))
const file = fc.record(
  {
    purpose: fc.constantFrom('authentication', 'step-up'),
    rules: fc.oneof(named, fc.constant([1, 2])),
    audiences: fc.dictionary(fc.constantFrom(...words), entry),
    costs: fc.dictionary(fc.constantFrom('deadEnd', 'a/b', ''), value),
    other: value,
  },
  { requiredKeys: [] },
)
const folder = fc.dictionary(fc.constantFrom('a.rules.json', 'settings.json', 'knowledge/b.json'), file)
type Files = Readonly<Record<string, Readonly<Record<string, unknown>>>>
const folderOf = (files: Files) =>
  new Map(Object.entries(files).map(([path, content]) => [path, JSON.stringify(content)]))

/** What a diff says, done: the other folder must come out. */
function applyDiff(files: Files, diff: readonly FileDiff[]): Record<string, unknown> {
  const result: Record<string, Record<string, unknown>> = structuredClone(files) as never
  for (const { file, kind, changes } of diff) {
    if (kind === 'removed') {
      delete result[file]
      continue
    }
    result[file] ??= {}
    const content = result[file]
    const lists = new Map<string, Map<string, unknown>>()
    const isRecordList = (list: string) => list === 'audiences'
    const entriesOf = (list: string): Map<string, unknown> => {
      const there = content[list]
      const entries =
        lists.get(list) ??
        (isRecordList(list)
          ? new Map(Object.entries((there ?? {}) as object))
          : new Map(((there ?? []) as { name: string }[]).map((one) => [one.name, one])))
      lists.set(list, entries)
      return entries
    }
    const placed: { list: string; name: string; at: number; value: unknown }[] = []
    for (const change of changes) {
      if (change.kind === 'value-changed') set(content, change)
      else if (change.kind === 'entry-removed') entriesOf(change.list).delete(change.name)
      else if (change.kind === 'entry-added') placed.push(change)
      else if (change.kind === 'entry-changed') {
        const one = entriesOf(change.list).get(change.name) as Record<string, unknown>
        for (const part of change.changes) set(one, part)
      }
    }
    for (const change of changes)
      if (change.kind === 'entry-moved') {
        const { list, name, to: at } = change
        placed.push({ list, name, at, value: entriesOf(list).get(name) })
        entriesOf(list).delete(name)
      }
    for (const { list, name, at, value } of placed.sort((a, b) => a.at - b.at)) {
      const order = [...entriesOf(list)]
      order.splice(at, 0, [name, value])
      lists.set(list, new Map(order))
    }
    for (const [list, entries] of lists) {
      if (entries.size === 0 && !changes.some((c) => c.kind === 'value-changed' && c.pointer === `/${list}`))
        content[list] = isRecordList(list) ? {} : []
      if (entries.size > 0)
        content[list] = isRecordList(list) ? Object.fromEntries(entries) : [...entries.values()]
    }
  }
  return result
}

function set(root: Record<string, unknown>, { pointer, to }: ValueChange): void {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
  const last = steps.pop() ?? ''
  let place = root
  for (const step of steps) place = place[step] as Record<string, unknown>
  if (to === undefined) delete place[last]
  else place[last] = to
}

/** Whether a list is there and empty, or not there, is a matter of taste that a diff of entries does not tell. */
const withoutEmpty = (files: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      Object.fromEntries(
        Object.entries(content as object).filter(
          ([key, list]) => !['rules', 'audiences'].includes(key) || Object.keys(list as object).length > 0,
        ),
      ),
    ]),
  )

describe('the diff of two rules folders', () => {
  it('is empty for the same folder', () => {
    expect(buildRuleDiff(shipped, new Map(shipped))).toEqual([])
    expect(explainRuleDiff([])).toEqual([])
  })

  test.prop([folder, folder], times(300))('applied to the first gives the second', (from, to) => {
    const diff = buildRuleDiff(folderOf(from), folderOf(to))
    expect(withoutEmpty(applyDiff(from, diff))).toEqual(withoutEmpty(to))
  })

  test.prop([folder, folder], times(100))(
    'has the same files both ways, and none that are equal',
    (from, to) => {
      const there = buildRuleDiff(folderOf(from), folderOf(to)).map(({ file }) => file)
      const back = buildRuleDiff(folderOf(to), folderOf(from)).map(({ file }) => file)
      expect(there).toEqual(back)
      for (const path of there) expect(from[path]).not.toEqual(to[path])
    },
  )

  test.prop([arbitraryRules, arbitraryRules], times(100))(
    'names every rule that differs, in the text too',
    (a, b) => {
      const folderWith = (rules: typeof a) =>
        new Map([['authentication.rules.json', JSON.stringify({ purpose: 'authentication', rules })]])
      const diff = buildRuleDiff(folderWith(a), folderWith(b))
      const text = explainRuleDiff(diff).join('\n')
      const byName = (rules: typeof a) =>
        new Map(rules.map((rule) => [rule.name, JSON.parse(JSON.stringify(rule))]))
      const [from, to] = [byName(a), byName(b)]
      for (const name of new Set([...from.keys(), ...to.keys()]))
        if (JSON.stringify(from.get(name)) !== JSON.stringify(to.get(name)))
          expect(text).toContain(`\`${name}\` (authentication)`)
    },
  )

  it('is told in words: fields before and after, conditions by their comparisons', () => {
    const path = 'authentication.rules.json'
    const content = JSON.parse(shipped.get(path) ?? '')
    const [first, second] = content.rules
    first.priority = 999
    delete first.description
    first.conditions = {
      all: [{ fact: 'client.os', operator: 'equal', value: 'windows' }, { not: { condition: 'staff' } }],
    }
    const settings = JSON.parse(shipped.get('settings.json') ?? '')
    settings.costs.deadEndSeconds = 99
    const to = new Map(shipped)
      .set(path, JSON.stringify({ ...content, rules: [...content.rules.slice(2), second, first] }))
      .set('settings.json', JSON.stringify(settings))
      .set('switches.json', JSON.stringify({ switches: [{ name: 'off', on: true, reason: 'x' }] }))
    const lines = explainRuleDiff(buildRuleDiff(shipped, to))
    expect(lines.find((line) => line.startsWith(`\`${first.name}\` (authentication): `))).toMatch(
      /priority \d+ -> 999; .*conditions changed:$/,
    )
    expect(lines).toContain('    + client.os equal "windows"')
    expect(lines).toContain('    + not audience `staff`')
    expect(lines).toContainEqual(
      expect.stringMatching(new RegExp(`^\`${second.name}\` .*moved from place 2 to`)),
    )
    expect(lines).toContainEqual(expect.stringMatching(/^settings\.json: costs\.deadEndSeconds \d+ -> 99$/))
    expect(lines).toContain('switch `off`: new, at place 1')
    // Everything else only made room.
    expect(lines.filter((line) => line.includes('moved'))).toHaveLength(2)
  })

  it('tells a file that is only written otherwise, is no JSON, is new or gone', () => {
    const settings = shipped.get('settings.json') ?? ''
    const tell = (text: string | null) => {
      const to = new Map(shipped)
      if (text === null) to.delete('settings.json')
      else to.set('settings.json', text)
      return explainRuleDiff(buildRuleDiff(shipped, to))
    }
    expect(tell(`${settings}\n`)).toEqual(['settings.json: written otherwise, the same meaning'])
    expect(tell('{')).toEqual([
      'settings.json: changed; it is no JSON on one side, so nothing more can be told',
    ])
    expect(tell(null)).toEqual(['settings.json: gone'])
    expect(explainRuleDiff(buildRuleDiff(new Map(), new Map([['x.json', '{}']])))).toEqual([
      'x.json: a new file',
    ])
  })

  it('cannot forge lines of a terminal', () => {
    const rule = { name: 'a\u{1b}[2J', priority: '\u{1b}[31m\u{202e}' }
    const from = new Map([['a.json', JSON.stringify({ rules: [{ name: rule.name }] })]])
    const to = new Map([['a.json', JSON.stringify({ rules: [rule] })]])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
    expect(explainRuleDiff(buildRuleDiff(from, to)).join('')).not.toMatch(/[\u0000-\u001f\u{202e}]/u)
  })
})

describe('what changes of draws', () => {
  const guard = { kpi: 'dead-ends', tolerance: 0.02, minLogins: 500, onFall: 'hold' }
  const draw = { salt: 's', by: 'user' }
  const steps = [
    { at: '2026-05-03T00:00:00Z', percent: 5 },
    { at: '2026-05-10T00:00:00Z', percent: 25 },
  ]
  const [first, second] = steps
  const told = (from: object, to: object, list = 'rules') =>
    explainRuleDiff(
      buildRuleDiff(
        folderOf({ 'a.json': { purpose: 'authentication', [list]: [{ name: 'x', ...from }] } }),
        folderOf({ 'a.json': { purpose: 'authentication', [list]: [{ name: 'x', ...to }] } }),
      ),
    )
  const rollout = (rest: object) => ({ rollout: { ...draw, ...rest } })

  it.each<[object, object, string]>([
    [rollout({ percent: 5 }), rollout({ percent: 25 }), 'share from 5 % to 25 %'],
    [{}, rollout({ percent: 25 }), 'was for everybody; now for 25 % of the users (draw "s")'],
    [
      rollout({ steps }),
      {},
      'was for a growing share of the users (draw "s"): 5 % from 3 May 2026, 00:00 UTC, 25 % from 10 May 2026, 00:00 UTC; now for everybody',
    ],
    [
      rollout({ steps }),
      rollout({ steps: [first, { ...second, percent: 50 }] }),
      'steps were 5 % from 3 May 2026, 00:00 UTC, 25 % from 10 May 2026, 00:00 UTC; now 5 % from 3 May 2026, 00:00 UTC, 50 % from 10 May 2026, 00:00 UTC',
    ],
    [
      rollout({ percent: 5 }),
      rollout({ percent: 5, salt: 't' }),
      'drawn anew, so that other people are in ("s" becomes "t")',
    ],
    [
      rollout({ percent: 5 }),
      rollout({ percent: 5, guard }),
      'was no guard; now held at its share once the share of logins with a dead end is certainly worse by more than 2 % (from 500 logins a side)',
    ],
    [
      { experiment: { name: 'e', variant: 'a' } },
      {},
      'was for those who drew "a" in the experiment "e"; now for everybody',
    ],
    [
      { experiment: { name: 'e', variant: 'a' } },
      { experiment: { name: 'e', variant: 'b' } },
      'for those who drew "b" instead of "a"',
    ],
  ])('is told in words: %j to %j', (from, to, words) => {
    expect(told(from, to)).toEqual([`\`x\` (authentication): ${words}`])
  })

  it('is told of whole steps as well', () => {
    expect(told(rollout({ steps: [first] }), rollout({ steps })).join()).toMatch(
      /25 % from 10 May 2026, 00:00 UTC$/,
    )
    expect(told(rollout({ percent: 5 }), rollout({ steps })).join()).not.toContain('{')
  })

  it('is told of experiments, and of new rules', () => {
    const variants = (percent: number) => [
      { name: 'a', percent: 100 - percent },
      { name: 'b', percent },
    ]
    const trial = (percent: number) => ({ ...draw, variants: variants(percent) })
    expect(told(trial(10), trial(20), 'experiments')).toEqual([
      'experiment `x`: was 90 % "a", 10 % "b"; now 80 % "a", 20 % "b"',
    ])
    const added = (list: string, value: object) =>
      explainRuleDiff(
        buildRuleDiff(
          folderOf({ 'a.json': { [list]: [] } }),
          folderOf({ 'a.json': { [list]: [{ name: 'x', ...value }] } }),
        ),
      )
    expect(added('experiments', trial(10))).toEqual([
      'experiment `x`: new, at place 1: over the users (draw "s"): 90 % "a", 10 % "b"',
    ])
    expect(added('rules', rollout({ percent: 5 }))).toEqual([
      '`x` (a.json): new, at place 1: for 5 % of the users (draw "s")',
    ])
    const dates = { activeFrom: '2026-12-01T00:00:00Z', activeUntil: '2027-01-01T00:00:00Z' }
    expect(added('rules', { priority: 795, ...dates })).toEqual([
      '`x` (a.json): new: priority 795; from 1 December 2026, 00:00 UTC until 1 January 2027, 00:00 UTC',
    ])
    expect(added('rules', { priority: 2, enabled: false, activeFrom: 'soon' })).toEqual([
      '`x` (a.json): new: priority 2; switched off',
    ])
  })

  it('stays as it is written where it is nothing of the kind', () => {
    expect(told(rollout({ percent: 5 }), rollout({ percent: 'many' }))).toEqual([
      '`x` (authentication): rollout.percent 5 -> "many"',
    ])
  })
})
