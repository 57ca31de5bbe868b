import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signalsOf } from '../end-to-end/clients.ts'
import { createSoftAuthenticator } from '../webauthn/soft-authenticator.ts'
import { createVisitor, type Visitor } from './create-visitor.ts'
import { type FakeIdentityProvider, startFakeIdentityProvider } from './fake-identity-provider.ts'
import { listExchanges, toPattern } from './read-guide.ts'
import { type FollowedGuide, startGuide } from './start-guide.ts'

const ada = 'u-5a1f'
const bob = 'u-c07e'
const signals = signalsOf('chrome-windows-11')

let idp: FakeIdentityProvider
let guide: FollowedGuide
beforeAll(async () => {
  idp = await startFakeIdentityProvider('example-client', 'example-secret')
  guide = await startGuide('existing-idp', { IDP_ISSUER: idp.issuer })
}, 180_000)
afterAll(async () => {
  await guide.end()
  idp.close()
})

/** Follows the redirects: to the identity provider, and back to the site. */
async function goThroughIdp(visitor: Visitor, query: Record<string, string>) {
  const out = await visitor.get(`/login/idp?${new URLSearchParams(query)}`)
  expect(out.status).toBe(302)
  const atIdp = await fetch(out.location ?? '', { redirect: 'manual' })
  const back = new URL(atIdp.headers.get('location') ?? '')
  return visitor.get(back.pathname + back.search)
}

describe('the example for a login at an identity provider', () => {
  it('sends people there, with what they typed, and reports by the id of the decision who came back', async () => {
    const visitor = createVisitor(guide)
    const device = { id: 'd-idp' }
    const { decisionId } = await visitor.ask('/v1/decisions', { device, signals })
    idp.nextLogin({ claims: { sub: ada, amr: ['pwd'] } })
    const { status, location } = await goThroughIdp(visitor, {
      email: 'ada@example.com',
      decisionId,
      decided: 'fallback',
    })
    expect([status, location]).toEqual([302, '/account'])
    const { login_hint, acr_values, prompt, scope } = Object.fromEntries(idp.asked())
    expect({ login_hint, acr_values, prompt, scope }).toEqual({
      login_hint: 'ada@example.com',
      scope: 'openid email',
    })
    const { json: session } = await visitor.get('/session')
    expect(session).toMatchObject({ user: { id: ada }, method: 'password', deviceToken: expect.any(String) })
    const { devices } = await guide.ask('GET', `/v1/users/${ada}`)
    expect(devices).toMatchObject([{ id: 'd-idp', provenAt: expect.any(String) }])

    // The passkey that is made now saves the way to the identity provider next time.
    const { json: decision } = await visitor.post('/passkeys/decision', { device, signals })
    const about = { device, signals, decisionToken: decision.token }
    const { json: options } = await visitor.post('/passkeys/options', about)
    const authenticator = createSoftAuthenticator({
      rpId: 'localhost',
      origin: guide.origin,
      transports: ['internal'],
    })
    const { json: made } = await visitor.post('/passkeys/verify', {
      ...about,
      response: authenticator.register(options.publicKey),
    })
    const known = { id: 'd-idp', token: made.deviceToken }
    const next = await visitor.ask('/v1/decisions', { user: { id: ada }, device: known, signals })
    expect([next.action, next.reason]).toEqual(['passkey', 'passkey-made-here'])
  })

  it('asks an identity provider that has the passkeys for one where it is probably here', async () => {
    const [made] = [{ id: 'cGFzc2tleS1hdC1pZHA', device: { id: 'd-bob' } }]
    const passkey = { transports: ['internal'], backupEligible: false, device: made?.device, signals }
    await guide.ask('PUT', `/v1/users/${bob}/credentials/${made?.id}`, passkey)
    const visitor = createVisitor(guide)
    const first = await visitor.ask('/v1/decisions', { device: { id: 'd-bob' }, signals })
    idp.nextLogin({ claims: { sub: bob } })
    await goThroughIdp(visitor, { decisionId: first.decisionId })
    const { method, deviceToken } = (await visitor.get('/session')).json
    expect(method).toBe('idp')

    const device = { id: 'd-bob', token: deviceToken }
    const { action, decisionId } = await visitor.ask('/v1/decisions', { user: { id: bob }, device, signals })
    expect(action).toBe('passkey')
    idp.nextLogin({ claims: { sub: bob, acr: 'phr' } })
    await goThroughIdp(visitor, { email: 'bob@example.com', decisionId, decided: action })
    expect(idp.asked().get('acr_values')).toBe('phr')
    expect((await visitor.get('/session')).json.method).toBe('passkey')
  })

  it('lets the identity provider ask who it is, for somebody who is not the one named', async () => {
    idp.nextLogin({ claims: { sub: bob } })
    await goThroughIdp(createVisitor(guide), { email: 'ada@example.com', notYou: '1' })
    expect([idp.asked().get('prompt'), idp.asked().get('login_hint')]).toEqual(['select_account', null])
  })

  it('lets nobody in who was refused, who is unknown, or who comes with a login of another browser', async () => {
    const visitor = createVisitor(guide)
    const { decisionId } = await visitor.ask('/v1/decisions', { device: { id: 'd-x' }, signals })
    idp.nextLogin({ error: 'access_denied' })
    const refused = await goThroughIdp(visitor, { decisionId })
    expect([refused.status, refused.text.includes('You are not logged in')]).toEqual([401, true])
    idp.nextLogin({ claims: { sub: 'u-unknown' } })
    expect((await goThroughIdp(visitor, { decisionId })).status).toBe(403)

    idp.nextLogin({ claims: { sub: ada } })
    const out = await visitor.get('/login/idp')
    const atIdp = await fetch(out.location ?? '', { redirect: 'manual' })
    const back = new URL(atIdp.headers.get('location') ?? '')
    expect((await createVisitor(guide).get(back.pathname + back.search)).status).toBe(401)
    expect((await createVisitor(guide).get('/session')).status).toBe(401)
  })

  it.each([
    ['another audience', { aud: 'another-client' }, false],
    ['another nonce', { nonce: 'replayed' }, false],
    ['another issuer', { iss: 'https://evil.example' }, false],
    ['a time that is over', { exp: 1 }, false],
    ['a signature of something else', {}, true],
  ])('takes no ID token with %s', async (_what, claims, isForged) => {
    const visitor = createVisitor(guide)
    idp.nextLogin({ claims: { sub: ada, ...claims }, isForged })
    expect((await goThroughIdp(visitor, {})).status).toBe(401)
    expect((await visitor.get('/session')).status).toBe(401)
  })

  it('has a guide whose commands print what it says', async () => {
    const exchanges = listExchanges(guide.blocks)
    expect(exchanges).toHaveLength(1)
    for (const { command, printed } of exchanges)
      expect((await guide.run(command)).output).toMatch(toPattern(printed))
  })
})
