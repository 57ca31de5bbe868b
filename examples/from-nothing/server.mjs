// @ts-check
import { reportLogin } from '../keywise.mjs'
import { checkPassword } from '../your-site/accounts.mjs'
import { showAccount } from '../your-site/show-account.mjs'
import { createSite, listen, readBody, showPage, startSession } from '../your-site/site.mjs'
import { passkeys } from './passkeys.mjs'

const app = await createSite()
const loginPage = new URL('login.html', import.meta.url)

app.get('/', (_request, reply) => showPage(reply, loginPage))

app.post('/login', async (request, reply) => {
  const { email, password, decisionToken } = readBody(request)
  const account = checkPassword(email, password)
  if (account === undefined) {
    return showPage(reply.code(401), loginPage, { message: 'This e-mail and password do not go together.' })
  }
  // It proves this browser, and makes failures before it count.
  const login = { user: { id: account.id }, method: 'password' }
  const client = { signals: { userAgent: request.headers['user-agent'] } }
  const deviceToken = await reportLogin({ token: decisionToken }, login, client)
  startSession(reply, { userId: account.id, method: 'password', deviceToken })
  return reply.redirect('/account', 303)
})

await app.register(passkeys)
await app.register(showAccount)
await listen(app, 4001)
