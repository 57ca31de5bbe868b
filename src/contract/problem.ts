import Type, { type Static } from 'typebox'
import { oneOf } from './schema-parts.ts'
import { SignalAdvice } from './webauthn.ts'

/** What an error answer can be about; stable, kebab-case. */
export const problemCodes = [
  'invalid-request',
  'malformed-json',
  'unsupported-media-type',
  'body-too-large',
  'breaker-unknown',
  'rollout-not-held',
  'rollout-held',
  'rollout-complete',
  'rollout-unknown',
  'experiment-unknown',
  'not-found',
  'method-not-allowed',
  'key-missing',
  'key-unknown',
  'key-not-allowed',
  'origin-not-allowed',
  'field-not-allowed',
  'token-malformed',
  'token-forged',
  'token-expired',
  'outcome-altered',
  'too-many-outcomes',
  'decision-unknown',
  'user-mismatch',
  'purpose-mismatch',
  'policy-floor',
  'revision-unknown',
  'rules-invalid',
  'rules-conflict',
  'rules-read-only',
  'guard-refused',
  'verification-failed',
  'ticket-invalid',
  'credential-revoked',
  'credential-foreign',
  'too-many-requests',
  'overloaded',
  'store-unavailable',
  'switch-unknown',
  'request-timeout',
  'internal',
] as const
export type ProblemCode = (typeof problemCodes)[number]

/** RFC 9457 problem details; every error answer has this form, as `application/problem+json`. */
export const ProblemDetails = Type.Object(
  {
    type: Type.String({ description: 'about:blank; `code` tells the kind' }),
    title: Type.String(),
    status: Type.Integer(),
    code: oneOf(problemCodes),
    detail: Type.Optional(Type.String()),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          pointer: Type.String({ description: 'JSON pointer (RFC 6901) into the body, such as `/user/id`' }),
          detail: Type.String(),
        }),
      ),
    ),
    advice: Type.Optional(SignalAdvice),
  },
  { title: 'Problem' },
)
export type ProblemDetails = Static<typeof ProblemDetails>
