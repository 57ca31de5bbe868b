import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signalsOf } from '../end-to-end/clients.ts'
import { createSoftAuthenticator } from '../webauthn/soft-authenticator.ts'
import { createVisitor, type Visitor } from './create-visitor.ts'
import { listExchanges, readGuide, toPattern } from './read-guide.ts'
import { type FollowedGuide, startGuide } from './start-guide.ts'

const ada = 'u-5a1f'
const signals = signalsOf('chrome-windows-11')
const logIn = (email: string, password: string, decisionToken = '') =>
  new URLSearchParams({ email, password, decisionToken })

let guide: FollowedGuide
beforeAll(async () => {
  guide = await startGuide('from-nothing')
}, 180_000)
afterAll(() => guide.end())

/** Creates a passkey after a login with the password, as `account.html` does. */
async function createPasskey(visitor: Visitor, device: { id: string }) {
  const asked = await visitor.ask('/v1/decisions', { device, signals })
  const { status, location } = await visitor.post(
    '/login',
    logIn('ada@example.com', 'correct horse', asked.token),
  )
  expect([status, location]).toEqual([303, '/account'])
  const { json: session } = await visitor.get('/session')
  expect(session).toEqual({
    user: { id: ada, name: 'ada@example.com' },
    method: 'password',
    deviceToken: expect.stringMatching(/^d1\./),
  })
  const told = { device: { ...device, token: session.deviceToken }, signals }
  const { json: decision } = await visitor.post('/passkeys/decision', told)
  const about = { ...told, decisionToken: decision.token }
  const { json: options } = await visitor.post('/passkeys/options', about)
  const authenticator = createSoftAuthenticator({
    rpId: 'localhost',
    origin: guide.origin,
    transports: ['internal'],
  })
  const response = authenticator.register(options.publicKey)
  const { json: made } = await visitor.post('/passkeys/verify', { ...about, response, elapsedMs: 900 })
  return { authenticator, decision, made }
}

describe('the example for a site without a WebAuthn server', () => {
  it('makes a passkey after a login with the password, and takes it as the login next time', async () => {
    const visitor = createVisitor(guide)
    const { authenticator, decision, made } = await createPasskey(visitor, { id: 'd-1' })
    expect([decision.action, made.user]).toEqual(['conditional', { id: ada, name: 'ada@example.com' }])

    const device = { id: 'd-1', token: made.deviceToken }
    const asked = { user: { id: ada }, device, signals }
    const next = await visitor.ask('/v1/decisions', asked)
    expect([next.action, next.reason]).toEqual(['passkey', 'passkey-made-here'])
    const about = { ...asked, decisionToken: next.token }
    const { publicKey } = await visitor.ask('/v1/webauthn/authentication/options', about)
    const response = authenticator.authenticate(publicKey)
    const { ticket } = await visitor.ask('/v1/webauthn/authentication/verify', {
      response,
      device,
      decisionToken: next.token,
    })
    const { json: told } = await visitor.post('/login/passkey', { ticket })
    expect(told).toMatchObject({ user: { id: ada }, deviceToken: expect.stringMatching(/^d1\./) })
    expect((await visitor.get('/session')).json.method).toBe('passkey')

    const { credentials } = await guide.ask('GET', `/v1/users/${ada}`)
    expect(credentials).toMatchObject([
      { madeOn: { deviceId: 'd-1', os: 'windows' }, lastUsedAt: expect.any(String) },
    ])
    expect((await createVisitor(guide).post('/login/passkey', { ticket })).status).toBe(400)
  })

  it('reports a login to a decision of its own where the one of the page was about somebody else', async () => {
    const visitor = createVisitor(guide)
    const { token } = await visitor.ask('/v1/decisions', {
      user: { id: ada },
      device: { id: 'd-2' },
      signals,
    })
    const { status } = await visitor.post('/login', logIn('bob@example.com', 'correct horse', token))
    expect(status).toBe(303)
    expect((await visitor.get('/session')).json).toEqual({
      user: { id: 'u-c07e', name: 'bob@example.com' },
      method: 'password',
    })
  })

  it('keeps strangers out', async () => {
    const visitor = createVisitor(guide)
    const wrong = await visitor.post('/login', logIn('ada@example.com', 'battery'))
    expect([wrong.status, wrong.text.includes('do not go together')]).toEqual([401, true])
    expect((await visitor.post('/passkeys/options', {})).status).toBe(401)
    expect((await visitor.get('/account')).status).toBe(401)
    const elsewhere = await visitor.post(
      '/login',
      logIn('ada@example.com', 'correct horse'),
      'https://evil.example',
    )
    expect(elsewhere.status).toBe(403)
  })

  it('logs in with the password while Keywise is away', async () => {
    const command = 'node examples/from-nothing/server.mjs'
    const siteUrl = await guide.startSite(command, { URL_OF_KEYWISE: 'http://127.0.0.1:9' })
    const visitor = createVisitor(guide, siteUrl)
    expect((await visitor.post('/login', logIn('ada@example.com', 'correct horse'))).status).toBe(303)
    expect((await visitor.get('/session')).json.user.id).toBe(ada)
  })

  it('has a guide, and an overview, whose commands print what they say', async () => {
    const exchanges = listExchanges([...guide.blocks, ...(await readGuide(''))])
    expect(exchanges).toHaveLength(3)
    for (const { command, printed } of exchanges)
      expect((await guide.run(command)).output).toMatch(toPattern(printed))
    const shown = guide.blocks.find(({ text }) => text.includes('/v1/users/'))
    const { output } = await guide.run(shown?.text ?? 'no such command')
    expect(JSON.parse(output)).toMatchObject({ id: ada })
  })
})
