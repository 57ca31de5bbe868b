import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import type { KpiReport } from '../../src/contract/reports.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { decisionRecord, outcomeRecord, reduceAlone, siteKey, userOf } from '../store/records.ts'
import { createEmptyFolder, runHere } from './run-keywise.ts'

const dir = mkdtempSync(join(tmpdir(), 'keywise-report-'))
const file = join(dir, 'keywise.sqlite')
/** Stays open: a service runs while the reports are made. */
const store = createSqliteStore({ file, siteKey })

// Ten people have logged in with a passkey on a Mac just now, and six have cancelled on an iPhone that knows them. Long
// before, a page said that somebody had logged in on Windows.
beforeAll(async () => {
  for (let n = 0; n < 16; n++) {
    const user = userOf(`user-${n}`).pseudonym
    const os = n < 10 ? 'macos' : 'ios'
    const at = Date.now() - 60_000
    const deviceProven = n >= 10
    const decision = decisionRecord(`d-${n}`, user, {
      at,
      os,
      rule: 'used-here',
      mode: 'modal',
      deviceProven,
    })
    const failed = { result: 'failure', classified: 'cancelled' } as const
    await store.saveOutcome(outcomeRecord(decision.id, user, n < 10 ? {} : failed), reduceAlone, decision)
  }
  const old = decisionRecord('d-old', null, {
    at: Date.now() - 40 * 86_400_000,
    os: 'windows',
    mode: 'modal',
  })
  await store.saveOutcome(outcomeRecord(old.id, null, { proven: false }), reduceAlone, old)
  return async () => {
    await store.close()
    rmSync(dir, { recursive: true })
  }
})
const report = (...args: readonly string[]) => runHere(['report', ...args, '--data-dir', dir])

describe('keywise report', () => {
  it('tells the figures of the last 30 days, each with its count and interval', async () => {
    const { code, out, err } = await report()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('16 decisions: 0 about the device alone, 0 to known browsers, 16 to back ends')
    expect(out).toContain('decisions are kept for 400 days')
    expect(out).toMatch(/^completed +62\.5 % +10 +16 +38\.6 to 81\.5$/m)
    expect(out).toMatch(/^passkey +10 +900 ms +900 ms +900 ms$/m)
  })

  it('tells groups, and explains the figures where asked to', async () => {
    const { out } = await report('kpis', '--by', 'os', '--explain')
    expect(out).toMatch(/^macos +10 .*100\.0 % of 10 \(72 to 100\)/m)
    expect(out).toMatch(/^ios +6 /m)
    expect(out).toContain('dead-ends: how often a dialog')
  })

  it('is data as JSON and CSV', async () => {
    const json: KpiReport = JSON.parse((await report('--json', '--os', 'ios', '--from', '7d')).out)
    expect(json).toMatchObject({ report: 'kpis', where: { os: ['ios'] }, total: { decisions: 6 } })
    const csv = (await report('funnel', '--format', 'csv', '--by', 'rule')).out
    expect(csv.split('\r\n').slice(0, 2)).toEqual([
      'rule,section,figure,count,of,rate,low,high',
      '(all),,decisions,16,,,,',
    ])
    expect((await report('calibration')).out).toMatch(/^0\.2 to 0\.3 +16 +25\.0 % +62\.5 %/m)
  })

  it('leaves out what nobody has proven, and counts it where asked to', async () => {
    const asked = ['--from', '60d', '--os', 'windows', '--min-count', '1']
    const proven = (await report(...asked)).out
    expect(proven).toContain('1 report was not counted: nobody has proven it')
    expect(proven).toMatch(/^started +0\.0 % +0 +1 /m)
    const observed = (await report(...asked, '--count', 'observed')).out
    expect(observed).toContain('all that was observed is counted; of it, nobody has proven 1 (successes: 1')
    expect(observed).toMatch(/^completed +100\.0 % +1 +1 /m)
  })

  it('withholds what is about too few people, unless told otherwise', async () => {
    expect((await report('--os', 'ios', '--min-count', '7')).out).toContain('fewer than 7 people')
    expect((await report('--os', 'ios', '--min-count', '6')).out).toMatch(/^started +100\.0 %/m)
  })

  it('changes nothing in the database, which somebody else writes meanwhile', async () => {
    // Of one connection: a number that changes as soon as another one has written.
    const watcher = new Database(file, { readonly: true })
    const version = () => watcher.pragma('data_version', { simple: true })
    const before = version()
    expect((await report('--by', 'day')).code).toBe(0)
    expect(version()).toBe(before)
    await store.saveUser(userOf('somebody'), {})
    expect(version()).not.toBe(before)
    watcher.close()
  })

  it.each([
    [['kpi'], 'unknown report `kpi`; did you mean `kpis`?'],
    [['--by', 'brwser'], '--by: `brwser` is not known; did you mean `browser`?'],
    [['--count', 'provn'], '--count: `provn` is not known; did you mean `proven`?'],
    [['--min-count', 'x'], '--min-count: `x` is not a whole number'],
    [['--format', 'cvs'], 'unknown format `cvs`; did you mean `csv`?'],
    [['--json', '--format', 'csv'], '`--json` and `--format csv` do not go together'],
    [['--form', '7d'], 'unknown option `--form`; did you mean `--from`?'],
    [['--from', 'soon', '--os', 'x'], '--from: `soon` is no time'],
  ])('says what is wrong, and nothing else: %j', async (args, message) => {
    const { code, out, err } = await report(...args)
    expect(err).toContain(message)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })

  it('makes no database where there is none, and says what to do about an old one', async () => {
    const empty = await createEmptyFolder()
    const missing = await runHere(['report', '--data-dir', empty])
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('there is no database at')])
    new Database(join(empty, 'keywise.sqlite')).exec('create table t (a)').close()
    const old = await runHere(['report', '--data-dir', empty])
    expect([old.code, old.err]).toEqual([2, expect.stringContaining('`keywise migrate`')])
  })

  it('shows how it is used', async () => {
    const { code, out } = await runHere(['report', '--help'])
    expect(code).toBe(0)
    expect(out).toContain('keywise report funnel --purpose registration --by day --format csv')
  })
})
