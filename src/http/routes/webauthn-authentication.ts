import type { FastifyRequest } from 'fastify'
import type { Ceremony } from '../../contract/decision.ts'
import type { CredentialId } from '../../contract/ids.ts'
import {
  AuthenticationOptionsRequest,
  AuthenticationOptionsResponse,
  AuthenticationVerifyRequest,
  VerifyResponse,
} from '../../contract/webauthn.ts'
import type { UserVerification } from '../../contract/words.ts'
import { composeRequest } from '../../core/index.ts'
import { composeAuthenticationOptions } from '../../webauthn/compose-authentication-options.ts'
import { saveChallenge } from '../ceremonies/challenges.ts'
import type { CeremonyQuestion } from '../ceremonies/load-ceremony-question.ts'
import { loadCeremonyQuestion, recordStart } from '../ceremonies/load-ceremony-question.ts'
import { loadListForAnybody } from '../ceremonies/load-list-for-anybody.ts'
import { recordAuthentication } from '../ceremonies/record-authentication.ts'
import { resolveUserVerification } from '../ceremonies/resolve-user-verification.ts'
import { issueTicket } from '../ceremonies/tickets.ts'
import { keepDevice } from '../keep-device.ts'
import { keyOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import { startReplySlot } from '../reply-slot.ts'
import type { App, Services } from '../services.ts'

export const authenticationOptionsPath = '/v1/webauthn/authentication/options'
export const authenticationVerifyPath = '/v1/webauthn/authentication/verify'
const keys = ['publishable', 'secret'] as const

/** Which passkeys are named: those the caller may know of. */
async function composeAllowList(
  services: Services,
  body: AuthenticationOptionsRequest,
  { question }: CeremonyQuestion,
  ceremony: Ceremony,
): Promise<Ceremony['allowCredentials']> {
  if (question.view !== 'device') return ceremony.allowCredentials
  if (body.user === undefined) return []
  const isQuiet = ceremony.mediation === 'conditional' || ceremony.uiMode === 'immediate'
  if (isQuiet || services.relyingParty.allowCredentials === 'discoverable') return []
  const { id } = body.user
  return loadListForAnybody(services, id, services.pseudonymOf(id))
}

/** A second proof is one person's; a list may be empty, so somebody has to be named. */
function checkStepUp({ question }: CeremonyQuestion): void {
  if (question.purpose !== 'step-up' || question.claimed !== null) return
  const detail = 'a step-up is about a user: name who it is'
  throw new ProblemError(400, 'invalid-request', { detail, errors: [{ pointer: '/user', detail }] })
}

async function composeOptions(
  services: Services,
  request: FastifyRequest,
  body: AuthenticationOptionsRequest,
): Promise<AuthenticationOptionsResponse> {
  const { relyingParty, policies, now } = services
  const asked = await loadCeremonyQuestion(
    services,
    request,
    body,
    body.purpose === undefined ? ['authentication', 'step-up'] : [body.purpose],
  )
  checkStepUp(asked)
  const { question, input, client } = asked
  const ceremony = composeRequest(input, policies.current(), now(), body.start ?? 'decided')
  const allowCredentials = await composeAllowList(services, body, asked, ceremony)
  const userVerification: UserVerification = resolveUserVerification(
    relyingParty.userVerification,
    ceremony.userVerification,
  )
  const publicKey = composeAuthenticationOptions({
    rpId: relyingParty.rpId,
    allowCredentials,
    hints: ceremony.hints,
    userVerification,
    timeoutMs: ceremony.timeoutMs,
  })
  // Whoever's passkey is in a list must be who comes; a second proof is of the same person in any case.
  const isBound = allowCredentials.length > 0 || question.purpose === 'step-up'
  const expiresAt = await saveChallenge(
    services,
    publicKey.challenge,
    {
      purpose: question.purpose,
      rpId: relyingParty.rpId,
      user:
        isBound && question.claimed !== null
          ? { pseudonym: question.claimed, id: body.user?.id ?? null }
          : null,
      askedFor: question.claimed,
      userVerification,
      conditional: false,
      allowed: allowCredentials.map(({ id }) => id as CredentialId),
      deviceId: question.deviceId,
      userHandle: null,
      client,
    },
    ceremony.timeoutMs,
  )
  recordStart(services, asked)
  return {
    publicKey,
    ...(ceremony.mediation === undefined ? {} : { mediation: ceremony.mediation }),
    ...(ceremony.uiMode === undefined ? {} : { uiMode: ceremony.uiMode }),
    expiresAt,
  }
}

/** Logins with a passkey: the options to ask for one, and the verification of what came back. */
export function registerWebauthnAuthentication(app: App, services: Services): void {
  app.post(
    authenticationOptionsPath,
    {
      config: { keys },
      schema: {
        summary: 'What to hand to navigator.credentials.get()',
        tags: ['webauthn'],
        body: AuthenticationOptionsRequest,
        response: { 200: AuthenticationOptionsResponse, ...problems(400, 401, 403, 409, 413, 415, 429, 503) },
      },
    },
    async (request, reply) => {
      const slot = keyOf(request).kind === 'publishable' ? startReplySlot() : null
      const { body, kept } = keepDevice(services, request, reply, request.body)
      const response = await composeOptions(services, request, body)
      if (kept !== null) response.device = kept
      await slot?.end()
      return response
    },
  )

  app.post(
    authenticationVerifyPath,
    {
      config: { keys },
      schema: {
        summary: 'Whether what came back is a login, and whose',
        description: 'a publishable key gets a ticket, and never learns who it was',
        tags: ['webauthn'],
        body: AuthenticationVerifyRequest,
        response: { 200: VerifyResponse, ...problems(400, 401, 403, 413, 415, 429, 503) },
      },
    },
    async (request, reply): Promise<VerifyResponse> => {
      const key = keyOf(request)
      if (key.kind === 'secret') return (await recordAuthentication(services, request.body, key)).answer
      const slot = startReplySlot()
      try {
        const { body } = keepDevice(services, request, reply, request.body)
        const { user, answer } = await recordAuthentication(services, body, key)
        return { verified: true, ticket: await issueTicket(services, user, answer) }
      } finally {
        await slot.end()
      }
    },
  )
}
