import Type from 'typebox'
import type { CredentialId } from '../../contract/ids.ts'
import { DeviceTokensVoided, UserSaved, UserView } from '../../contract/responses.ts'
import { UserInput } from '../../contract/user.ts'
import {
  type DecisionInput,
  explain,
  nameProvider,
  type UserHistory,
  type UserPseudonym,
} from '../../core/index.ts'
import type { Account } from '../../store/ceremony-store.ts'
import type { UserRef } from '../../store/history-store.ts'
import { askStore } from '../ask-store.ts'
import { buildAdvice } from '../ceremonies/build-advice.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'
import { readUserRef, UserParams } from './user-paths.ts'

const writeTime = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())
const keys = ['secret'] as const

/** Times of a record as people and other systems read them. */
function writeTimes(record: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      name,
      name.endsWith('At') && typeof value === 'number' ? writeTime(value) : value,
    ]),
  )
}

/** What the record has besides: for people, and for policy. */
function tellRecord({ passkeys }: Account, id: CredentialId) {
  const record = passkeys.find((passkey) => passkey.id === id)
  if (record === undefined) return { name: null, signCount: null, signCountRegressedAt: null }
  const { name, signCount, signCountRegressedAt } = record
  return { name, signCount, signCountRegressedAt: writeTime(signCountRegressedAt) }
}

/** What is believed of a user's passkeys on a client that says nothing about itself. */
const unknownClient = (user: UserPseudonym, history: UserHistory): DecisionInput => ({
  purpose: 'authentication',
  signals: {},
  user: { pseudonym: user },
  device: { id: null, proven: false, users: 0 },
  context: {},
  history,
})

/** What the relying party says and reads about a user. A user unknown to us is no error: histories begin empty. */
export function registerUsers(app: App, services: Services): void {
  const { policies, store, relyingParty } = services
  /** A display name alone goes with the name on record. @throws ProblemError 400 where there is none */
  const completeName = async (user: UserRef, said: UserInput): Promise<UserInput> => {
    if (said.displayName === undefined || said.name !== undefined) return said
    const { profile } = await askStore(store.loadAccount(user.pseudonym))
    if (profile !== null) return { ...said, name: profile.name }
    const detail = 'a display name needs a name beside it'
    throw new ProblemError(400, 'invalid-request', { detail, errors: [{ pointer: '/displayName', detail }] })
  }

  app.put(
    '/v1/users/:userId',
    {
      config: { keys },
      schema: {
        summary: 'State, attributes and assurance floor, used where a decision does not say',
        tags: ['users'],
        params: UserParams,
        body: UserInput,
        response: { 200: UserSaved, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    async (request) => {
      const user = readUserRef(services, request.params.userId)
      const said = await completeName(user, request.body)
      // Who is shut out is signed out. Not who is locked: a few wrong passwords of somebody else's do that.
      const update = said.state === 'blocked' ? { ...said, sessionsRevokedAt: services.now() } : said
      await askStore(store.saveUser(user, update))
      const account = await askStore(store.loadAccount(user.pseudonym))
      return { id: user.id, saved: true as const, advice: buildAdvice(relyingParty.rpId, account, null) }
    },
  )

  app.get(
    '/v1/users/:userId',
    {
      config: { keys },
      schema: {
        summary: 'Credentials, devices, counts and beliefs',
        tags: ['users'],
        params: UserParams,
        response: { 200: UserView, ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const user = readUserRef(services, request.params.userId)
      const history = await askStore(store.loadHistory(user.pseudonym))
      const account = await askStore(store.loadAccount(user.pseudonym))
      const { knowledge } = policies.current()
      const { credentials, devices, sightings, registrationAsks } = history
      const input = unknownClient(user.pseudonym, history)
      const { trace } = await explain(input, policies.current(), services.now())
      return {
        id: user.id,
        state: history.state,
        attributes: { ...history.attributes },
        assuranceFloor: history.assuranceFloor,
        name: account.profile?.name ?? null,
        displayName: account.profile?.displayName ?? null,
        credentialsComplete: account.credentialsComplete,
        credentials: credentials.map((credential) => ({
          ...writeTimes(credential),
          ...tellRecord(account, credential.id),
          provider: nameProvider(credential, knowledge),
        })),
        devices: devices.map(writeTimes),
        sessionsRevokedAt: writeTime(history.sessionsRevokedAt),
        counts: sightings.map(({ recent, ...counts }) => ({
          ...writeTimes(counts),
          recent: recent.map(({ at, kind }) => ({ at: writeTime(at), kind })),
        })),
        registrationAsks: registrationAsks.map(writeTimes),
        crossDevice: {
          successes: history.crossDeviceSuccesses,
          lastAt: writeTime(history.lastCrossDeviceAt),
        },
        beliefs: trace.credentials ?? [],
      }
    },
  )

  app.get(
    '/v1/users/:userId/export',
    {
      config: { keys },
      schema: {
        summary: 'Everything kept about a user',
        tags: ['users'],
        params: UserParams,
        response: {
          200: Type.Object({ id: Type.String(), known: Type.Boolean(), data: Type.Unknown() }),
          ...problems(400, 401, 403, 503),
        },
      },
    },
    async (request) => {
      const { id, pseudonym } = readUserRef(services, request.params.userId)
      const data = await askStore(store.exportUser(pseudonym))
      return { id, known: data !== null, data }
    },
  )

  app.delete(
    '/v1/users/:userId/device-tokens',
    {
      config: { keys },
      schema: {
        summary: 'Sign a user out everywhere: device tokens issued until now are void',
        description:
          'call it when you end all sessions of a user, as after a changed password or a stolen device; the browsers then have to complete a login again before they are trusted. A `PUT` with `state: "blocked"` does it too; an erasure leaves no token of any use',
        tags: ['users'],
        params: UserParams,
        response: { 200: DeviceTokensVoided, ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const user = readUserRef(services, request.params.userId)
      const at = services.now()
      await askStore(store.saveUser(user, { sessionsRevokedAt: at }))
      return { id: user.id, voided: true as const, at: new Date(at).toISOString() }
    },
  )

  app.delete(
    '/v1/users/:userId',
    {
      config: { keys },
      schema: {
        summary: 'Erase a user; done again, it changes nothing',
        tags: ['users'],
        params: UserParams,
        response: { 204: { type: 'null', description: 'erased' }, ...problems(400, 401, 403, 503) },
      },
    },
    async (request, reply) => {
      await askStore(store.eraseUser(readUserRef(services, request.params.userId).pseudonym))
      return reply.code(204).send(null)
    },
  )
}
