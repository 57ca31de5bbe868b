import Type, { type Static, type TSchema } from 'typebox'
import {
  ceremonyWays,
  type ReportKind,
  reportCounts,
  reportDimensions,
  timedMethods,
} from './report-words.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
import { answerViews, classifications, registrationVariants } from './words.ts'

const Count = Type.Integer({ minimum: 0 })
const Rate = Type.Number({ minimum: 0, maximum: 1 })
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

const text = (description: string) => Type.Optional(Type.String({ maxLength: 500, description }))
const filter = (what: string) => text(`only these, joined by commas: ${what}`)

/** All of it text, as it stands in an address; `reports/read-report-query.ts` says what is wrong with it. */
export const ReportQueryText = Type.Object(
  {
    from: text('a date, a time (RFC 3339) or `7d`: so many days before now; default 30d'),
    to: text('a date, a time or `1d`, not included; default now'),
    purpose: text('authentication | step-up (funnel: registration as well), joined by commas'),
    by: text(`one or two of ${reportDimensions.join(', ')}`),
    count: text(
      '`proven` (default): proven successes, and failures of decisions that are vouched for; `observed`: whatever was reported, by anybody',
    ),
    minCount: text('groups of fewer people are merged, and a total of fewer is withheld; default 5'),
    os: filter('windows, macos...'),
    browser: filter('chrome, safari...'),
    provider: filter('names of passkey providers; `none`: no passkey is known'),
    rule: filter('names of rules; `none`: no rule matched'),
    reach: filter('used-here, same-ecosystem... or `none`'),
    action: filter('passkey, cross-device, fallback; registrations: offer, conditional, skip'),
    mode: filter('modal, conditional, immediate or `none`'),
    view: filter(`${answerViews.join(', ')} or \`none\`: recorded by an older version`),
  },
  { ...closed, title: 'ReportQuery' },
)
export type ReportQueryText = Static<typeof ReportQueryText>

export const Interval = Type.Object(
  { low: Rate, high: Rate },
  { description: 'Wilson score interval, 95 %', title: 'Interval' },
)

export const Ratio = Type.Object(
  {
    name: Type.String(),
    numerator: Count,
    denominator: Count,
    rate: orNull(Rate),
    interval: orNull(Interval),
  },
  { title: 'Ratio' },
)
export type Ratio = Static<typeof Ratio>

export const Definition = Type.Object(
  {
    name: Type.String(),
    says: Type.String({ description: 'what the figure says, in one sentence' }),
    numerator: Type.String(),
    denominator: Type.String(),
  },
  { title: 'Definition' },
)
export type Definition = Static<typeof Definition>

export const KpiFigures = Type.Object(
  {
    decisions: Count,
    kpis: Type.Array(Ratio),
    times: Type.Array(
      Type.Object({
        method: oneOf(timedMethods),
        count: Count,
        p25Ms: Count,
        p50Ms: Count,
        p90Ms: Count,
      }),
      { description: 'how long successful attempts took, as reported; nearest rank' },
    ),
    errors: Type.Array(
      Type.Object({
        classified: oneOf(classifications),
        side: oneOf(['client', 'server', 'unknown']),
        count: Count,
      }),
      { description: 'failed attempts with a passkey or a phone, but for silent misses' },
    ),
  },
  { title: 'KpiFigures' },
)
export type KpiFigures = Static<typeof KpiFigures>

export const FunnelFigures = Type.Object(
  {
    decisions: Count,
    login: Type.Array(
      Type.Object({
        way: oneOf(ceremonyWays),
        offered: Count,
        fetched: Count,
        started: Count,
        completed: Count,
        verified: Count,
        rates: Type.Array(Ratio),
      }),
    ),
    registration: Type.Array(
      Type.Object({
        variant: oneOf(registrationVariants),
        offered: Count,
        fetched: Count,
        started: Count,
        created: Count,
        verified: Count,
        declined: Count,
        never: Count,
        rates: Type.Array(Ratio),
      }),
    ),
    skipped: Type.Array(Type.Object({ reason: Type.String(), count: Count })),
  },
  { title: 'FunnelFigures' },
)
export type FunnelFigures = Static<typeof FunnelFigures>

export const CalibrationFigures = Type.Object(
  {
    decisions: Count,
    routes: Type.Array(
      Type.Object({
        route: oneOf(['local', 'crossDevice']),
        count: Count,
        meanEstimate: orNull(Rate),
        observed: orNull(Rate),
        error: orNull(Rate),
        bins: Type.Array(
          Type.Object({
            from: Rate,
            to: Rate,
            count: Count,
            succeeded: Count,
            meanEstimate: orNull(Rate),
            observed: orNull(Rate),
            interval: orNull(Interval),
          }),
        ),
      }),
    ),
  },
  { title: 'CalibrationFigures' },
)
export type CalibrationFigures = Static<typeof CalibrationFigures>

const Population = Type.Object(
  {
    decisions: Type.Integer({ minimum: 0, description: 'recorded in this time and matching the filters' }),
    robots: Type.Integer({ minimum: 0, description: 'of crawlers: in no figure below' }),
    device: Type.Integer({ minimum: 0, description: 'answered about the device alone' }),
    page: Type.Integer({ minimum: 0, description: 'to pages in a browser that had proven a login' }),
    backEnd: Type.Integer({ minimum: 0, description: 'to back ends' }),
    unknown: Type.Integer({ minimum: 0, description: 'recorded by a version that did not tell' }),
  },
  { title: 'ReportPopulation' },
)
export type Population = Static<typeof Population>

const Observed = Type.Object(
  {
    successes: Type.Integer({ minimum: 0, description: 'reported without proof' }),
    failures: Type.Integer({
      minimum: 0,
      description:
        'of decisions that neither a device token nor a proven login of the same decision vouches for',
    }),
  },
  {
    description: 'reports that nobody has proven: left out of all figures, unless `count` is observed',
    title: 'ReportObserved',
  },
)
export type Observed = Static<typeof Observed>

const reportOf = <const K extends ReportKind, F extends TSchema>(kind: K, figures: F, title: string) =>
  Type.Object(
    {
      report: Type.Literal(kind),
      from: Instant,
      to: Instant,
      purposes: Type.Array(Type.String()),
      by: Type.Array(oneOf(reportDimensions)),
      where: Type.Record(Type.String(), Type.Array(Type.String())),
      minCount: Count,
      count: oneOf(reportCounts, { description: 'which reports of attempts the figures are made from' }),
      since: Type.Union([Instant, Type.Null()], {
        description: 'the oldest decision that is kept; nothing is known of earlier times',
      }),
      retentionDays: Type.Union([Count, Type.Null()], {
        description: 'decisions are deleted after so many days; 0: never; null: not known here',
      }),
      definitions: Type.Array(Definition),
      population: orNull(Population),
      observed: orNull(Observed),
      withheld: Type.Boolean({ description: 'fewer than minCount people: no figures are told' }),
      total: orNull(figures),
      groups: Type.Array(
        Type.Object({
          by: Type.Union([Type.Record(Type.String(), orNull(Type.String())), Type.Null()], {
            description: 'null: the groups that were merged because too few people stand behind each',
          }),
          merged: Type.Integer({ minimum: 1, description: 'how many groups this is' }),
          observed: Observed,
          figures,
        }),
      ),
    },
    { title },
  )

export const KpiReport = reportOf('kpis', KpiFigures, 'KpiReport')
export type KpiReport = Static<typeof KpiReport>
export const FunnelReport = reportOf('funnel', FunnelFigures, 'FunnelReport')
export type FunnelReport = Static<typeof FunnelReport>
export const CalibrationReport = reportOf('calibration', CalibrationFigures, 'CalibrationReport')
export type CalibrationReport = Static<typeof CalibrationReport>
export type Report = KpiReport | FunnelReport | CalibrationReport
