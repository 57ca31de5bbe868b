import { describe, expect, it } from 'vitest'
import { renderCount, renderTime } from '../../src/reports/render-figures.ts'
import { renderReportCsv } from '../../src/reports/render-report-csv.ts'
import { renderReportText } from '../../src/reports/render-report-text.ts'
import { failure, observed, reportOn, success } from './observed.ts'

const plain = (_style: 'bold' | 'dim', text: string) => text
const decisions = [
  ...Array.from({ length: 3 }, () => observed({}, [success('passkey', { elapsedMs: 1500 })])),
  observed({ os: 'ios', rule: '=HYPERLINK("x"), and more' }, [failure('cancelled')]),
]

describe('a report as text', () => {
  it('tells each figure with what it is of and how sure it is, in columns', () => {
    const text = renderReportText(reportOn(decisions, { kind: 'kpis' }), plain, false)
    expect(text).toContain('kpis: authentication\n2026-11-01 up to 2026-12-01 (UTC)\n4 decisions: 0 about')
    expect(text).toMatch(/^completed +75\.0 % +3 +4 +30\.1 to 95\.4$/m)
    expect(text).toMatch(/^passkey +3 +1\.5 s +1\.5 s +1\.5 s$/m)
    expect(text).toMatch(/^cancelled +client +1$/m)
    const lines = text.split('\n')
    const table = lines.slice(
      lines.findIndex((line) => line.startsWith('figure')),
      lines.findIndex((line) => line.startsWith('errors-unknown')),
    )
    // Right-aligned: what a column is called ends where its figures end.
    const end = (line: string) => line.indexOf(' of ') + 3
    expect(table[1]?.slice(0, end(table[0] ?? '')).endsWith('4')).toBe(true)
  })

  it('tells groups one a line, and explains where it is asked to', () => {
    const report = reportOn(decisions, { kind: 'kpis', by: ['os'] })
    const text = renderReportText(report, plain, true)
    expect(text).toMatch(/^macos +3 +100\.0 % of 3 \(44 to 100\)/m)
    expect(text).toContain('dead-ends: how often a dialog')
    expect(renderReportText(report, plain, false)).not.toContain('how often a dialog')
  })

  it('says what it does not count, and what it counts although nobody has proven it', () => {
    const forged = [
      ...decisions,
      observed({}, [success('passkey', { proven: false })]),
      observed({}, [failure(), failure('unknown')], { vouched: false }),
    ]
    const tell = (some: typeof forged, count: 'proven' | 'observed') =>
      renderReportText(reportOn(some, { kind: 'kpis', count }), plain, false)
    expect(tell(decisions, 'proven')).not.toContain('proven them')
    expect(tell(forged, 'proven')).toContain(
      '3 reports were not counted: nobody has proven them (successes: 1, failures: 2)\n',
    )
    expect(tell(forged.slice(0, -1), 'proven')).toContain('1 report was not counted: nobody has proven it (')
    expect(tell(forged, 'observed')).toContain(
      'all that was observed is counted; of it, nobody has proven 3 (successes: 1, failures: 2)\n',
    )
    const csv = (count: 'proven' | 'observed') => renderReportCsv(reportOn(forged, { kind: 'kpis', count }))
    expect(csv('proven')).toContain('(all),unproven left out,successes,1,,,,\r\n')
    expect(csv('observed')).toContain('(all),unproven counted,failures,2,,,,\r\n')
  })

  it('says that it withholds, and that there is nothing', () => {
    expect(renderReportText(reportOn(decisions, { kind: 'kpis', minCount: 5 }), plain, false)).toContain(
      'fewer than 5 people stand behind this',
    )
    expect(renderReportText(reportOn([], { kind: 'calibration' }), plain, false)).toContain(
      'no decision is on record',
    )
  })

  it('tells funnels and calibration', () => {
    const skipped = observed({ action: 'skip' }, [], { purpose: 'registration', reason: 'cooldown' })
    const funnel = renderReportText(reportOn([...decisions, skipped], { kind: 'funnel' }), plain, false)
    expect(funnel).toMatch(/^local +4 +0 +4 +3 +3 +100\.0 % +75\.0 %$/m)
    expect(funnel).toMatch(/^cooldown +1$/m)
    const calibration = renderReportText(reportOn(decisions, { kind: 'calibration' }), plain, false)
    expect(calibration).toMatch(/^0\.9 to 1\.0 +4 +90\.0 % +75\.0 % +30\.1 to 95\.4$/m)
  })

  it('says where estimates say too much', () => {
    const failed = Array.from({ length: 20 }, () => observed({}, [failure()]))
    const text = renderReportText(reportOn(failed, { kind: 'calibration' }), plain, false)
    expect(text).toContain('says too much')
  })

  it('writes numbers as people read them', () => {
    expect([0, 999, 1000, 1_234_567].map(renderCount)).toEqual(['0', '999', '1,000', '1,234,567'])
    expect([0, 999, 1000, 119_999, 120_000].map(renderTime)).toEqual([
      '0 ms',
      '999 ms',
      '1.0 s',
      '120.0 s',
      '2.0 min',
    ])
  })
})

describe('a report as CSV', () => {
  it('has one figure a line, the total first', () => {
    const lines = renderReportCsv(reportOn(decisions, { kind: 'kpis', by: ['os'] })).split('\r\n')
    expect(lines[0]).toBe('os,section,figure,count,of,rate,low,high')
    expect(lines[1]).toBe('(all),,decisions,4,,,,')
    expect(lines).toContain('macos,time passkey,p50Ms,1500,,,,')
    expect(lines.find((line) => line.startsWith('ios,kpi,completed'))).toMatch(
      /^ios,kpi,completed,0,1,0,0,0\.79/,
    )
    expect(new Set(lines.slice(0, -1).map((line) => line.split(',').length))).toEqual(new Set([8]))
  })

  it('is no program: what looks like a formula is text, and quotes are doubled', () => {
    const csv = renderReportCsv(reportOn(decisions, { kind: 'kpis', by: ['rule'] }))
    expect(csv).toContain(`\r\n"'=HYPERLINK(""x""), and more",,decisions,1,,,,\r\n`)
  })

  it('tells every kind of report', () => {
    expect(renderReportCsv(reportOn(decisions, { kind: 'funnel' }))).toContain(
      '(all),login local,started,4,4,1,',
    )
    expect(renderReportCsv(reportOn(decisions, { kind: 'calibration' }))).toContain(
      '(all),local,came true 0.9 to 1,3,4,0.75,',
    )
  })
})
