import { EventsSaved } from '../../contract/responses.ts'
import { UserEvents } from '../../contract/user.ts'
import { buildBackfillChanges, identifyPlatform, type RawSignals, readSignals } from '../../core/index.ts'
import { askStore } from '../ask-store.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'
import { readUserRef, UserParams } from './user-paths.ts'

const identifyClient = (signals: RawSignals) => identifyPlatform(readSignals(signals))

/** `POST /v1/users/{userId}/events`: what happened before, from the system that was there before. */
export function registerUserEvents(app: App, services: Services): void {
  const { store, policies } = services
  app.post(
    '/v1/users/:userId/events',
    {
      config: { keys: ['secret'] },
      bodyLimit: 1024 * 1024,
      schema: {
        summary: 'Back-fill from an existing system, all or nothing',
        tags: ['users'],
        params: UserParams,
        body: UserEvents,
        response: { 202: EventsSaved, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    async (request, reply) => {
      const user = readUserRef(services, request.params.userId)
      const { credentials } = await askStore(store.loadHistory(user.pseudonym))
      const changes = buildBackfillChanges(
        user.pseudonym,
        request.body,
        identifyClient,
        policies.current().knowledge,
        (id) => credentials.find((credential) => credential.id === id)?.transports ?? [],
      )
      await askStore(store.saveChanges(user, changes))
      return reply.code(202).send({ accepted: request.body.length, changes: changes.length })
    },
  )
}
