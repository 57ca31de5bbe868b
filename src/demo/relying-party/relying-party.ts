import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Account, Accounts } from './accounts.ts'
import type { Json, Keywise } from './keywise.ts'
import { endSession, readSession, startSession } from './sessions.ts'

export interface RelyingPartyOptions {
  readonly keywise: Keywise
  readonly accounts: Accounts
  readonly showPage: (reply: FastifyReply, name: string, values?: Json, status?: number) => FastifyReply
}
type Sent = FastifyRequest<{ Body: Json | undefined; Params: { id: string } }>

const refuse = (statusCode: number, text: string): never => {
  throw Object.assign(new Error(text), { statusCode })
}
const textOf = ({ body }: Sent, name: string): string => String(body?.[name] ?? '')
const filledBy = (request: Sent) => ({ name: textOf(request, 'name'), email: textOf(request, 'email') })
const isForm = ({ headers }: Sent) => headers['content-type']?.includes('form') === true

/** A site with accounts and passwords that uses Keywise for passkeys; everything it does for that stands here. */
export const relyingParty: FastifyPluginAsync<RelyingPartyOptions> = async (app, options) => {
  const { keywise, accounts, showPage } = options
  const visitorOf = (request: Sent): Account =>
    accounts.find(readSession(request)?.accountId) ?? refuse(401, 'log in first')
  const pathOf = (request: Sent, ...rest: string[]) =>
    `/v1/users/${[visitorOf(request).id, ...rest].map(encodeURIComponent).join('/')}`

  /** After a password: it proves this browser, and makes failures before it count. Keywise never stands in its way. */
  const enter = async (request: Sent, reply: FastifyReply, { id }: Account) => {
    const outcome = { result: 'success', method: 'password', user: { id } }
    const report = (token: unknown) => keywise('POST', '/v1/outcomes', { token, ...outcome })
    // Where the page has no decision, or one about somebody else, the back end asks for one of its own.
    const asked = { user: { id }, signals: { userAgent: request.headers['user-agent'] } }
    const told = await report(textOf(request, 'decisionToken'))
      .catch(async () => report((await keywise('POST', '/v1/decisions', asked)).token))
      .catch((error: Error) => request.log.warn({ reason: error.message }, 'Keywise was not told'))
    startSession(reply, { accountId: id, method: 'password', deviceToken: told?.deviceToken })
    return reply.redirect('/demo/account', 303)
  }
  app.post('/signup', async (request: Sent, reply) => {
    const filled = filledBy(request)
    const account = await accounts.add(filled.name, filled.email, textOf(request, 'password'))
    if (account) {
      // All ceremonies of this site are Keywise's, so providers may forget what it does not know.
      const known = { name: account.email, credentialsComplete: true }
      await keywise('PUT', `/v1/users/${account.id}`, known).catch(() => undefined)
      return enter(request, reply, account)
    }
    const message = 'Needed: a name, an e-mail without an account, a password of 8 characters or more.'
    return showPage(reply, 'signup', { ...filled, message }, 400)
  })
  app.post('/login', async (request: Sent, reply) => {
    const [email, password] = [textOf(request, 'email'), textOf(request, 'password')]
    const account = password && (await accounts.checkPassword(email, password))
    if (account) return enter(request, reply, account)
    // Without scripts, Continue comes here as well, before there is a password.
    const message = password && 'This e-mail and password do not go together.'
    const filled = { email, message, decisionToken: textOf(request, 'decisionToken') }
    return showPage(reply, 'password', filled, password ? 401 : 200)
  })
  /** The page brings a ticket; who it was, Keywise tells only the secret key. */
  app.post('/passkey-login', async (request: Sent, reply) => {
    const told = await keywise('POST', '/v1/webauthn/tickets/redeem', { ticket: textOf(request, 'ticket') })
    const { user, credential, deviceToken, advice } = told as Readonly<Record<string, Json>>
    const isOpen = told.purpose === 'authentication' && !/^(locked|blocked)$/.test(`${user?.state}`)
    if (!isOpen) refuse(403, 'this account cannot be used at the moment')
    const { id, name } = accounts.find(user?.id) ?? refuse(401, 'this passkey has no account any more')
    const isPhone = [credential?.transports].flat().includes('hybrid')
    const another = isPhone ? 'cross-device' : 'security-key'
    const method = credential?.authenticatorAttachment === 'cross-platform' ? another : 'passkey'
    startSession(reply, { accountId: id, method, deviceToken })
    return { user: { id, name }, deviceToken, advice }
  })
  app.post('/logout', (_request, reply) => endSession(reply).redirect('/demo', 303))
  app.get('/account/data', async (request: Sent) => {
    const { id, name, email } = visitorOf(request)
    const { method, deviceToken } = readSession(request) ?? {}
    const { credentials } = (await keywise('GET', pathOf(request))) as { credentials: readonly Json[] }
    const passkeys = credentials.filter(({ revokedAt }) => !revokedAt)
    return { user: { id, name, email }, method, deviceToken, passkeys }
  })
  app.post('/account', async (request: Sent, reply) => {
    const kept = await accounts.put({ ...visitorOf(request), ...filledBy(request) })
    const { name, email } = kept ?? refuse(409, 'enter a name, and an e-mail that no other account has')
    const told = await keywise('PUT', pathOf(request), { name: email, displayName: name })
    return isForm(request) ? reply.redirect('/demo/account', 303) : told
  })
  // Passkeys: what the browser says goes through as it is; who it is about, we say.
  const fromPage = ({ body }: Sent) => {
    const { device, signals, decisionToken, response, start } = body ?? {}
    return { device, signals, decisionToken, response, start }
  }
  app.post('/passkeys/decision', async (request: Sent) => {
    const user = { id: visitorOf(request).id, fallbacks: ['password'] }
    const context = { justUsed: readSession(request)?.method }
    return keywise('POST', '/v1/decisions', { ...fromPage(request), purpose: 'registration', user, context })
  })
  app.post('/passkeys/options', async (request: Sent) => {
    const { id, email, name } = visitorOf(request)
    const user = { id, name: email, displayName: name }
    return keywise('POST', '/v1/webauthn/registration/options', { ...fromPage(request), user })
  })
  app.post('/passkeys/verify', async (request: Sent) => {
    const user = { id: visitorOf(request).id }
    return keywise('POST', '/v1/webauthn/registration/verify', { ...fromPage(request), user })
  })
  const passkeyOf = (request: Sent) => pathOf(request, 'credentials', request.params.id)
  app.put('/passkeys/:id', async (request: Sent) =>
    keywise('PUT', passkeyOf(request), { name: textOf(request, 'name') }),
  )
  app.delete('/passkeys/:id', async (request: Sent) => keywise('DELETE', passkeyOf(request)))
}
