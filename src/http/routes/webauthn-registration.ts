import type { FastifyRequest } from 'fastify'
import {
  RegistrationOptionsRequest,
  RegistrationOptionsResponse,
  RegistrationVerifyRequest,
  VerifyResponse,
} from '../../contract/webauthn.ts'
import { composeCreation } from '../../core/index.ts'
import { composeRegistrationOptions } from '../../webauthn/compose-registration-options.ts'
import { createUserHandle } from '../../webauthn/create-user-handle.ts'
import { askStore } from '../ask-store.ts'
import { saveChallenge } from '../ceremonies/challenges.ts'
import { loadCeremonyQuestion, recordStart } from '../ceremonies/load-ceremony-question.ts'
import { readFloorProof } from '../ceremonies/read-floor-proof.ts'
import { recordRegistration } from '../ceremonies/record-registration.ts'
import { keyOf } from '../plugins/auth.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'
import { readUserRef } from './user-paths.ts'

export const registrationOptionsPath = '/v1/webauthn/registration/options'
export const registrationVerifyPath = '/v1/webauthn/registration/verify'
/** An attestation may bring a chain of certificates. */
const bodyLimit = 64 * 1024

async function composeOptions(
  services: Services,
  request: FastifyRequest,
  body: RegistrationOptionsRequest,
): Promise<RegistrationOptionsResponse> {
  const { store, policies, relyingParty, now } = services
  const { rpId, rpName, userVerification, algorithms } = relyingParty
  const asked = await loadCeremonyQuestion(services, request, body, ['registration'])
  const { question, input, client, decision, isFresh } = asked
  // What nobody is asked about has to follow a login at once (decision-model 5).
  const conditional = decision?.action === 'conditional' && isFresh && body.start !== 'button'
  const isOffered = decision !== null && decision.action !== 'skip' && !conditional
  const policy = policies.current()
  const floorProof = readFloorProof(input, policy, decision !== null)
  const plan = composeCreation(input, policy, now(), isOffered)
  const user = readUserRef(services, body.user.id)
  const account = await askStore(store.loadAccount(user.pseudonym))
  const { name } = body.user
  const displayName = body.user.displayName ?? account.profile?.displayName ?? name
  const fresh = account.userHandle ?? createUserHandle()
  const handle = await askStore(store.ensureUserHandle(user, fresh, { name, displayName }))
  const publicKey = composeRegistrationOptions({
    rp: { id: rpId, name: rpName },
    user: { handle, name, displayName },
    excludeCredentials: plan.excludeCredentials,
    hints: plan.hints,
    userVerification,
    timeoutMs: plan.timeoutMs,
    algorithms,
  })
  const expiresAt = await saveChallenge(
    services,
    publicKey.challenge,
    {
      purpose: 'registration',
      rpId,
      user,
      askedFor: user.pseudonym,
      userVerification,
      conditional,
      allowed: [],
      deviceId: question.deviceId,
      userHandle: handle,
      client,
      ...(floorProof === null ? {} : { floorProof }),
    },
    plan.timeoutMs,
  )
  recordStart(services, asked)
  return { publicKey, ...(conditional ? { mediation: 'conditional' as const } : {}), expiresAt }
}

/** New passkeys, for users the relying party vouches for: hence secret keys only. */
export function registerWebauthnRegistration(app: App, services: Services): void {
  app.post(
    registrationOptionsPath,
    {
      config: { keys: ['secret'] },
      schema: {
        summary: 'What to hand to navigator.credentials.create()',
        tags: ['webauthn'],
        body: RegistrationOptionsRequest,
        response: { 200: RegistrationOptionsResponse, ...problems(400, 401, 403, 409, 413, 415, 503) },
      },
    },
    (request) => composeOptions(services, request, request.body),
  )

  app.post(
    registrationVerifyPath,
    {
      config: { keys: ['secret'] },
      bodyLimit,
      schema: {
        summary: 'Whether what came back is a new passkey; it is then on record',
        tags: ['webauthn'],
        body: RegistrationVerifyRequest,
        response: { 200: VerifyResponse, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    (request) => recordRegistration(services, request.body, keyOf(request)),
  )
}
