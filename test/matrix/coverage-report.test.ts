import { describe, expect, it } from 'vitest'
import type { RuleFile } from '../../src/contract/rule-files.ts'
import { buildCoverageReport } from '../../src/matrix/build-coverage-report.ts'
import { countFixtures } from '../../src/matrix/count-fixtures.ts'
import { parseAgain, readShippedRules, shippedPolicy } from '../shipped-rules.ts'
import { loadShippedRun } from './shipped-run.ts'

const { suite: shippedSuite, results } = await loadShippedRun()

const now = Date.parse('2026-11-21T09:00:00Z')
const file = 'authentication.rules.json'

/** The shipped rules with some more at the top, or at the bottom, of those for logins. */
function plant(change: (rules: RuleFile['rules']) => RuleFile['rules']) {
  const folder = new Map(readShippedRules())
  const rules: RuleFile = JSON.parse(folder.get(file) ?? '')
  folder.set(file, JSON.stringify({ ...rules, rules: change(rules.rules) }))
  const { policy, problems } = parseAgain(folder, now)
  if (policy === null) throw new Error(JSON.stringify(problems))
  const { count } = countFixtures(shippedSuite, policy)
  return buildCoverageReport({ policy, folder, now, fixtures: count, recorded: null })
}
const event = { type: 'fallback', params: { reason: 'excluded-by-rule' as const } }
const is = (fact: string, value: unknown) => ({ fact, operator: 'equal', value })
const rule = (name: string, conditions: object[], more: object = {}) =>
  ({ name, priority: 999, conditions: { all: conditions }, event, ...more }) as RuleFile['rules'][number]

describe('rules of which some are good for nothing', () => {
  const report = plant((rules) => [
    rule('nobody-on-earth', [is('client.os', 'linux'), is('client.browser', 'safari')]),
    // Each Firefox is above one of these: no comparison is the same, so no checker can tell.
    rule('desktop-firefox', [is('client.browser', 'firefox')]),
    rule('not-chrome-firefox', [
      { fact: 'client.browser', operator: 'in', value: ['firefox'] },
      { fact: 'client.browser', operator: 'notEqual', value: 'chrome' },
    ]),
    rule('asleep', [is('client.os', 'macos')], { enabled: false }),
    rule('last-year', [is('client.os', 'macos')], { activeUntil: '2025-12-31T00:00:00Z' }),
    ...rules,
  ])
  const names = (list: readonly { readonly rule: string }[]) => list.map((one) => one.rule)

  it('are listed: those that never match', () => {
    expect(names(report.neverMatched)).toContain('nobody-on-earth')
    expect(report.neverMatched.find((one) => one.rule === 'nobody-on-earth')).toMatchObject({
      file,
      pointer: '/rules/0',
      by: ['fixtures'],
      says: expect.stringMatching(
        /^`nobody-on-earth` was reached by [\d,]+ of [\d,]+ fixtures, and its conditions never held$/,
      ),
    })
  })

  it('are listed: those that another always comes before, with that other', () => {
    const found = report.shadowed.find((one) => one.rule === 'not-chrome-firefox')
    expect(found).toMatchObject({ by: ['fixtures'], takenBy: [{ rule: 'desktop-firefox' }] })
    expect(found?.says).toMatch(
      /^`not-chrome-firefox` would have held for [\d,]+ fixtures, and all went to `desktop-firefox`$/,
    )
    // The net at the end is no rule that somebody forgot.
    expect(names(report.shadowed)).not.toContain('otherwise')
  })

  it('are listed: those that are disabled or over', () => {
    expect(report.notInForce.map((one) => [one.rule, one.standing])).toEqual([
      ['asleep', 'disabled'],
      ['last-year', 'over'],
    ])
    expect(names(report.neverMatched)).not.toContain('asleep')
  })

  it('are listed: conditions that always come out the same', () => {
    const always = plant((rules) => [
      rule('firefox', [is('client.browser', 'firefox'), is('purpose', 'authentication')]),
      ...rules,
    ])
    const found = always.conditions.filter((one) => one.rule === 'firefox')
    expect(found).toMatchObject([
      {
        pointer: '/rules/0/conditions/all/1',
        condition: 'purpose equal "authentication"',
        finding: 'never-false',
        by: 'fixtures',
      },
    ])
  })
})

describe('what fixtures win', () => {
  it('is what they win when each is run', () => {
    const policy = shippedPolicy()
    const folder = new Map(readShippedRules())
    const { count } = countFixtures(shippedSuite, policy)
    const report = buildCoverageReport({ policy, folder, now, fixtures: count, recorded: null })
    const wanted = new Map<string, number>()
    for (const { decision } of results) {
      if (decision.rule === undefined) continue
      const key = `${decision.rule.file} ${decision.rule.name}`
      wanted.set(key, (wanted.get(key) ?? 0) + 1)
    }
    for (const one of report.rules) {
      // The floor and broken platforms may overrule what a rule wanted: it is then not named.
      expect(one.fixtures?.won ?? 0, one.rule).toBeGreaterThanOrEqual(
        wanted.get(`${one.file} ${one.rule}`) ?? 0,
      )
    }
    const won = report.rules.reduce((sum, one) => sum + (one.fixtures?.won ?? 0), 0)
    expect(won + count.stopped).toBe(results.length)
  }, 120_000)
})
