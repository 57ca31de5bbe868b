import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Accounts } from './relying-party/accounts.ts'
import type { Json, Keywise } from './relying-party/keywise.ts'
import { readSession } from './relying-party/sessions.ts'

type Asked = FastifyRequest<{ Body: Json | undefined }>
const playgroundBody = 64 * 1024

/**
 * What the panel and the playground show. This is the demo looking over its own shoulder: a real site never tells a page
 * what its secret key can see, least of all by e-mail and before a login.
 */
export function registerExplainRoutes(
  app: FastifyInstance,
  { keywise, accounts }: { readonly keywise: Keywise; readonly accounts: Accounts },
): void {
  /** The decision the page has just got, explained with all that the back end knows of whoever that is. */
  app.post('/explain', async (request: Asked) => {
    const { purpose, device, signals, user, email } = request.body ?? {}
    const session = readSession(request)
    const named = accounts.find((user as Json | undefined)?.id) ?? accounts.findByEmail(String(email ?? ''))
    const account = accounts.find(session?.accountId) ?? named
    const about = account === undefined ? {} : { user: { id: account.id, fallbacks: ['password'] } }
    const context = purpose === 'registration' && session ? { justUsed: session.method } : undefined
    const answer = await keywise('POST', '/v1/decisions/explain', {
      purpose,
      device,
      signals,
      context,
      ...about,
    })
    return { ...answer, account: account === undefined ? null : { name: account.name } }
  })

  /** A situation somebody made up. It names nobody who is stored: whoever is named brings a history along. */
  app.post('/playground/explain', { bodyLimit: playgroundBody }, async (request: Asked) => {
    const { user, history, ...rest } = request.body ?? {}
    const somebody = user === undefined && history === undefined ? {} : { user, history: history ?? {} }
    return keywise('POST', '/v1/decisions/explain', { ...rest, ...somebody })
  })
}
