import { describe, expect, it } from 'vitest'
import type { ReportKind } from '../../src/contract/report-words.ts'
import type { ReportQueryText } from '../../src/contract/reports.ts'
import { readReportQuery } from '../../src/reports/read-report-query.ts'

const now = Date.parse('2026-11-21T09:00:00Z')
const read = (text: ReportQueryText, kind: ReportKind = 'kpis') => readReportQuery(kind, text, now)

describe('a question for a report', () => {
  it('is about the last 30 days of logins, unless it says otherwise', () => {
    expect(read({})).toEqual({
      query: {
        kind: 'kpis',
        from: Date.parse('2026-10-22T09:00:00Z'),
        to: now,
        purposes: ['authentication'],
        by: [],
        where: {},
        minCount: 5,
        count: 'proven',
      },
    })
    expect(read({}, 'funnel')).toMatchObject({
      query: { purposes: ['authentication', 'registration', 'step-up'] },
    })
  })

  it('names times as dates, instants and days before now, groups in their order, and filters as lists', () => {
    const asked = {
      from: '2026-11-01',
      to: '1d',
      by: 'day, os',
      os: 'ios,macos',
      provider: 'none,iCloud Keychain',
      minCount: '1',
      count: 'observed',
      purpose: 'step-up',
    }
    expect(read(asked)).toEqual({
      query: {
        kind: 'kpis',
        from: Date.parse('2026-11-01T00:00:00Z'),
        to: now - 86_400_000,
        purposes: ['step-up'],
        by: ['day', 'os'],
        where: { os: ['ios', 'macos'], provider: [null, 'iCloud Keychain'] },
        minCount: 1,
        count: 'observed',
      },
    })
    expect(read({ from: '2026-11-01T10:00:00+02:00' })).toMatchObject({
      query: { from: Date.parse('2026-11-01T08:00:00Z') },
    })
  })

  it.each<readonly [ReportQueryText, string, string]>([
    [{ by: 'brwser' }, 'by', '`brwser` is not known; did you mean `browser`?'],
    [{ by: 'os,browser,day' }, 'by', 'takes two at most'],
    [{ by: '' }, 'by', 'must not be empty'],
    [{ os: 'windws' }, 'os', '`windws` is not known; did you mean `windows`?'],
    [{ mode: 'modal,hush' }, 'mode', '`hush` is not known; one of modal, conditional, immediate, none'],
    [{ purpose: 'registration' }, 'purpose', '`registration` is not known; one of authentication, step-up'],
    [{ from: 'yesterday' }, 'from', '`yesterday` is no time; write 2026-11-01, 2026-11-01T09:00:00Z or 7d'],
    [{ from: '2026-02-30' }, 'from', '`2026-02-30` is no time; write 2026-11-01, 2026-11-01T09:00:00Z or 7d'],
    [{ from: '2026-13-01' }, 'from', '`2026-13-01` is no time; write 2026-11-01, 2026-11-01T09:00:00Z or 7d'],
    [{ from: '1d', to: '2d' }, 'from', 'must be before `to`'],
    [{ count: 'provn' }, 'count', '`provn` is not known; did you mean `proven`?'],
    [{ count: 'proven,observed' }, 'count', 'takes one word'],
    [{ minCount: '0' }, 'minCount', '`0` is not a whole number from 1 to 999999'],
    [{ minCount: '5.5' }, 'minCount', '`5.5` is not a whole number from 1 to 999999'],
  ])('is told what is wrong with it: %j', (text, field, message) => {
    expect(read(text)).toEqual({ problems: [{ field, message }] })
  })

  it('is told everything at once, and never repeats more than a word of it', () => {
    const answer = read({ from: 'x'.repeat(400), os: 'y', minCount: 'z' })
    if (!('problems' in answer)) throw new Error('it was taken')
    expect(answer.problems.map(({ field }) => field)).toEqual(['from', 'os', 'minCount'])
    expect(JSON.stringify(answer).length).toBeLessThan(500)
  })
})
