import Type, { type Static } from 'typebox'
import { CredentialIdText, UserIdText } from './decision.ts'
import { closed, NullableAttachment, oneOf } from './schema-parts.ts'
import { classifications } from './words.ts'

export const OutcomeRequest = Type.Object(
  {
    token: Type.Optional(Type.String({ maxLength: 2048 })),
    decisionId: Type.Optional(
      Type.String({ maxLength: 64, description: 'instead of the token, with a secret key, for 24 hours' }),
    ),
    result: oneOf(['success', 'failure']),
    method: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'passkey | cross-device | password | ...: what was used or tried',
    }),
    credentialId: Type.Optional(CredentialIdText),
    authenticatorAttachment: Type.Optional(NullableAttachment),
    error: Type.Optional(
      Type.Object(
        {
          name: Type.String({ maxLength: 64 }),
          message: Type.Optional(Type.String({ maxLength: 512 })),
        },
        closed,
      ),
    ),
    elapsedMs: Type.Optional(Type.Number({ minimum: 0, maximum: 86_400_000 })),
    attempt: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 1 })),
    user: Type.Optional(
      Type.Object(
        { id: UserIdText },
        {
          ...closed,
          description:
            'who logged in, where the decision named nobody: without it the success teaches nothing of them; a back end should always send it',
        },
      ),
    ),
  },
  { ...closed, title: 'OutcomeRequest' },
)
export type OutcomeRequest = Static<typeof OutcomeRequest>

export const OutcomeResponse = Type.Object(
  {
    accepted: Type.Literal(true),
    evidence: oneOf(['proven', 'observed']),
    classified: oneOf(classifications),
    deviceToken: Type.Optional(Type.String()),
  },
  { title: 'OutcomeResponse' },
)
export type OutcomeResponse = Static<typeof OutcomeResponse>
