// @ts-check
import { passkeys } from '../from-nothing/passkeys.mjs'
import { callKeywise, reportLogin } from '../keywise.mjs'
import { findAccount } from '../your-site/accounts.mjs'
import { showAccount } from '../your-site/show-account.mjs'
import { createSite, keep, listen, readKept, showPage, startSession } from '../your-site/site.mjs'
import { chooseParameters, readMethod } from './choose-parameters.mjs'
import { finishLogin, startLogin } from './identity-provider.mjs'

const app = await createSite()
const formTargets = new URL(process.env.IDP_ISSUER ?? '').origin
// `idp`: the identity provider has the passkeys. Default: this site has them, and Keywise verifies.
const pageName = process.env.PASSKEYS_AT === 'idp' ? 'login-passkeys-at-idp.html' : 'login.html'
const loginPage = new URL(pageName, import.meta.url)
const callbackOf = (/** @type {import('fastify').FastifyRequest} */ { protocol, host }) =>
  `${protocol}://${host}/login/callback`

app.get('/', (_request, reply) => showPage(reply, loginPage, { formTargets }))

app.get('/login/idp', async (request, reply) => {
  const query = /** @type {Record<string, string>} */ (request.query)
  const { url, started } = await startLogin(callbackOf(request), chooseParameters(query))
  // A person may take longer than the ten minutes of a decision's token: its id is good for a day.
  keep(reply, 'started', { ...started, decisionId: query.decisionId })
  return reply.redirect(url)
})

app.get('/login/callback', async (request, reply) => {
  const query = /** @type {Record<string, string>} */ (request.query)
  const { decisionId, ...started } = readKept(request, 'started') ?? {}
  reply.clearCookie('started', { path: '/' })
  const turnAway = (/** @type {number} */ status, /** @type {string} */ message) =>
    showPage(reply.code(status), loginPage, { formTargets, message })
  if (query.error !== undefined && query.state === started.state) {
    const error = { name: query.error.slice(0, 64) }
    const failure = { decisionId, result: 'failure', method: 'idp', error }
    await callKeywise('POST', '/v1/outcomes', failure).catch(() => {})
    return turnAway(401, 'You are not logged in. Try again.')
  }
  const claims = await finishLogin(callbackOf(request), query, started.state && started).catch((error) => {
    request.log.warn({ err: error }, 'a login was refused')
  })
  if (claims === undefined) return turnAway(401, 'You are not logged in. Try again.')
  const account = findAccount(claims.sub)
  if (account === undefined) return turnAway(403, 'You have no account here.')
  const method = readMethod(claims)
  const client = { signals: { userAgent: request.headers['user-agent'] } }
  const deviceToken = await reportLogin({ decisionId }, { user: { id: account.id }, method }, client)
  startSession(reply, { userId: account.id, method, deviceToken })
  return reply.redirect('/account')
})

await app.register(passkeys)
await app.register(showAccount)
await listen(app, 4003)
