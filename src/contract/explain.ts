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
  | 'not-drawn'
  | 'broken'

/** How the draws of a rule stand for the one who asks; left out where it has none. */
export interface DrawTrace {
  readonly rollout?: {
    /** The share that is in now, as its guard or somebody lets it be. */
    readonly percent: number
    /** 0 to 99,999; in is who is below `percent` thousandths; null: nobody to draw over. */
    readonly bucket: number | null
    readonly isIn: boolean
    readonly next: { readonly at: string; readonly percent: number } | null
    /** What its guard or somebody holds it at; null: it is free. */
    readonly cap: number | null
  }
  readonly experiment?: {
    readonly name: string
    /** The variant the rule is for. */
    readonly wanted: string
    readonly isRunning: boolean
    /** The variant that was drawn; null: none. */
    readonly variant: string | null
    /** It was drawn before, and stays. */
    readonly isStored: boolean
  }
}

/** A rule with what became of it. `conditions` is null where it has none, or was not evaluated. */
export interface RuleTrace extends DrawTrace {
  readonly name: string
  readonly file: string
  readonly state: RuleState
  readonly conditions: ConditionTrace | null
}
