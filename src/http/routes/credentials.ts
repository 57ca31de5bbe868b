import type { CredentialId, DeviceId } from '../../contract/ids.ts'
import { CredentialRevoked, CredentialSaved } from '../../contract/responses.ts'
import { CredentialInput } from '../../contract/user.ts'
import { identifyPlatform, readSignals } from '../../core/index.ts'
import type { CredentialUpdate } from '../../store/history-store.ts'
import { askStore } from '../ask-store.ts'
import { buildAdvice } from '../ceremonies/build-advice.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'
import { CredentialParams, readUserRef } from './user-paths.ts'

const path = '/v1/users/:userId/credentials/:credentialId'

// Only what the caller says about the place: the request comes from a back end, its own headers tell nothing.
function readMadeOn({ device, signals }: CredentialInput): CredentialUpdate['madeOn'] {
  if (device === undefined && signals === undefined) return undefined
  const platform = signals === undefined ? undefined : identifyPlatform(readSignals(signals))
  return {
    ...(device === undefined ? {} : { deviceId: device.id as DeviceId }),
    ...(platform === undefined ? {} : { os: platform.os, browser: platform.browser }),
  }
}

function buildUpdate(id: CredentialId, body: CredentialInput, now: number): CredentialUpdate {
  const { device: _device, signals: _signals, authenticatorAttachment, createdAt, ...stated } = body
  const madeOn = readMadeOn(body)
  return {
    ...stated,
    id,
    createdAt: createdAt === undefined ? now : Date.parse(createdAt),
    ...(authenticatorAttachment == null ? {} : { authenticatorAttachment }),
    ...(madeOn === undefined ? {} : { madeOn }),
  }
}

/** The credentials of a relying party that runs its own WebAuthn server. */
export function registerCredentials(app: App, services: Services): void {
  const { store, relyingParty } = services
  app.put(
    path,
    {
      config: { keys: ['secret'] },
      schema: {
        summary: 'Record or update a credential',
        tags: ['users'],
        params: CredentialParams,
        body: CredentialInput,
        response: {
          200: CredentialSaved,
          201: CredentialSaved,
          ...problems(400, 401, 403, 404, 409, 413, 415, 503),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.credentialId as CredentialId
      const user = readUserRef(services, request.params.userId)
      const update = buildUpdate(id, request.body, services.now())
      const saved = await askStore(store.saveCredential(user, update))
      if (saved === 'revoked')
        throw new ProblemError(409, 'credential-revoked', {
          detail: 'this credential was revoked; `restore: true` takes that back',
        })
      if (saved === 'unknown')
        throw new ProblemError(404, 'not-found', {
          detail: 'this user has no credential of this id; to record one, send its transports',
        })
      if (saved === 'foreign')
        throw new ProblemError(409, 'credential-foreign', { detail: 'this credential is another user’s' })
      return reply.code(saved === 'created' ? 201 : 200).send({ id, saved })
    },
  )

  app.delete(
    path,
    {
      config: { keys: ['secret'] },
      schema: {
        summary: 'Revoke a credential: kept, marked, left out of every list',
        tags: ['users'],
        params: CredentialParams,
        response: { 200: CredentialRevoked, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async (request) => {
      const { pseudonym } = readUserRef(services, request.params.userId)
      const id = request.params.credentialId as CredentialId
      const found = await askStore(store.revokeCredential(pseudonym, id, services.now()))
      if (!found)
        throw new ProblemError(404, 'not-found', { detail: 'this user has no credential of this id' })
      const account = await askStore(store.loadAccount(pseudonym))
      const { rpId } = relyingParty
      const advice = {
        signalUnknownCredential: { rpId, credentialId: id },
        ...buildAdvice(rpId, account, null),
      }
      return { id, revoked: true as const, advice }
    },
  )
}
