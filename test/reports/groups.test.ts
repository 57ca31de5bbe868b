import { describe, expect, it } from 'vitest'
import { observed, reportOn, success } from './observed.ts'

const of = (os: string, people: number, decisionsEach = 1) =>
  Array.from({ length: people }, (_, index) =>
    Array.from({ length: decisionsEach }, () => observed({ os }, [success()], { person: `${os}-${index}` })),
  ).flat()
const namesOf = (report: ReturnType<typeof reportOn<'kpis'>>) =>
  report.groups.map(({ by, merged, figures }) => [by?.os ?? 'merged', merged, figures.decisions])

describe('groups of few people', () => {
  it('are merged, however many decisions they made', () => {
    const decisions = [...of('windows', 7), ...of('ios', 2, 9), ...of('linux', 4)]
    const report = reportOn(decisions, { kind: 'kpis', by: ['os'], minCount: 5 })
    expect(namesOf(report)).toEqual([
      ['windows', 1, 7],
      ['merged', 2, 22],
    ])
    expect(namesOf(reportOn(decisions, { kind: 'kpis', by: ['os'], minCount: 1 }))).toEqual([
      ['ios', 1, 18],
      ['windows', 1, 7],
      ['linux', 1, 4],
    ])
  })

  it('take in a larger one where they would still be few: the total must not give them away', () => {
    const decisions = [...of('windows', 9), ...of('macos', 6), ...of('linux', 1)]
    const report = reportOn(decisions, { kind: 'kpis', by: ['os'], minCount: 5 })
    expect(namesOf(report)).toEqual([
      ['windows', 1, 9],
      ['merged', 2, 7],
    ])
  })

  it('count somebody once who is in several of them', () => {
    const same = ['windows', 'ios', 'linux', 'macos', 'android'].map((os) =>
      observed({ os }, [], { person: 'ada' }),
    )
    const report = reportOn([...of('chromeos', 6), ...same], { kind: 'kpis', by: ['os'], minCount: 5 })
    expect(namesOf(report)).toEqual([['merged', 6, 11]])
  })

  it('count those who say neither user nor device as somebody each', () => {
    const anonymous = Array.from({ length: 5 }, () => observed({ os: 'ios' }, [], { person: null }))
    const report = reportOn(anonymous, { kind: 'kpis', by: ['os'], minCount: 5 })
    expect(namesOf(report)).toEqual([['ios', 1, 5]])
  })
})

describe('a total of few people', () => {
  it('is withheld', () => {
    const report = reportOn(of('linux', 4, 5), { kind: 'kpis', by: ['os'], minCount: 5 })
    expect(report).toMatchObject({ withheld: true, total: null, population: null, groups: [] })
    expect(reportOn(of('linux', 5), { kind: 'kpis', minCount: 5 }).withheld).toBe(false)
  })

  it('is told where there is nobody at all', () => {
    const report = reportOn([], { kind: 'kpis', minCount: 5 })
    expect(report).toMatchObject({ withheld: false, population: { decisions: 0 } })
    expect(report.total?.kpis[0]).toEqual({
      name: 'offered',
      numerator: 0,
      denominator: 0,
      rate: null,
      interval: null,
    })
  })
})

describe('groups', () => {
  it('are of one or two words, the largest first, and days in their order', () => {
    const days = ['2026-11-03', '2026-11-01', '2026-11-02', '2026-11-02']
    const decisions = days.map((day) => observed({ day, provider: day.endsWith('1') ? 'Keychain' : null }))
    const byDay = reportOn(decisions, { kind: 'kpis', by: ['day', 'provider'] })
    expect(byDay.groups.map(({ by }) => by)).toEqual([
      { day: '2026-11-01', provider: 'Keychain' },
      { day: '2026-11-02', provider: null },
      { day: '2026-11-03', provider: null },
    ])
    const byProvider = reportOn(decisions, { kind: 'kpis', by: ['provider'] })
    expect(byProvider.groups.map(({ by }) => by)).toEqual([{ provider: null }, { provider: 'Keychain' }])
  })

  it('stay a thousand at most, the others merged', () => {
    const decisions = Array.from({ length: 1100 }, (_, index) => observed({ rule: `rule-${index}` }))
    const { groups } = reportOn(decisions, { kind: 'kpis', by: ['rule'] })
    expect([groups.length, groups.at(-1)?.merged]).toEqual([1001, 100])
  })
})
