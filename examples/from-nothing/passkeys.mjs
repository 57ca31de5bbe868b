// @ts-check
import { callKeywise } from '../keywise.mjs'
import { findAccount } from '../your-site/accounts.mjs'
import { readBody, readSession, refuse, startSession } from '../your-site/site.mjs'

/**
 * What a back end does for passkeys that Keywise verifies. What the browser says goes through as it is; who it is
 * about, we say.
 * @param {import('fastify').FastifyInstance} app
 */
export async function passkeys(app) {
  /** The page brings a ticket; who it was, Keywise tells only the secret key. */
  app.post('/login/passkey', async (request, reply) => {
    const { ticket } = readBody(request)
    const told = await callKeywise('POST', '/v1/webauthn/tickets/redeem', { ticket })
    const account = findAccount(told.user.id)
    if (account === undefined) throw refuse(401, 'this passkey has no account any more')
    const isPhone = told.credential.authenticatorAttachment === 'cross-platform'
    const { deviceToken, advice } = told
    startSession(reply, { userId: account.id, method: isPhone ? 'cross-device' : 'passkey', deviceToken })
    return { user: { id: account.id, name: account.email }, deviceToken, advice }
  })

  /** Whether to offer a passkey to whoever has just logged in. */
  app.post('/passkeys/decision', async (request) => {
    const { userId, method } = readSession(request)
    const { device, signals } = readBody(request)
    const context = { justUsed: method }
    return callKeywise('POST', '/v1/decisions', {
      purpose: 'registration',
      user: { id: userId },
      device,
      signals,
      context,
    })
  })

  app.post('/passkeys/options', async (request) => {
    const account = findAccount(readSession(request).userId)
    if (account === undefined) throw refuse(401, 'log in first')
    const { decisionToken, device, signals } = readBody(request)
    const user = { id: account.id, name: account.email, displayName: account.name }
    return callKeywise('POST', '/v1/webauthn/registration/options', { user, decisionToken, device, signals })
  })

  app.post('/passkeys/verify', async (request) => {
    readSession(request) // whose passkey it becomes, the challenge says
    const { response, elapsedMs, decisionToken, device, signals } = readBody(request)
    const sent = { response, elapsedMs, decisionToken, device, signals }
    const { user, deviceToken, advice } = await callKeywise('POST', '/v1/webauthn/registration/verify', sent)
    return { user: { id: user.id, name: findAccount(user.id)?.email }, deviceToken, advice }
  })
}
