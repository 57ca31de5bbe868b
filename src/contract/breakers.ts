import Type, { type Static } from 'typebox'
import { closed, Instant, oneOf } from './schema-parts.ts'
import { breakerPositions, cellRoutes, learntRoutes } from './words.ts'

const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const CellView = Type.Object(
  {
    cell: Type.String({ description: 'such as windows/11/chrome/157/windows-hello; empty: everywhere' }),
    route: oneOf(learntRoutes),
    events: Type.Number({ description: 'proven outcomes; older days count less' }),
    successes: Type.Number(),
    rate: orNull(Type.Number()),
    interval: Type.Array(Type.Number(), { description: 'of the rate, 95 %' }),
    expected: Type.Number({ description: 'successes that had been expected' }),
    completion: Type.Number({ description: 'the factor on estimates here' }),
    baseline: orNull(Type.Number({ description: 'the usual rate' })),
    state: oneOf(breakerPositions),
    since: orNull(Instant),
    why: orNull(Type.String()),
    trips: Type.Integer(),
    nextChangeAt: orNull(Instant),
    percent: Type.Integer({ description: 'of the users who get automatic prompts' }),
    suspected: Type.Boolean({
      description:
        'failures pile up (statistic at 14 or more, after 9 to 17 failures in a row), but not yet from as many accounts and networks as the settings ask for',
    }),
    networksUntold: Type.Boolean({
      description:
        'suspected only because failures come without a network: tell the IP address with decisions, or set minNetworks to 0',
    }),
    blind: Type.Boolean({
      description: 'nothing ever succeeded: does the back end report successes? No breaker can judge that',
    }),
    statistic: Type.Number({
      description:
        'logarithm of the likelihood ratio over outcomes that were expected to succeed; an alarm from 14 on',
    }),
    failedAccounts: Type.Integer(),
    failedNetworks: Type.Integer(),
  },
  { title: 'Cell' },
)
export type CellView = Static<typeof CellView>

export const CellWarning = Type.Object(
  {
    cell: Type.String(),
    started: Type.Integer({ description: 'ceremonies on devices that have proven a login, within a day' }),
    unfinished: Type.Integer({ description: 'of which nobody told a success' }),
    share: Type.Number(),
    usual: Type.Number({ description: 'the same share everywhere' }),
  },
  { title: 'CellWarning' },
)
export type CellWarning = Static<typeof CellWarning>

export const BreakersView = Type.Object(
  {
    cells: Type.Array(CellView, {
      description: 'those that need a look first, then those with most events; at most 500',
    }),
    total: Type.Integer({ description: 'cells there are' }),
    open: Type.Integer(),
    halfOpen: Type.Integer(),
    suspected: Type.Integer(),
    blind: Type.Integer(),
    warnings: Type.Array(CellWarning, {
      description:
        'where ceremonies are started and never finished: users who fail may not come back to tell',
    }),
  },
  { title: 'Breakers' },
)

export const BreakerReset = Type.Object(
  { cell: Type.String({ minLength: 1, maxLength: 200 }), route: oneOf(cellRoutes) },
  { ...closed, title: 'BreakerReset' },
)

export const AuditView = Type.Object(
  {
    lines: Type.Array(
      Type.Object(
        {
          line: Type.Integer(),
          at: Instant,
          actor: Type.String(),
          action: Type.String(),
          detail: Type.Record(Type.String(), Type.Unknown()),
          hash: Type.String(),
        },
        { title: 'AuditLine' },
      ),
    ),
    next: orNull(Type.Integer({ description: 'ask from this line on for more' })),
  },
  { title: 'Audit' },
)
