// @ts-check
import { findAccount } from './accounts.mjs'
import { readSession, refuse, showPage } from './site.mjs'

const page = new URL('account.html', import.meta.url)

/** The page after the login, where a passkey is offered; the same in all examples. @param {import('fastify').FastifyInstance} app */
export async function showAccount(app) {
  const readVisitor = (/** @type {import('fastify').FastifyRequest} */ request) => {
    const account = findAccount(readSession(request).userId)
    if (account === undefined) throw refuse(401, 'log in first')
    return account
  }
  app.get('/account', (request, reply) => showPage(reply, page, { name: readVisitor(request).name }))
  /** What the page keeps for the next login here. */
  app.get('/session', async (request) => {
    const { method, deviceToken } = readSession(request)
    const { id, email } = readVisitor(request)
    return { user: { id, name: email }, method, deviceToken }
  })
}
