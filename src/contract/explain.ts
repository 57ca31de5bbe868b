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
    flips: Type.Array(Type.Object({ change: Type.String(), action: Type.String(), reason: Type.String() }), {
      description: 'the smallest changes of input that would change the action',
    }),
  },
  { title: 'ExplainResponse' },
)
export type ExplainResponse = Static<typeof ExplainResponse>
