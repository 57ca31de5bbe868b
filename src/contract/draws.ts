import Type, { type Static, type TSchema } from 'typebox'
import { RolloutGuard } from './rule-files.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
import { guardKpis, purposes } from './words.ts'

/** What draws have led to: rollouts with their guards, experiments, and shadow rules. */

const Count = Type.Integer({ minimum: 0 })
const Rate = Type.Number({ minimum: 0, maximum: 1 })
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

const GroupShare = Type.Object(
  {
    people: Count,
    rate: orNull(Rate),
    interval: orNull(
      Type.Object({ low: Rate, high: Rate }, { description: 'Wilson score interval, 95 %, of one look' }),
    ),
  },
  {
    title: 'GroupShare',
    description: 'each person counts once, with the share of their days; of each day the first login counts',
  },
)
export type GroupShare = Static<typeof GroupShare>

const ShareDifference = Type.Object(
  {
    difference: Type.Number({ minimum: -1, maximum: 1 }),
    low: Type.Number({ minimum: -1, maximum: 1 }),
    high: Type.Number({ minimum: -1, maximum: 1 }),
  },
  { title: 'ShareDifference', description: 'may be looked at as often as one likes: 95 % over all looks' },
)

export const rolloutVerdicts = ['fine', 'too-few', 'worse'] as const

export const RolloutView = Type.Object(
  {
    rule: Type.String(),
    file: Type.String(),
    purpose: oneOf(purposes),
    percent: Type.Number({ description: 'the share that is in now' }),
    planned: Type.Number({
      description: 'the share that the rule file says; more than `percent` while held',
    }),
    next: orNull(Type.Object({ at: Type.String(), percent: Type.Number() })),
    kpi: oneOf(guardKpis),
    guard: orNull(RolloutGuard),
    compared: orNull(
      Type.Number({
        description: 'the share under which the two sides were drawn; null: none had two sides',
      }),
    ),
    in: GroupShare,
    out: GroupShare,
    difference: orNull(ShareDifference),
    verdict: oneOf(rolloutVerdicts),
    says: Type.String({ description: 'the verdict in words' }),
    hold: orNull(
      Type.Object({
        percent: Type.Number({
          description: 'the most it may reach; 0: rolled back, or held before anybody was in',
        }),
        since: Instant,
        says: Type.String({ description: 'by whom, since when and why' }),
        reason: Type.Unknown(),
      }),
    ),
  },
  { title: 'Rollout' },
)
export type RolloutView = Static<typeof RolloutView>

export const RolloutsView = Type.Object(
  { revision: Type.String(), rollouts: Type.Array(RolloutView) },
  { title: 'Rollouts' },
)
export type RolloutsView = Static<typeof RolloutsView>

export const RolloutHoldOrder = Type.Object(
  {
    note: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'why; kept in the audit log',
    }),
  },
  { ...closed, title: 'RolloutHoldOrder' },
)

export const VariantView = Type.Object(
  {
    variant: Type.String(),
    percent: Type.Number(),
    people: Type.Integer({ minimum: 0, description: 'everybody who was exposed, by the variant they drew' }),
    logins: Count,
    passkeyShare: GroupShare,
    completed: GroupShare,
    deadEnds: GroupShare,
    medianMs: orNull(Count),
    difference: orNull(ShareDifference),
    says: Type.String(),
  },
  { title: 'Variant' },
)

export const ExperimentView = Type.Object(
  {
    name: Type.String(),
    running: Type.Boolean(),
    variants: Type.Array(VariantView),
    warnings: Type.Array(Type.String()),
  },
  { title: 'ExperimentResult' },
)
export type ExperimentView = Static<typeof ExperimentView>

export const ExperimentsView = Type.Object(
  { revision: Type.String(), from: Instant, to: Instant, experiments: Type.Array(ExperimentView) },
  { title: 'ExperimentResults' },
)
export type ExperimentsView = Static<typeof ExperimentsView>

const Change = Type.Object({ from: Type.String(), to: Type.String() })
export const ShadowView = Type.Object(
  {
    revision: orNull(
      Type.String({ description: 'of the shadow rules; null: there are none that are sound' }),
    ),
    from: Instant,
    to: Instant,
    decided: Count,
    differing: Count,
    changes: Type.Array(
      Type.Object({ from: Type.String(), to: Type.String(), count: Count, succeeded: Count }),
      {
        description: 'what was served and what would have been; `succeeded`: ended in a proven passkey login',
      },
    ),
    places: Type.Array(
      Type.Object({
        os: orNull(Type.String()),
        browser: orNull(Type.String()),
        rule: orNull(Type.String()),
        shadowRule: orNull(Type.String()),
        change: orNull(Change),
        count: Count,
        succeeded: Count,
      }),
      { description: 'all null: those of fewer than five people' },
    ),
  },
  { title: 'ShadowReport' },
)
export type ShadowView = Static<typeof ShadowView>

export const DrawQueryText = Type.Object(
  {
    from: Type.Optional(Type.String({ maxLength: 40, description: 'a date, a time or `7d`; default 30d' })),
    name: Type.Optional(Type.String({ maxLength: 80, description: 'one experiment; left out: all' })),
  },
  { ...closed, title: 'DrawQuery' },
)
