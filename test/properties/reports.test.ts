import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { KpiReport } from '../../src/contract/reports.ts'
import { actions, ceremonyModes, classifications, passiveModes, reasons } from '../../src/contract/words.ts'
import { findWilsonInterval } from '../../src/reports/find-wilson-interval.ts'
import type { ObservedAttempt, ObservedDecision } from '../../src/reports/observed-decision.ts'
import { reportOn } from '../reports/observed.ts'
import { times } from '../times.ts'

const attempt: fc.Arbitrary<ObservedAttempt> = fc
  .record({
    method: fc.constantFrom('passkey', 'cross-device', 'password', 'never', 'suggestion', 'x'),
    succeeded: fc.boolean(),
    failed: fc.constantFrom(...classifications.filter((word) => word !== 'succeeded')),
    proven: fc.boolean(),
    elapsedMs: fc.option(fc.nat(400_000)),
  })
  .map(({ failed, ...rest }) => ({ ...rest, classified: rest.succeeded ? 'succeeded' : failed }))

const decision: fc.Arbitrary<ObservedDecision> = fc.record({
  values: fc.record({
    os: fc.constantFrom('windows', 'ios', 'linux'),
    browser: fc.constantFrom('chrome', 'safari', 'bot'),
    provider: fc.constantFrom(null, 'a', 'b'),
    rule: fc.constant(null),
    day: fc.constantFrom('2026-11-01', '2026-11-02'),
    reach: fc.constant(null),
    action: fc.constantFrom(...actions),
    mode: fc.constantFrom(null, ...ceremonyModes),
    view: fc.constantFrom(null, 'device', 'page', 'back-end'),
  }),
  person: fc.option(fc.constantFrom('ada', 'bob', 'cyd', 'dan', 'eve')),
  purpose: fc.constant('authentication'),
  reason: fc.constantFrom(...reasons),
  passive: fc.constantFrom(null, ...passiveModes),
  fetched: fc.boolean(),
  estimates: fc.record({
    local: fc.nat(1000).map((n) => n / 1000),
    crossDevice: fc.nat(1000).map((n) => n / 1000),
  }),
  vouched: fc.boolean(),
  attempts: fc.array(attempt, { maxLength: 4 }),
})
const decisions = fc.array(decision, { maxLength: 40 })
const by = fc.uniqueArray(fc.constantFrom('os', 'browser', 'provider', 'day', 'mode', 'view' as const), {
  maxLength: 2,
})
const minCount = fc.constantFrom(1, 2, 3, 5)

type Figures = NonNullable<KpiReport['total']>
const ratiosIn = (report: KpiReport) =>
  [report.total, ...report.groups.map(({ figures }) => figures)].flatMap((figures) => figures?.kpis ?? [])

describe('every figure', () => {
  test.prop([decisions, by, minCount], times(200))(
    'counts no more than it is of, and its interval holds the rate',
    (all, groups, least) => {
      const report = reportOn(all, { kind: 'kpis', by: groups, minCount: least })
      for (const { numerator, denominator, rate, interval } of ratiosIn(report)) {
        expect(numerator).toBeLessThanOrEqual(denominator)
        if (rate === null || interval === null) {
          expect([denominator, rate, interval]).toEqual([0, null, null])
          continue
        }
        expect(rate).toBe(numerator / denominator)
        expect(interval.low).toBeLessThanOrEqual(rate)
        expect(interval.high).toBeGreaterThanOrEqual(rate)
      }
    },
  )

  test.prop([decisions, by, minCount], times(200))(
    'of all groups makes up the total',
    (all, groups, least) => {
      fc.pre(groups.length > 0)
      const { total, groups: told } = reportOn(all, { kind: 'kpis', by: groups, minCount: least })
      if (total === null) return
      const parts: readonly Figures[] = told.map(({ figures }) => figures)
      const sum = (of: (figures: Figures) => number) => parts.reduce((n, figures) => n + of(figures), 0)
      expect(sum(({ decisions: count }) => count)).toBe(total.decisions)
      for (const [index, { numerator, denominator }] of total.kpis.entries()) {
        expect(sum(({ kpis }) => kpis[index]?.numerator ?? 0)).toBe(numerator)
        expect(sum(({ kpis }) => kpis[index]?.denominator ?? 0)).toBe(denominator)
      }
      for (const { method, count } of total.times)
        expect(sum((figures) => figures.times.find((time) => time.method === method)?.count ?? 0)).toBe(count)
      for (const { classified, count } of total.errors)
        expect(
          sum((figures) => figures.errors.find((error) => error.classified === classified)?.count ?? 0),
        ).toBe(count)
    },
  )

  test.prop([decisions, by, minCount, fc.infiniteStream(fc.nat())], times(200))(
    'is the same in whatever order decisions and outcomes come',
    (all, groups, least, numbers) => {
      const shuffle = <T>(list: readonly T[]): readonly T[] =>
        list
          .map((one) => ({ one, at: numbers.next().value ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ one }) => one)
      const shuffled = shuffle(all).map((one) => ({ ...one, attempts: shuffle(one.attempts) }))
      for (const kind of ['kpis', 'funnel', 'calibration'] as const) {
        const asked = { kind, by: groups, minCount: least }
        expect(reportOn(shuffled, asked)).toEqual(reportOn(all, asked))
      }
    },
  )

  test.prop([decisions, by, minCount], times(200))(
    'is about enough people, or not told',
    (all, groups, least) => {
      const report = reportOn(all, { kind: 'kpis', by: groups, minCount: least })
      const peopleOf = (some: readonly ObservedDecision[]) =>
        new Set(some.flatMap(({ person }) => (person === null ? [] : [person]))).size +
        some.filter(({ person }) => person === null).length
      expect(report.withheld).toBe(all.length > 0 && peopleOf(all) < least)
      for (const { by: values } of report.groups) {
        if (values === null) continue
        const own = all.filter((one) =>
          Object.entries(values).every(([name, value]) => one.values[name as 'os'] === value),
        )
        expect(peopleOf(own)).toBeGreaterThanOrEqual(least)
      }
    },
  )
})

describe('a report that nobody has proven', () => {
  test.prop([decisions, fc.array(fc.array(attempt, { maxLength: 3 })), by, minCount], times(200))(
    'changes nothing but how many of them there are',
    (all, told, groups, least) => {
      const forged = all.map((one, index) => ({
        ...one,
        attempts: [
          ...one.attempts,
          ...(told[index] ?? []).filter(({ succeeded, proven }) => !(succeeded ? proven : one.vouched)),
        ],
      }))
      for (const kind of ['kpis', 'funnel', 'calibration'] as const) {
        const [honest, attacked] = [all, forged].map((some) => {
          const report = reportOn(some, { kind, by: groups, minCount: least })
          const without = report.groups.map(({ observed: _observed, ...group }) => group)
          return { ...report, observed: null, groups: without }
        })
        expect(attacked).toEqual(honest)
      }
    },
  )
})

describe('a way through the funnel', () => {
  test.prop([decisions], times(200))('never gets wider', (all) => {
    const { total } = reportOn(all, { kind: 'funnel' })
    for (const { offered, fetched, started, completed, verified } of total?.login ?? []) {
      expect(offered).toBeGreaterThanOrEqual(Math.max(started, fetched))
      expect(started).toBeGreaterThanOrEqual(completed)
      expect(completed).toBeGreaterThanOrEqual(verified)
    }
  })
})

describe('the interval of a rate', () => {
  test.prop([fc.nat(10_000), fc.nat(10_000)], times(500))(
    'solves the equation it is defined by, and narrows with more cases',
    (a, b) => {
      const [numerator, denominator] = [Math.min(a, b), Math.max(a, b, 1)]
      const interval = findWilsonInterval(numerator, denominator)
      if (interval === null) throw new Error('there are cases')
      const { low, high } = interval
      const rate = numerator / denominator
      // An end lies where the rate is just 1.96 standard deviations of that very end away.
      for (const end of [low, high]) {
        if (end === 0 || end === 1) continue
        const deviations = Math.abs(rate - end) / Math.sqrt((end * (1 - end)) / denominator)
        expect(deviations).toBeCloseTo(1.959964, 4)
      }
      const more = findWilsonInterval(numerator * 4, denominator * 4)
      expect((more?.high ?? 1) - (more?.low ?? 0)).toBeLessThan(high - low)
    },
  )
})
