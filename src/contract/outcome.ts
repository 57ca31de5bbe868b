import Type, { type Static, type TSchema } from 'typebox'
import { CredentialIdText, oneOf, UserIdText } from './decision.ts'
import { classifications } from './words.ts'

const closed = { additionalProperties: false }
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

export const OutcomeRequest = Type.Object(
  {
    token: optional(Type.String({ maxLength: 2048 })),
    decisionId: optional(
      Type.String({ maxLength: 64, description: 'instead of the token, with a secret key, for 24 hours' }),
    ),
    result: oneOf(['success', 'failure']),
    method: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'passkey | cross-device | password | ...: what was used or tried',
    }),
    credentialId: optional(CredentialIdText),
    authenticatorAttachment: optional(oneOf(['platform', 'cross-platform'])),
    error: optional(
      Type.Object(
        {
          name: Type.String({ maxLength: 64 }),
          message: optional(Type.String({ maxLength: 512 })),
        },
        closed,
      ),
    ),
    elapsedMs: optional(Type.Integer({ minimum: 0, maximum: 86_400_000 })),
    attempt: optional(Type.Integer({ minimum: 1, maximum: 100, default: 1 })),
    user: optional(Type.Object({ id: UserIdText }, closed)),
  },
  { ...closed, title: 'OutcomeRequest' },
)
export type OutcomeRequest = Static<typeof OutcomeRequest>

export const OutcomeResponse = Type.Object(
  {
    accepted: Type.Literal(true),
    evidence: oneOf(['proven', 'observed']),
    classified: oneOf(classifications),
    deviceToken: optional(Type.String()),
  },
  { title: 'OutcomeResponse' },
)
export type OutcomeResponse = Static<typeof OutcomeResponse>
