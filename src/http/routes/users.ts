import Type from 'typebox'
import { UserSaved, UserView } from '../../contract/responses.ts'
import { UserInput } from '../../contract/user.ts'
import { type DecisionInput, explain, type UserHistory, type UserPseudonym } from '../../core/index.ts'
import { askStore } from '../ask-store.ts'
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
  const { policies, store } = services

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
      await askStore(store.saveUser(user, request.body))
      return { id: user.id, saved: true as const }
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
      const { credentials, devices, sightings, registrationAsks } = history
      const input = unknownClient(user.pseudonym, history)
      const { trace } = await explain(input, policies.current(), services.now())
      return {
        id: user.id,
        state: history.state,
        attributes: { ...history.attributes },
        assuranceFloor: history.assuranceFloor,
        credentials: credentials.map(writeTimes),
        devices: devices.map(writeTimes),
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
