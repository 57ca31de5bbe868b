import { fileURLToPath } from 'node:url'
import { Value } from 'typebox/value'
import { describe, expect, it } from 'vitest'
import { MatrixView } from '../../src/contract/matrix.ts'
import { loadFixtureSuite } from '../../src/files/load-fixture-suite.ts'
import { buildReport } from '../../src/matrix/build-report.ts'
import { rankGrounds } from '../../src/matrix/rank-grounds.ts'
import { renderJunit } from '../../src/matrix/render-junit.ts'
import { runSuite } from '../../src/matrix/run-suite.ts'
import { splitReport } from '../../src/matrix/split-report.ts'
import { summarizeCoverage } from '../../src/matrix/summarize-coverage.ts'
import { findElements, parseXml } from './parse-xml.ts'
import { makeFixture, makeSuite, shippedPolicy } from './small-suite.ts'

const wrong = makeFixture({
  id: 'wrong',
  title: 'a title with <b>, & and "quotes"',
  because: 'a bell \u0007, half a pair \ud800, an emoji 🔑 and the end of a section ]]>',
  expect: { support: { hybridClient: true }, action: 'cross-device' },
})
const run = await runSuite(
  makeSuite([makeFixture({}), wrong, makeFixture({ id: 'gap', expect: { reason: 'no-passkey' } })], {
    knownGaps: new Map([['gap', 'not repaired yet']]),
  }),
  shippedPolicy,
)

describe('a JUnit report', () => {
  const xml = renderJunit({ ...run, problems: ['other.json: not JSON'] }, shippedPolicy)
  const root = parseXml(xml)

  it('counts what it holds', () => {
    expect(root.attributes).toMatchObject({ tests: '4', failures: '1', errors: '1', skipped: '1' })
    const suites = findElements(root, 'testsuite')
    expect(suites.map(({ attributes }) => attributes.name)).toEqual([
      'platforms/linux/firefox.json',
      'unreadable',
    ])
    for (const suite of suites) {
      const own = findElements(suite, 'testcase')
      expect(suite.attributes.tests).toBe(String(own.length))
      expect(suite.attributes.failures).toBe(String(findElements(suite, 'failure').length))
      expect(suite.attributes.skipped).toBe(String(findElements(suite, 'skipped').length))
      expect(suite.attributes.errors).toBe(String(findElements(suite, 'error').length))
    }
  })

  it('says of each case where it stands, what it is called and how long it took', () => {
    const [first] = findElements(root, 'testcase')
    expect(first?.attributes).toMatchObject({
      classname: 'platforms.linux.firefox',
      name: 'one: Firefox on Linux',
    })
    expect(Number(first?.attributes.time)).toBeGreaterThanOrEqual(0)
  })

  it('tells why a case fails, with source and statements, whatever characters that takes', () => {
    const [failure] = findElements(root, 'failure')
    expect(failure?.attributes.message).toContain('support.hybridClient: expected true, got false')
    expect(failure?.text).toContain(
      'a bell \ufffd, half a pair \ufffd, an emoji 🔑 and the end of a section ]]>',
    )
    expect(failure?.text).toContain('source:  this test')
    expect(failure?.text).toMatch(/hybridClient false: rules\/knowledge\/platforms\/linux\.json#\S+ \(high; /)
    const [, name] = findElements(root, 'testcase')
    expect(name?.attributes.name).toBe('wrong: a title with <b>, & and "quotes"')
  })

  it('skips a known gap, with the reason', () => {
    const [skipped] = findElements(root, 'skipped')
    expect(skipped?.attributes.message).toBe('known gap: not repaired yet')
  })
})

describe('a report in parts', () => {
  it('is the report', () => {
    const many = Array.from({ length: 9 }, () => run.results).flat()
    const whole = buildReport(many, ['a problem'], shippedPolicy)
    const parts = [...splitReport(many, ['a problem'], shippedPolicy)]
    expect(parts.length).toBeGreaterThan(4)
    const text = parts.join('')
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(whole)))
    expect([...Value.Errors(MatrixView, JSON.parse(text))]).toEqual([])
  })

  it('and the run before it stop for others again and again, and never for long', async () => {
    const { suite } = await loadFixtureSuite(fileURLToPath(new URL('../../fixtures', import.meta.url)))
    const begin = performance.now()
    let last = begin
    let longest = 0
    const note = () => {
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }
    const { results, problems } = await runSuite(suite, shippedPolicy, note)
    for (const _part of splitReport(results, problems, shippedPolicy)) note()
    // A share of the whole, because a busy machine makes all of it slow; a tenth leaves room for the garbage collector.
    expect(longest).toBeLessThan((last - begin) / 10)
  })

  it('may be empty', () => {
    const text = [...splitReport([], [], shippedPolicy)].join('')
    expect(JSON.parse(text)).toMatchObject({ total: 0, fixtures: [] })
  })
})

describe('coverage', () => {
  const { results } = run
  const covered = (ids: readonly string[]) =>
    summarizeCoverage(
      results.filter(({ fixture }) => ids.includes(fixture.id)),
      shippedPolicy,
    )

  it('counts a rule where it wins and a reason where it is expected', () => {
    const { rules, reasons } = covered(['one'])
    expect(rules.hit).toBe(1)
    expect(reasons.missed).not.toContain('no-conditional')
    expect(reasons.hit).toBe(1)
    expect(rules.missed.length).toBe(rules.total - 1)
  })

  it('counts a statement only where the fixture expects what it settles', async () => {
    const expectations = {
      answer: { reason: 'no-conditional' },
      feature: { support: { hybridClient: false } },
      other: { support: { webauthn: true } },
      platform: { platform: { os: 'linux' } },
    } as const
    const fixtures = Object.entries(expectations).map(([id, expected]) =>
      makeFixture({ id, expect: expected }),
    )
    const { results: all } = await runSuite(makeSuite(fixtures), shippedPolicy)
    const [ref = ''] = all
      .flatMap(({ grounds }) => grounds)
      .filter(({ what }) => what === 'hybridClient')
      .map((ground) => ground.ref)
    const hitting = all.filter(
      (result) => !summarizeCoverage([result], shippedPolicy).statements.missed.includes(ref),
    )
    expect(hitting.map(({ fixture }) => fixture.id)).toEqual(['answer', 'feature'])
  })

  it('counts the statement on a provider whose reach is expected, and no other', async () => {
    const fixture = makeFixture({ expect: { reach: { bitwarden: 'conditional' } } })
    const { results: all } = await runSuite(makeSuite([fixture]), shippedPolicy)
    const told = all.flatMap(({ grounds }) => grounds).find(({ what }) => what === 'reach.bitwarden')
    const { missed } = summarizeCoverage(all, shippedPolicy).statements
    expect(missed).not.toContain(told?.ref)
    expect(missed.filter((ref) => ref.includes('providers.json')).length).toBeGreaterThan(20)
  })
})

describe('the statements behind a mismatch', () => {
  const failing = run.results.find(({ fixture }) => fixture.id === 'wrong')
  const groundsOf = (what: string) => {
    const mismatch = failing?.mismatches.find((one) => one.what === what)
    return failing && mismatch ? rankGrounds(mismatch, failing).map((ground) => ground.what) : []
  }

  it('are exactly the one of a feature', () => {
    expect(groundsOf('support.hybridClient')).toEqual(['hybridClient'])
  })

  it('begin with what the reason hangs on', () => {
    expect(groundsOf('action')[0]).toBe('conditionalGet')
    expect(groundsOf('action').length).toBeGreaterThan(3)
  })
})
