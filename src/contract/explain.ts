import Type, { type Static } from 'typebox'
import { DecisionResponse } from './decision.ts'

const { decisionId: _id, token: _token, expiresAt: _expires, ...answer } = DecisionResponse.properties

/** Nothing is recorded for an explanation, so it has no id, no token and no expiry. */
export const ExplainResponse = Type.Object(
  {
    ...answer,
    trace: Type.Record(Type.String(), Type.Unknown(), {
      description:
        'platform, support, knownIssues, credentials, facts, rules; `grounds` names the statements of the knowledge that had a say and `statements` gives the source of each',
    }),
    flips: Type.Array(
      Type.Object({
        change: Type.String({ description: 'in words; two together are joined by `and`' }),
        changes: Type.Array(Type.String(), {
          description: 'the ids of one or two changes of the published list (rules/decisions.md)',
        }),
        action: Type.String(),
        reason: Type.String(),
      }),
      {
        description:
          'what would change the action, the smallest change first: found by deciding again, at most 200 times',
      },
    ),
  },
  { title: 'ExplainResponse' },
)
export type ExplainResponse = Static<typeof ExplainResponse>

/** A condition with what became of it. */
export type ConditionTrace =
  | {
      readonly kind: 'all' | 'any'
      readonly matched: boolean
      readonly conditions: readonly ConditionTrace[]
    }
  | { readonly kind: 'not'; readonly matched: boolean; readonly condition: ConditionTrace }
  | {
      readonly kind: 'audience'
      readonly name: string
      readonly matched: boolean
      readonly condition: ConditionTrace
    }
  | {
      readonly kind: 'fact'
      readonly fact: string
      readonly path?: string
      readonly operator: string
      readonly wanted: unknown
      readonly actual: unknown
      readonly matched: boolean
    }

export type RuleState =
  | 'matched'
  | 'not-matched'
  | 'not-reached'
  | 'disabled'
  | 'outside-dates'
  | 'rolled-out'
  | 'broken'

/** A rule with what became of it. `conditions` is null where it has none, or was not evaluated. */
export interface RuleTrace {
  readonly name: string
  readonly file: string
  readonly state: RuleState
  readonly conditions: ConditionTrace | null
}
