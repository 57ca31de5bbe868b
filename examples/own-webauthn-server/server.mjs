// @ts-check
import { callKeywise, reportLogin, userPath } from '../keywise.mjs'
import { checkPassword, findAccount } from '../your-site/accounts.mjs'
import { showAccount } from '../your-site/show-account.mjs'
import {
  createSite,
  listen,
  readBody,
  readSession,
  refuse,
  showPage,
  startSession,
} from '../your-site/site.mjs'
import { openDatabase } from './database.mjs'
import { toCredential } from './keywise-rows.mjs'
import { createWebauthnServer } from './webauthn-server.mjs'

const origin = process.env.ORIGIN ?? 'http://localhost:4002'
const database = openDatabase(process.env.DATABASE ?? 'example.sqlite')
const webauthn = createWebauthnServer(database, { rpID: new URL(origin).hostname, origin })
const app = await createSite()
const loginPage = new URL('login.html', import.meta.url)

app.get('/', (_request, reply) => showPage(reply, loginPage))

app.post('/login', async (request, reply) => {
  const { email, password, decisionToken } = readBody(request)
  const account = checkPassword(email, password)
  if (account === undefined) {
    return showPage(reply.code(401), loginPage, { message: 'This e-mail and password do not go together.' })
  }
  const login = { user: { id: account.id }, method: 'password' }
  const client = { signals: { userAgent: request.headers['user-agent'] } }
  const deviceToken = await reportLogin({ token: decisionToken }, login, client)
  startSession(reply, { userId: account.id, method: 'password', deviceToken })
  return reply.redirect('/account', 303)
})

app.post('/webauthn/options', async (request) => {
  const { start, ceremony } = readBody(request)
  // `decided`: as the decision says; a button, suggestions or the phone are asked for without a list.
  const plain = start === 'cross-device' ? { hints: ['hybrid'] } : {}
  return webauthn.composeLogin(start === 'decided' && ceremony ? ceremony : plain)
})

app.post('/webauthn/verify', async (request, reply) => {
  const { response, decisionToken, device, signals, elapsedMs, attempt } = readBody(request)
  const passkey = await webauthn.verifyLogin(response)
  const account = findAccount(passkey?.user_id)
  if (passkey === undefined || account === undefined) return { verified: false }

  const { authenticatorAttachment } = response
  const isPhone = authenticatorAttachment === 'cross-platform' && passkey.transports.includes('hybrid')
  const method = isPhone ? 'cross-device' : 'passkey'
  const user = { id: account.id }
  const credentialId = passkey.credential_id
  const login = { user, method, credentialId, authenticatorAttachment, elapsedMs, attempt }
  const deviceToken = await reportLogin({ token: decisionToken }, login, { device, signals })
  // Whether a passkey is backed up may change with any login.
  await tellPasskey(passkey, { backupState: passkey.backed_up === 1 })
  startSession(reply, { userId: account.id, method, deviceToken })
  return { verified: true, user: { id: account.id, name: account.email }, deviceToken }
})

app.post('/passkeys/decision', async (request) => {
  const { userId, method } = readSession(request)
  const { device, signals } = readBody(request)
  const about = { user: { id: userId }, device, signals, context: { justUsed: method } }
  const decision = await callKeywise('POST', '/v1/decisions', { purpose: 'registration', ...about })
  // `conditional`: without asking anybody. This server wants to see presence and verification, so it offers instead.
  return { ...decision, action: decision.action === 'conditional' ? 'offer' : decision.action }
})

app.post('/passkeys/options', async (request) => {
  const account = findAccount(readSession(request).userId)
  if (account === undefined) throw refuse(401, 'log in first')
  return { publicKey: await webauthn.composeCreation(account) }
})

app.post('/passkeys/verify', async (request) => {
  const account = findAccount(readSession(request).userId)
  if (account === undefined) throw refuse(401, 'log in first')
  const { response, decisionToken, device, signals, elapsedMs } = readBody(request)
  const passkey = await webauthn.verifyCreation(account.id, response, String(request.headers['user-agent']))
  if (passkey === undefined) throw refuse(400, 'this is not a passkey for you')
  // Where it was made matters most: the device and all that the page knows of its browser.
  const madeOn = { ...(device?.id === undefined ? {} : { device: { id: device.id } }), signals }
  const { authenticatorAttachment } = response
  await tellPasskey(passkey, { ...toCredential(passkey), authenticatorAttachment, ...madeOn })
  const user = { id: account.id }
  const made = { user, method: 'passkey', credentialId: passkey.credential_id, elapsedMs }
  const deviceToken = await reportLogin({ token: decisionToken }, made, { device, signals })
  return { user: { id: account.id, name: account.email }, deviceToken }
})

/**
 * Keywise never stands in the way: what could not be told, the next back-fill tells.
 * @param {import('./database.mjs').PasskeyRow} passkey
 * @param {object} credential
 */
async function tellPasskey({ user_id, credential_id }, credential) {
  const path = userPath(user_id, 'credentials', credential_id)
  await callKeywise('PUT', path, credential).catch((error) => app.log.warn({ err: error }, 'not told'))
}

await app.register(showAccount)
await listen(app, 4002)
