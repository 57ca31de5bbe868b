import { describe, expect, it } from 'vitest'
import { purposes, userStates } from '../../src/contract/words.ts'
import { createSoftAuthenticator } from '../webauthn/soft-authenticator.ts'
import { addUserWithPasskey, chromeOnWindows, openApp, shippedRules, type TestApp } from './open-app.ts'

const ada = { id: 'u-ada', name: 'ada@corp.example' }
const page = { device: { id: 'd-ada' }, signals: chromeOnWindows }
const where = { rpId: 'login.example.com', origin: 'https://login.example.com' }
const bitwarden = Buffer.from('d548826e79b4db40a3d811116f7e8349', 'hex')

const ask = (app: TestApp, url: string, body: object) => app.call({ url, key: 'secret', body })
const saveUser = (app: TestApp, body: object) =>
  app.call({ method: 'PUT', url: `/v1/users/${ada.id}`, key: 'secret', body })

async function createPasskey(
  app: TestApp,
  authenticator = createSoftAuthenticator(where),
  body: object = {},
) {
  const options = await ask(app, '/v1/webauthn/registration/options', { user: ada, ...page, ...body })
  if (options.status !== 200) return options
  const response = authenticator.register(options.json.publicKey)
  return ask(app, '/v1/webauthn/registration/verify', { response, ...page, ...body })
}

describe('a passkey of a provider that fakes user verification', () => {
  it('is told as a risk when it is made and when it is used, and promises one factor', async () => {
    const app = await openApp()
    const extension = createSoftAuthenticator({ ...where, aaguid: bitwarden })
    const made = await createPasskey(app, extension)
    expect(made.json.credential).toMatchObject({
      userVerified: true,
      provider: 'Bitwarden',
      risks: ['user-verification-unproven'],
    })
    const asked = { purpose: 'step-up', user: { id: ada.id }, ...page }
    const { publicKey } = (await ask(app, '/v1/webauthn/authentication/options', asked)).json
    const response = extension.authenticate(publicKey)
    const used = await ask(app, '/v1/webauthn/authentication/verify', { response, ...page })
    expect(used.json.credential.risks).toEqual(['user-verification-unproven'])

    const alone = await ask(app, '/v1/decisions', asked)
    expect(alone.json.assurance).toEqual({ phishingResistant: true, multiFactor: false })
    const second = await ask(app, '/v1/decisions', { ...asked, context: { justUsed: 'password' } })
    expect(second.json.assurance).toEqual({ phishingResistant: true, multiFactor: true })
  })

  it('is no matter where the flag was not set, nor of other providers', async () => {
    const app = await openApp({ relyingParty: { userVerification: 'discouraged' } })
    const unverified = createSoftAuthenticator({ ...where, aaguid: bitwarden, flags: { uv: false } })
    expect((await createPasskey(app, unverified)).json.credential).toMatchObject({
      userVerified: false,
      risks: [],
    })
    expect((await createPasskey(await openApp())).json.credential).toMatchObject({ risks: [] })
  })
})

describe('a new passkey for an account with a resistant floor', () => {
  const announced = ({ lines }: TestApp) =>
    lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'passkey-under-floor')

  const decide = (app: TestApp, context: object) =>
    ask(app, '/v1/decisions', { purpose: 'registration', user: { id: ada.id }, context, ...page })

  it('is not bought by a password', async () => {
    const app = await openApp()
    await saveUser(app, { assuranceFloor: 'phishing-resistant' })
    const decision = await decide(app, { justUsed: 'password' })
    expect(decision.json).toMatchObject({ action: 'skip', reason: 'policy-floor', stepUpRequired: true })
    const refused = await createPasskey(app, undefined, { decisionToken: decision.json.token })
    expect([refused.status, refused.json.code]).toEqual([403, 'policy-floor'])
    expect(announced(app)).toEqual([])
  })

  it.each(['passkey', 'cross-device', 'security-key', 'recovery'])('is made after %s', async (justUsed) => {
    const app = await openApp()
    await saveUser(app, { assuranceFloor: 'phishing-resistant' })
    const { json } = await decide(app, { justUsed })
    const made = await createPasskey(app, undefined, { decisionToken: json.token })
    expect(made.json).toMatchObject({ verified: true })
    expect(announced(app)).toMatchObject([{ proof: 'resistant', decisionId: json.decisionId }])
  })

  it('is made on the word of the back end, which the log tells', async () => {
    const app = await openApp()
    await saveUser(app, { assuranceFloor: 'phishing-resistant' })
    expect((await createPasskey(app)).json).toMatchObject({ verified: true })
    expect(announced(app)).toMatchObject([{ proof: 'host', decisionId: null }])
  })

  it('is told of nobody else', async () => {
    const app = await openApp()
    expect((await createPasskey(app)).json).toMatchObject({ verified: true })
    expect(announced(app)).toEqual([])
  })
})

describe('the state of an account, on a page with a device token', () => {
  /** What a page can see, but for what is drawn anew each time. */
  async function see(app: TestApp, purpose: string, device: object, id = 'u-1') {
    const body = { purpose, user: { id }, device, signals: chromeOnWindows }
    const { json } = await app.call({ url: '/v1/decisions', key: 'publishable', body })
    const { decisionId: _id, token: _token, expiresAt: _expires, ...visible } = json
    return visible
  }
  const setState = (app: TestApp, state: string) =>
    app.call({ method: 'PUT', url: '/v1/users/u-1', key: 'secret', body: { state } })

  it('shows in no answer: as an active account, or as anybody', async () => {
    for (const purpose of purposes) {
      const app = await openApp()
      const { deviceToken } = await addUserWithPasskey(app)
      const device = { id: 'd-1', token: deviceToken }
      await setState(app, 'active')
      const active = await see(app, purpose, device)
      const anybody = await see(app, purpose, { id: 'd-1' }, 'nobody')
      expect(active).not.toEqual(anybody)
      // Blocking comes last: it voids the device token as well, and that does not come back.
      for (const state of [...userStates].sort((a, b) => Number(a === 'blocked') - Number(b === 'blocked'))) {
        await setState(app, state)
        const isShut = state === 'locked' || state === 'blocked'
        expect([purpose, state, await see(app, purpose, device)]).toEqual([
          purpose,
          state,
          isShut ? anybody : active,
        ])
      }
    }
  })

  it('shows in no answer where a rule sends another state away', async () => {
    const withRule = Object.fromEntries(
      purposes.map((purpose) => {
        const name = `${purpose}.rules.json`
        const file = JSON.parse(shippedRules[name] ?? '')
        file.rules.unshift({
          name: 'dormant-accounts',
          priority: 985,
          conditions: { all: [{ fact: 'user.state', operator: 'equal', value: 'dormant' }] },
          event: {
            type: purpose === 'registration' ? 'skip' : 'fallback',
            params: { reason: 'user-state' },
          },
        })
        return [name, JSON.stringify(file)]
      }),
    )
    const app = await openApp({ rules: withRule })
    const { deviceToken } = await addUserWithPasskey(app)
    await setState(app, 'dormant')
    for (const purpose of purposes) {
      const told = await ask(app, '/v1/decisions', { purpose, user: { id: 'u-1' }, ...page })
      expect(told.json.reason).toBe('user-state')
      expect(await see(app, purpose, { id: 'd-1', token: deviceToken })).toEqual(
        await see(app, purpose, { id: 'd-1' }, 'nobody'),
      )
    }
  })
})

describe('a second factor, over HTTP', () => {
  it('leaves out what was just used, which only a back end may say', async () => {
    const app = await openApp()
    const user = { id: 'u-none', fallbacks: ['password', 'email-otp'] }
    const body = { purpose: 'step-up', user, context: { justUsed: 'password' }, signals: chromeOnWindows }
    expect((await ask(app, '/v1/decisions', body)).json).toMatchObject({
      fallbacks: ['email-otp'],
      assurance: { phishingResistant: false, multiFactor: true },
    })
    const { status } = await app.call({ url: '/v1/decisions', key: 'publishable', body })
    expect(status).toBe(403)
  })
})
