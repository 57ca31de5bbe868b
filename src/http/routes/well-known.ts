import Type from 'typebox'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'
import { buildPasskeyEndpoints, buildRelatedOrigins } from '../well-known-files.ts'

/**
 * What browsers and passkey providers look for at the RP ID's own host. Where that is another host, it serves the same
 * as files: `keywise well-known` writes them.
 */
export function registerWellKnown(app: App, { origins, relyingParty }: Services): void {
  app.get(
    '/.well-known/webauthn',
    {
      schema: {
        summary: 'The origins that may use this RP ID (related origin requests)',
        tags: ['webauthn'],
        response: { 200: Type.Object({ origins: Type.Array(Type.String()) }) },
      },
    },
    () => buildRelatedOrigins(origins),
  )

  const { enrollUrl, manageUrl } = relyingParty
  app.get(
    '/.well-known/passkey-endpoints',
    {
      schema: {
        summary: 'Where people create and manage their passkeys',
        tags: ['webauthn'],
        response: {
          200: Type.Object({ enroll: Type.Optional(Type.String()), manage: Type.Optional(Type.String()) }),
          ...problems(404),
        },
      },
    },
    () => {
      if (enrollUrl === null && manageUrl === null)
        throw new ProblemError(404, 'not-found', {
          detail: 'KEYWISE_ENROLL_URL and KEYWISE_MANAGE_URL say where that would be',
        })
      return buildPasskeyEndpoints(relyingParty)
    },
  )
}
