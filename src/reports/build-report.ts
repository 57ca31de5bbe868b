import type { ReportCount } from '../contract/report-words.ts'
import type { Definition, Report } from '../contract/reports.ts'
import { calibrationShape } from './calibration-shape.ts'
import { type Collected, createCollector } from './create-collector.ts'
import { funnelShape } from './funnel-shape.ts'
import { kpiShape } from './kpi-shape.ts'
import type { ObservedDecision } from './observed-decision.ts'
import type { ReportQuery } from './report-query.ts'
import type { ReportShape } from './report-shape.ts'

/** What a report says of itself besides its figures. */
export interface ReportFrame {
  /** When the oldest decision was made that is kept; null: there is none. */
  readonly since: number | null
  readonly retentionDays: number | null
}

export interface ReportBuilder {
  /** In any order, robots included. */
  add(decision: ObservedDecision): void
  build(frame: ReportFrame): Report
}

export function createReportBuilder(query: ReportQuery): ReportBuilder {
  switch (query.kind) {
    case 'kpis':
      return builderOf(query, kpiShape, (figures) => ({ report: 'kpis', ...figures }))
    case 'funnel':
      return builderOf(query, funnelShape, (figures) => ({ report: 'funnel', ...figures }))
    case 'calibration':
      return builderOf(query, calibrationShape, (figures) => ({ report: 'calibration', ...figures }))
  }
}

type Framed<Figures> = ReturnType<typeof frameFigures<Figures>>

function builderOf<Tally, Figures>(
  query: ReportQuery,
  shape: ReportShape<Tally, Figures>,
  name: (framed: Framed<Figures>) => Report,
): ReportBuilder {
  const collector = createCollector(shape, query)
  return {
    add: collector.add,
    build: (frame) => name(frameFigures(query, shape, collector.conclude(), frame)),
  }
}

function frameFigures<Figures>(
  { from, to, purposes, by, where, minCount, count }: ReportQuery,
  { definitions }: Pick<ReportShape<never, Figures>, 'definitions'>,
  { population, observed, withheld, total, groups }: Collected<Figures>,
  { since, retentionDays }: ReportFrame,
) {
  const wanted = Object.entries(where).map(([name, values]) => [name, values.map((value) => value ?? 'none')])
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    purposes: [...purposes],
    by: [...by],
    where: Object.fromEntries(wanted) as Record<string, string[]>,
    minCount,
    count,
    since: since === null ? null : new Date(since).toISOString(),
    retentionDays,
    definitions: [defineObserved(count), ...definitions],
    population,
    observed,
    withheld,
    total,
    groups: groups.map(({ by: values, merged, observed: unproven, figures }) => ({
      by: values === null ? null : { ...values },
      merged,
      observed: unproven,
      figures,
    })),
  }
}

/** What `counted` means in the other definitions. */
const defineObserved = (count: ReportCount): Definition => ({
  name: 'observed',
  says:
    count === 'proven'
      ? 'how many reports nobody has proven; they are counted in no other figure'
      : 'how many reports nobody has proven; they are counted in the other figures all the same, for so it was asked',
  numerator:
    'successes without proof, and failures of decisions that neither a device token nor a proven login of the same decision vouches for',
  denominator: 'all reports of attempts, of robots none',
})
