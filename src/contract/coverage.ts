import Type, { type Static } from 'typebox'
import { Instant, oneOf } from './schema-parts.ts'
import { purposes, ruleStatuses } from './words.ts'

/** Which rules and conditions fixtures and recorded logins meet: `GET /v1/reports/coverage`, `keywise coverage`. */

export const coverageSources = ['fixtures', 'recorded'] as const
export type CoverageSource = (typeof coverageSources)[number]
export const conditionFindings = ['never-true', 'never-false', 'never-known'] as const
export type ConditionFinding = (typeof conditionFindings)[number]

const orNull = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Union([schema, Type.Null()])
const Count = Type.Integer({ minimum: 0 })

const RulePlace = {
  purpose: oneOf(purposes),
  file: Type.String(),
  pointer: Type.String({ description: 'JSON pointer into the file' }),
  rule: Type.String(),
}

const TakenBy = Type.Array(Type.Object({ rule: Type.String(), count: Count }), {
  description: 'the conditions held, but this rule above had won; most first',
})

export const RuleHits = Type.Object(
  {
    asked: Count,
    reached: Type.Integer({ minimum: 0, description: 'no rule above had won' }),
    matched: Type.Integer({ minimum: 0, description: 'reached, and the conditions held' }),
    won: Count,
    leftOut: Type.Integer({ minimum: 0, description: 'matched, and the draw of a rollout left it out' }),
    lastWonAt: orNull(Instant),
    takenBy: TakenBy,
  },
  { title: 'RuleHits' },
)
export type RuleHits = Static<typeof RuleHits>

export const CoveredRule = Type.Object(
  {
    ...RulePlace,
    standing: oneOf(ruleStatuses, { description: 'over, not-begun: outside its dates' }),
    fixtures: orNull(RuleHits),
    recorded: orNull(RuleHits),
  },
  { title: 'CoveredRule' },
)
export type CoveredRule = Static<typeof CoveredRule>

export const CoverageReport = Type.Object(
  {
    revision: Type.String({ description: 'of the rules that were asked, whatever was in force then' }),
    fixtures: orNull(Type.Object({ asked: Count })),
    recorded: orNull(
      Type.Object({
        from: Instant,
        to: Instant,
        asked: Count,
        limited: Type.Boolean({ description: 'there are more: only the newest were asked' }),
        skipped: Type.Integer({ minimum: 0, description: 'could not be read' }),
        stopped: Type.Integer({ minimum: 0, description: 'a kill switch had answered: no rule had a say' }),
      }),
    ),
    rules: Type.Array(CoveredRule, { description: 'in the order in which they are tried' }),
    neverMatched: Type.Array(
      Type.Object({ ...RulePlace, by: Type.Array(oneOf(coverageSources)), says: Type.String() }),
      { description: 'rules in force whose conditions never held' },
    ),
    shadowed: Type.Array(
      Type.Object({
        ...RulePlace,
        by: Type.Array(oneOf(coverageSources), {
          description: 'empty: the order of the rules shows it without a login',
        }),
        takenBy: TakenBy,
        says: Type.String(),
      }),
      { description: 'rules whose conditions held, and each time a rule above had won' },
    ),
    conditions: Type.Array(
      Type.Object({
        ...RulePlace,
        pointer: Type.String({ description: 'of the condition, in `file` or in audiences.json' }),
        audiences: Type.Array(Type.String(), { description: 'that lead to it from the rule' }),
        condition: Type.String({ description: 'such as `client.os equal "windows"`' }),
        finding: oneOf(conditionFindings, {
          description: 'never-false: it could be left out; never-known: its value was unknown each time',
        }),
        by: oneOf(coverageSources),
        asked: Type.Integer({ minimum: 1, description: 'logins that were tried on its rule' }),
      }),
    ),
    notInForce: Type.Array(Type.Object({ ...RulePlace, standing: oneOf(ruleStatuses) })),
  },
  { title: 'CoverageReport' },
)
export type CoverageReport = Static<typeof CoverageReport>

export const CoverageQuery = Type.Object(
  {
    from: Type.Optional(Type.String({ description: '2026-11-01, 2026-11-01T09:00:00Z or 7d; default 7d' })),
    limit: Type.Optional(
      Type.String({
        pattern: '^\\d{1,7}$',
        description: 'the newest so many; default 20000, at most 100000',
      }),
    ),
  },
  { additionalProperties: false },
)
