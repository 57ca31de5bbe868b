import { describe, expect, it } from 'vitest'
import type { SignalAdvice } from '../../src/contract/webauthn.ts'
import { createSoftAuthenticator, type SoftAuthenticator } from '../webauthn/soft-authenticator.ts'
import { type Call, chromeOnWindows, openApp, signalsOf, type TestApp } from './open-app.ts'

const rpId = 'login.example.com'
const origin = 'https://login.example.com'
const ada = { id: 'u-ada', name: 'ada@corp.example', displayName: 'Ada' }
const page = { device: { id: 'd-ada' }, signals: chromeOnWindows }

const createPhone = () => createSoftAuthenticator({ rpId, origin, transports: ['internal', 'hybrid'] })

const ask = async (app: TestApp, call: Call) => {
  const answer = await app.call(call)
  if (answer.status !== 200) throw new Error(`${call.url} answered ${answer.status} ${answer.text}`)
  return answer.json
}
const secret = (app: TestApp, url: string, body: unknown) => ask(app, { url, key: 'secret', body })
const publishable = (app: TestApp, url: string, body: unknown) =>
  ask(app, { url, key: 'publishable', body, headers: { origin } })

async function createPasskey(
  app: TestApp,
  authenticator: SoftAuthenticator,
  user = ada,
  where: object = page,
) {
  const { publicKey } = await secret(app, '/v1/webauthn/registration/options', { user, ...where })
  const response = authenticator.register(publicKey)
  return secret(app, '/v1/webauthn/registration/verify', { response, ...where })
}
async function logIn(
  app: TestApp,
  authenticator: SoftAuthenticator,
  body: object = { user: { id: ada.id }, ...page },
) {
  const { publicKey } = await secret(app, '/v1/webauthn/authentication/options', body)
  const response = authenticator.authenticate(publicKey)
  return secret(app, '/v1/webauthn/authentication/verify', { response, ...page })
}

describe('a passkey that is created and used', () => {
  it('logs its user in, and everything about it is on record', async () => {
    const app = await openApp()
    const phone = createPhone()
    const made = await createPasskey(app, phone)
    const [credential] = phone.credentials
    expect(made).toMatchObject({
      verified: true,
      purpose: 'registration',
      user: { id: ada.id, state: null },
      credential: { id: credential?.id, backupEligible: true, backupState: true, risks: [] },
      deviceToken: expect.stringMatching(/^d1\./),
    })
    expect(await logIn(app, phone)).toMatchObject({ verified: true, user: { id: ada.id } })

    const user = await ask(app, { url: `/v1/users/${ada.id}`, key: 'secret' })
    expect(user).toMatchObject({ name: ada.name, displayName: ada.displayName })
    expect(user.credentials).toMatchObject([
      {
        id: credential?.id,
        transports: ['hybrid', 'internal'],
        createdAt: '2026-11-21T09:00:00.000Z',
        lastUsedAt: '2026-11-21T09:00:00.000Z',
        madeOn: { deviceId: 'd-ada', os: 'windows', browser: 'chrome' },
      },
    ])
    expect(user.devices).toMatchObject([{ id: 'd-ada', provenAt: '2026-11-21T09:00:00.000Z' }])
  })

  it('has a random user handle, the same for all passkeys of the account and no other', async () => {
    const app = await openApp()
    const handleOf = async (user: { id: string; name: string }) =>
      (await secret(app, '/v1/webauthn/registration/options', { user })).publicKey.user.id as string
    const handle = await handleOf(ada)
    expect(await handleOf({ ...ada, name: 'ada@married.example' })).toBe(handle)
    expect(await handleOf({ id: 'u-bob', name: 'bob' })).not.toBe(handle)
    expect(Buffer.from(handle, 'base64url').toString()).not.toContain(ada.id)
  })

  it('is asked for and made as it should be', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    const { publicKey, expiresAt, mediation } = await secret(app, '/v1/webauthn/registration/options', {
      user: ada,
      ...page,
    })
    expect(publicKey).toMatchObject({
      rp: { id: rpId, name: 'Example' },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: 'public-key', alg })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      excludeCredentials: [{ id: phone.credentials[0]?.id, transports: ['hybrid', 'internal'] }],
      attestation: 'none',
    })
    expect(Buffer.from(publicKey.challenge, 'base64url')).toHaveLength(32)
    expect(expiresAt).toBe('2026-11-21T09:05:00.000Z')
    expect(mediation).toBeUndefined()
  })

  it('still logs in after its user has changed name and address', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    app.clock.now += 1000
    const url = `/v1/users/${ada.id}`
    const saved = await ask(app, { method: 'PUT', url, key: 'secret', body: { name: 'ada@new.example' } })
    const renamed = {
      rpId,
      userId: phone.credentials[0]?.userHandle,
      name: 'ada@new.example',
      displayName: 'ada@new.example',
    }
    expect(saved.advice).toEqual({ signalCurrentUserDetails: renamed })
    app.clock.now += 1000
    expect((await logIn(app, phone)).advice).toEqual({ signalCurrentUserDetails: renamed })
    app.clock.now += 1000
    // Told once, the provider knows.
    expect((await logIn(app, phone)).advice).toEqual({})
  })

  it('counts as the outcome of the decision that led to it', async () => {
    const app = await openApp()
    const laptop = createSoftAuthenticator({ rpId, origin, transports: ['internal'] })
    await createPasskey(app, laptop)
    const decision = await secret(app, '/v1/decisions', { user: { id: ada.id }, ...page })
    expect(decision.reason).toBe('passkey-made-here')
    const startOf = async () => (await app.store.loadDecision(decision.decisionId))?.startedAt
    expect(await startOf()).toBeNull()
    const { publicKey } = await secret(app, '/v1/webauthn/authentication/options', {
      decisionToken: decision.token,
    })
    await expect.poll(startOf).toBe(app.clock.now)
    expect(publicKey).toMatchObject({
      hints: ['client-device'],
      allowCredentials: [{ transports: ['internal'] }],
    })
    const response = laptop.authenticate(publicKey, { authenticatorAttachment: 'platform' })
    await secret(app, '/v1/webauthn/authentication/verify', { response, decisionToken: decision.token })
    const after = await secret(app, '/v1/decisions', { user: { id: ada.id }, ...page })
    expect(after.reason).toBe('passkey-used-here')
    const metrics = await app.call({ url: '/metrics', key: 'admin' })
    expect(metrics.text).toContain(
      'keywise_outcomes_total{result="success",classified="succeeded",evidence="proven"} 1',
    )
  })
})

describe('a page with a publishable key', () => {
  it('gets a ticket and no name; its back end redeems it once', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    const asked = await publishable(app, '/v1/webauthn/authentication/options', page)
    expect(asked.publicKey.allowCredentials).toEqual([])
    const response = phone.authenticate(asked.publicKey)
    const verified = await publishable(app, '/v1/webauthn/authentication/verify', { response, ...page })
    expect(Object.keys(verified).sort()).toEqual(['ticket', 'verified'])

    const redeem = () =>
      app.call({ url: '/v1/webauthn/tickets/redeem', key: 'secret', body: { ticket: verified.ticket } })
    expect((await redeem()).json).toMatchObject({
      user: { id: ada.id },
      deviceToken: expect.stringMatching(/^d1\./),
    })
    expect((await redeem()).json.code).toBe('ticket-invalid')
  })

  it('has a minute for its ticket', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    const { publicKey } = await publishable(app, '/v1/webauthn/authentication/options', {})
    const response = phone.authenticate(publicKey)
    const { ticket } = await publishable(app, '/v1/webauthn/authentication/verify', { response })
    app.clock.now += 60_000
    const late = await app.call({ url: '/v1/webauthn/tickets/redeem', key: 'secret', body: { ticket } })
    expect([late.status, late.json.code]).toEqual([400, 'ticket-invalid'])
  })

  it('is told nothing of the account by the options, whether it exists or not', async () => {
    const app = await openApp()
    await createPasskey(app, createPhone())
    const optionsFor = async (id: string) => {
      const body = { user: { id }, signals: chromeOnWindows, start: 'button' }
      const { publicKey, expiresAt } = await publishable(app, '/v1/webauthn/authentication/options', body)
      return { ...publicKey, challenge: '', expiresAt }
    }
    expect(await optionsFor(ada.id)).toEqual(await optionsFor('u-nobody'))
  })

  it('is told of its own passkeys once it has proven a login', async () => {
    const app = await openApp()
    const phone = createPhone()
    const { deviceToken } = await createPasskey(app, phone)
    const device = { id: 'd-ada', token: deviceToken }
    const body = { user: { id: ada.id }, device, signals: chromeOnWindows, start: 'button' }
    const { publicKey } = await publishable(app, '/v1/webauthn/authentication/options', body)
    expect(publicKey.allowCredentials).toMatchObject([{ id: phone.credentials[0]?.id }])
  })

  it('has no registration', async () => {
    const app = await openApp()
    const body = { user: ada }
    const answer = await app.call({ url: '/v1/webauthn/registration/options', key: 'publishable', body })
    expect(answer.json.code).toBe('key-not-allowed')
  })
})

describe('a relying party that has to fill allowCredentials', () => {
  const optionsFor = async (app: TestApp, id: string) => {
    const body = { user: { id }, signals: chromeOnWindows, start: 'button' }
    const { publicKey } = await publishable(app, '/v1/webauthn/authentication/options', body)
    return publicKey.allowCredentials as { id: string; transports: string[] }[]
  }

  it('gets a list for every name, the same each time, real where there is one', async () => {
    const app = await openApp({ relyingParty: { allowCredentials: 'listed' } })
    const phone = createPhone()
    await createPasskey(app, phone)
    expect(await optionsFor(app, ada.id)).toMatchObject([{ id: phone.credentials[0]?.id }])
    const decoys = await optionsFor(app, 'u-nobody')
    expect(decoys.length).toBeGreaterThan(0)
    expect(await optionsFor(app, 'u-nobody')).toEqual(decoys)
    expect(await optionsFor(app, 'u-nobody-2')).not.toEqual(decoys)
  })

  it('cannot tell the real from the made up by what it is answered', async () => {
    const app = await openApp({ relyingParty: { allowCredentials: 'listed' } })
    const phone = createPhone()
    await createPasskey(app, phone)
    const tryOut = async (id: string | undefined) => {
      const { publicKey } = await publishable(app, '/v1/webauthn/authentication/options', {})
      const response = {
        ...phone.authenticate(publicKey, { signature: () => Buffer.alloc(70) }),
        id,
        rawId: id,
      }
      const url = '/v1/webauthn/authentication/verify'
      const answer = await app.call({ url, key: 'publishable', body: { response }, headers: { origin } })
      return [answer.status, answer.text]
    }
    const [decoy] = await optionsFor(app, 'u-nobody')
    expect(await tryOut(decoy?.id)).toEqual(await tryOut(phone.credentials[0]?.id))
  })

  it('gets words of the spec only, in one order, and ids in theirs', async () => {
    const app = await openApp({ relyingParty: { allowCredentials: 'listed' } })
    const put = (id: string, transports: string[]) =>
      app.call({
        method: 'PUT',
        url: `/v1/users/${ada.id}/credentials/${id}`,
        key: 'secret',
        body: { transports },
      })
    await put('c-2', ['internal', 'cable', 'hybrid'])
    await put('c-1', ['cable'])
    expect(await optionsFor(app, ada.id)).toEqual([
      { type: 'public-key', id: 'c-1' },
      { type: 'public-key', id: 'c-2', transports: ['hybrid', 'internal'] },
    ])
    for (let n = 0; n < 30; n += 1) {
      const ids = (await optionsFor(app, `u-${n}`)).map(({ id }) => id)
      expect(ids).toEqual([...ids].sort())
    }
  })

  it('draws decoys of several counts, lengths and transports', async () => {
    const { services } = await openApp()
    const lists = Array.from({ length: 400 }, (_, n) => services.relyingParty.decoysOf(`u-${n}`))
    const lengths = lists.flat().map(({ id }) => Buffer.from(id, 'base64url').length)
    expect([...new Set(lengths)].sort()).toEqual([16, 20, 32, 48])
    expect(new Set(lists.flat().map(({ transports }) => transports?.join()))).toEqual(
      new Set(['hybrid,internal', 'internal', 'usb,nfc', undefined]),
    )
    expect(new Set(lists.map(({ length }) => length))).toEqual(new Set([1, 2, 3, 4]))
    expect(new Set(lists.flat().map(({ id }) => id)).size).toBe(lists.flat().length)
  })
})

describe('another account than the one asked for', () => {
  const bob = { id: 'u-bob', name: 'bob', displayName: 'Bob' }

  it('may come back where no list was sent, and that is told', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone, bob)
    const answer = await logIn(app, phone, { user: { id: ada.id }, ...page, start: 'conditional' })
    expect(answer).toMatchObject({ user: { id: bob.id }, accountSwitched: true })
  })

  it('is refused where a list was sent', async () => {
    const app = await openApp()
    const [hers, his] = [createPhone(), createPhone()]
    await createPasskey(app, hers)
    await createPasskey(app, his, bob)
    const { publicKey } = await secret(app, '/v1/webauthn/authentication/options', {
      user: { id: ada.id },
      ...page,
    })
    const [credential] = his.credentials
    if (credential === undefined) throw new Error('no passkey was made')
    const response = his.authenticate(publicKey, { credential })
    const answer = await app.call({
      url: '/v1/webauthn/authentication/verify',
      key: 'secret',
      body: { response, ...page },
    })
    expect(answer.json).toEqual({
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      code: 'verification-failed',
      detail: 'the response could not be verified',
    })
  })

  it('is refused for a second proof, list or not', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone, bob)
    const { publicKey } = await secret(app, '/v1/webauthn/authentication/options', {
      user: { id: ada.id },
      ...page,
      purpose: 'step-up',
    })
    const response = phone.authenticate(publicKey)
    const answer = await app.call({
      url: '/v1/webauthn/authentication/verify',
      key: 'secret',
      body: { response },
    })
    expect(answer.json.code).toBe('verification-failed')
  })
})

describe('a passkey that is no use any more', () => {
  const present = async (app: TestApp, phone: SoftAuthenticator, body: object) => {
    const { publicKey } = await publishable(app, '/v1/webauthn/authentication/options', body)
    const response = phone.authenticate(publicKey)
    return app.call({ url: '/v1/webauthn/authentication/verify', key: 'publishable', body: { response } })
  }

  it('may be forgotten by its provider, after a ceremony that asked for nobody', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    const id = phone.credentials[0]?.id
    const revoked = await ask(app, {
      method: 'DELETE',
      url: `/v1/users/${ada.id}/credentials/${id}`,
      key: 'secret',
    })
    const advice: SignalAdvice = { signalUnknownCredential: { rpId, credentialId: id ?? '' } }
    expect(revoked.advice).toEqual(advice)
    const { status, json } = await present(app, phone, {})
    expect([status, json.code, json.advice]).toEqual([400, 'verification-failed', advice])
  })

  it('is not named where it belongs to a user who was asked for by list', async () => {
    const app = await openApp()
    const [first, second] = [createPhone(), createPhone()]
    const { deviceToken } = await createPasskey(app, first)
    await createPasskey(app, second)
    const [credential] = second.credentials
    await ask(app, {
      method: 'DELETE',
      url: `/v1/users/${ada.id}/credentials/${credential?.id}`,
      key: 'secret',
    })
    const device = { id: 'd-ada', token: deviceToken }
    const { publicKey } = await publishable(app, '/v1/webauthn/authentication/options', {
      user: { id: ada.id },
      device,
      signals: chromeOnWindows,
    })
    expect(publicKey.allowCredentials).toHaveLength(1)
    const response = second.authenticate(publicKey, credential === undefined ? {} : { credential })
    const { json } = await app.call({
      url: '/v1/webauthn/authentication/verify',
      key: 'publishable',
      body: { response },
    })
    expect([json.code, json.advice]).toEqual(['verification-failed', undefined])
  })

  it('is told to providers by the whole list only where the list is declared complete', async () => {
    const app = await openApp()
    const [first, second] = [createPhone(), createPhone()]
    await createPasskey(app, first)
    await createPasskey(app, second)
    expect((await logIn(app, first)).advice).toEqual({})
    await ask(app, {
      method: 'PUT',
      url: `/v1/users/${ada.id}`,
      key: 'secret',
      body: { credentialsComplete: true },
    })
    const { signalAllAcceptedCredentials } = (await logIn(app, first)).advice
    expect(signalAllAcceptedCredentials.allAcceptedCredentialIds.sort()).toEqual(
      [first, second].map(({ credentials }) => credentials[0]?.id).sort(),
    )
  })
})

describe('a second proof', () => {
  it('is told from a login, to whoever redeems its ticket', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    const purposeOf = async (purpose: string) => {
      const body = { user: { id: ada.id }, purpose }
      const { publicKey } = await publishable(app, '/v1/webauthn/authentication/options', body)
      const response = phone.authenticate(publicKey)
      const { ticket } = await publishable(app, '/v1/webauthn/authentication/verify', { response })
      return (await secret(app, '/v1/webauthn/tickets/redeem', { ticket })).purpose
    }
    expect(await purposeOf('step-up')).toBe('step-up')
    expect(await purposeOf('authentication')).toBe('authentication')
  })
})

describe('a sign count that goes back', () => {
  it('is a risk for policy to judge, and no failure', async () => {
    const app = await openApp()
    const key = createSoftAuthenticator({ rpId, origin, counts: true, flags: { be: false, bs: false } })
    await createPasskey(app, key)
    expect((await logIn(app, key)).credential.risks).toEqual([])
    const { publicKey } = await secret(app, '/v1/webauthn/authentication/options', { user: { id: ada.id } })
    const response = key.authenticate(publicKey, { signCount: 1 })
    const answer = await secret(app, '/v1/webauthn/authentication/verify', { response })
    expect(answer).toMatchObject({ verified: true, credential: { risks: ['sign-count-regressed'] } })
    const user = await ask(app, { url: `/v1/users/${ada.id}`, key: 'secret' })
    expect(user.credentials[0].signCountRegressedAt).toBe('2026-11-21T09:00:00.000Z')
  })
})

describe('a passkey made without asking', () => {
  const silently = { flags: { up: false, uv: false } }
  const mac = { device: { id: 'd-mac' }, signals: signalsOf('safari-macos-26') }

  it('comes without presence and verification where a decision said so', async () => {
    const app = await openApp()
    const asked = { user: { id: ada.id }, purpose: 'registration', context: { justUsed: 'password' }, ...mac }
    const decision = await secret(app, '/v1/decisions', asked)
    expect(decision.action).toBe('conditional')
    const { publicKey, mediation } = await secret(app, '/v1/webauthn/registration/options', {
      user: ada,
      decisionToken: decision.token,
      ...mac,
    })
    expect(mediation).toBe('conditional')
    const response = createPhone().register(publicKey, silently)
    const made = await secret(app, '/v1/webauthn/registration/verify', { response })
    expect(made.credential.userVerified).toBe(false)
  })

  it('is a dialog all the same once somebody clicks', async () => {
    const app = await openApp()
    const asked = {
      user: { id: ada.id },
      purpose: 'registration',
      context: { justUsed: 'password' },
      ...mac,
    }
    const { token: decisionToken } = await secret(app, '/v1/decisions', asked)
    const body = { user: ada, decisionToken, start: 'button', ...mac }
    const { publicKey, mediation } = await secret(app, '/v1/webauthn/registration/options', body)
    expect([mediation, publicKey.hints]).toEqual([undefined, ['client-device']])
    const response = createPhone().register(publicKey, silently)
    const answer = await app.call({
      url: '/v1/webauthn/registration/verify',
      key: 'secret',
      body: { response },
    })
    expect(answer.json.code).toBe('verification-failed')
  })

  it('is refused where nobody said so', async () => {
    const app = await openApp()
    const { publicKey } = await secret(app, '/v1/webauthn/registration/options', { user: ada, ...mac })
    const response = createPhone().register(publicKey, silently)
    const answer = await app.call({
      url: '/v1/webauthn/registration/verify',
      key: 'secret',
      body: { response },
    })
    expect(answer.json.code).toBe('verification-failed')
  })
})

describe('a ceremony that does not fit its decision', () => {
  it('is not begun', async () => {
    const app = await openApp()
    const decision = await secret(app, '/v1/decisions', {
      user: { id: ada.id },
      purpose: 'registration',
      ...page,
    })
    const body = { user: { id: ada.id }, decisionToken: decision.token }
    const answer = await app.call({ url: '/v1/webauthn/authentication/options', key: 'secret', body })
    expect([answer.status, answer.json.code]).toEqual([409, 'purpose-mismatch'])
    const other = { user: { id: 'u-bob', name: 'bob' }, decisionToken: decision.token }
    const foreign = await app.call({ url: '/v1/webauthn/registration/options', key: 'secret', body: other })
    expect([foreign.status, foreign.json.code]).toEqual([409, 'user-mismatch'])
  })

  it('teaches nothing about logins when a passkey is created', async () => {
    const app = await openApp()
    const decision = await secret(app, '/v1/decisions', { user: { id: ada.id }, ...page })
    const { publicKey } = await secret(app, '/v1/webauthn/registration/options', { user: ada, ...page })
    const response = createPhone().register(publicKey, { authenticatorAttachment: 'platform' })
    const body = { response, decisionToken: decision.token, ...page }
    await secret(app, '/v1/webauthn/registration/verify', body)
    const user = await ask(app, { url: `/v1/users/${ada.id}`, key: 'secret' })
    expect(user.counts).toEqual([])
  })

  it('is somebody’s, where it is a second proof', async () => {
    const app = await openApp()
    const body = { purpose: 'step-up' }
    const answer = await app.call({
      url: '/v1/webauthn/authentication/options',
      key: 'publishable',
      body,
      headers: { origin },
    })
    expect([answer.status, answer.json.errors[0].pointer]).toEqual([400, '/user'])
  })
})

describe('a passkey that was brought along without its user handle', () => {
  it('still logs in after another one was asked for', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    const [made] = phone.credentials
    const exported = await ask(app, { url: `/v1/users/${ada.id}/export`, key: 'secret' })
    const { publicKey } = exported.data.credentials[0]
    const other = await openApp()
    const url = `/v1/users/${ada.id}/credentials/${made?.id}`
    const body = { publicKey, transports: ['internal'] }
    expect((await other.call({ method: 'PUT', url, key: 'secret', body })).status).toBe(201)
    await secret(other, '/v1/webauthn/registration/options', { user: ada })
    expect(await logIn(other, phone)).toMatchObject({ verified: true, user: { id: ada.id } })
  })
})

describe('a new passkey for somebody else than the back end means', () => {
  it('is refused: the session has changed hands in between', async () => {
    const app = await openApp()
    const { publicKey } = await secret(app, '/v1/webauthn/registration/options', { user: ada })
    const body = { response: createPhone().register(publicKey), user: { id: 'u-bob' } }
    const answer = await app.call({ url: '/v1/webauthn/registration/verify', key: 'secret', body })
    expect(answer.json.code).toBe('verification-failed')
  })
})

describe('a ceremony on another device than it was asked for', () => {
  it('is refused on a page, also where the page does not say which one it is', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    for (const told of [{}, { device: { id: 'd-other' } }]) {
      const { publicKey } = await publishable(app, '/v1/webauthn/authentication/options', page)
      const body = { response: phone.authenticate(publicKey), ...told }
      const url = '/v1/webauthn/authentication/verify'
      const answer = await app.call({ url, key: 'publishable', body, headers: { origin } })
      expect(answer.json.code).toBe('verification-failed')
    }
  })

  it('gives a back end no proof of a device that was not presented', async () => {
    const app = await openApp()
    const phone = createPhone()
    await createPasskey(app, phone)
    const { publicKey } = await secret(app, '/v1/webauthn/authentication/options', page)
    const response = phone.authenticate(publicKey)
    const answer = await secret(app, '/v1/webauthn/authentication/verify', { response })
    expect([answer.verified, answer.deviceToken]).toEqual([true, undefined])
  })

  it('teaches about the device it happened on, whatever device the decision was about', async () => {
    const app = await openApp()
    const laptop = createSoftAuthenticator({ rpId, origin, transports: ['internal'] })
    await createPasskey(app, laptop, ada, {})
    const decision = await secret(app, '/v1/decisions', { user: { id: ada.id }, ...page })
    const there = { device: { id: 'd-there' }, signals: chromeOnWindows, decisionToken: decision.token }
    const { publicKey } = await secret(app, '/v1/webauthn/authentication/options', there)
    const response = laptop.authenticate(publicKey, { authenticatorAttachment: 'platform' })
    await secret(app, '/v1/webauthn/authentication/verify', { response, ...there })
    const user = await ask(app, { url: `/v1/users/${ada.id}`, key: 'secret' })
    expect(user.counts).toMatchObject([{ deviceId: 'd-there', successes: 1 }])
    expect(user.devices).toMatchObject([{ id: 'd-there' }])
  })
})

describe('what was said when it was decided', () => {
  it('holds for the ceremony: a floor that was raised', async () => {
    const app = await openApp({ relyingParty: { userVerification: 'discouraged' } })
    await createPasskey(app, createPhone())
    const user = { id: ada.id, assuranceFloor: 'phishing-resistant' }
    const { token: decisionToken } = await secret(app, '/v1/decisions', { user, ...page })
    const { publicKey } = await secret(app, '/v1/webauthn/authentication/options', { decisionToken })
    expect(publicKey.userVerification).toBe('required')
  })

  it('is not overruled in silence: a purpose that is named is the only one', async () => {
    const app = await openApp()
    const { token: decisionToken } = await secret(app, '/v1/decisions', { user: { id: ada.id }, ...page })
    const body = { decisionToken, purpose: 'step-up' }
    const answer = await app.call({ url: '/v1/webauthn/authentication/options', key: 'secret', body })
    expect(answer.json.detail).toBe('the decision was about authentication, not step-up')
  })

  it('is over for a quiet creation once its token is', async () => {
    const app = await openApp()
    const mac = { device: { id: 'd-mac' }, signals: signalsOf('safari-macos-26') }
    const context = { justUsed: 'password' }
    const asked = { user: { id: ada.id }, purpose: 'registration', context, ...mac }
    const { token: decisionToken } = await secret(app, '/v1/decisions', asked)
    const mediationNow = async () =>
      (await secret(app, '/v1/webauthn/registration/options', { user: ada, decisionToken, ...mac })).mediation
    expect(await mediationNow()).toBe('conditional')
    app.clock.now += 10 * 60_000
    expect(await mediationNow()).toBeUndefined()
  })
})

describe('a display name', () => {
  it('may change alone, and needs a name to begin with', async () => {
    const app = await openApp()
    const put = (body: object) => app.call({ method: 'PUT', url: `/v1/users/${ada.id}`, key: 'secret', body })
    const alone = await put({ displayName: 'Ada L.' })
    expect([alone.status, alone.json.errors[0].pointer]).toEqual([400, '/displayName'])
    await put({ name: 'ada' })
    await put({ displayName: 'Ada L.' })
    const user = await ask(app, { url: `/v1/users/${ada.id}`, key: 'secret' })
    expect([user.name, user.displayName]).toEqual(['ada', 'Ada L.'])
  })
})

describe('the device of a page', () => {
  const ask = (app: TestApp, body: object, cookie?: string) =>
    app.call({
      url: '/v1/decisions',
      key: 'publishable',
      body,
      headers: { origin, ...(cookie === undefined ? {} : { cookie }) },
    })

  it('is remembered by a cookie that scripts cannot read', async () => {
    const app = await openApp()
    const first = await ask(app, { device: { id: 'd-1' } })
    expect(first.json.device).toEqual({ id: 'd-1' })
    expect(first.headers['set-cookie']).toBe(
      'keywise_device=d-1; Max-Age=34560000; Path=/v1; HttpOnly; SameSite=Lax',
    )
    // The page's own storage was cleared.
    const second = await ask(app, { device: { id: 'd-2' } }, 'keywise_device=d-1')
    expect(second.json.device).toEqual({ id: 'd-1' })
  })

  it('is forgotten where the page begins anew', async () => {
    const app = await openApp()
    const anew = { device: { id: 'd-2', fresh: true } }
    const answer = await ask(app, anew, 'keywise_device=d-1')
    expect(answer.json.device).toEqual({ id: 'd-2' })
    expect(answer.headers['set-cookie']).toContain('keywise_device=d-2;')
  })

  it('is not remembered where the page does not say one', async () => {
    const app = await openApp()
    const answer = await ask(app, {}, 'keywise_device=d-1')
    expect([answer.headers['set-cookie'], answer.json.device]).toEqual([undefined, undefined])
  })

  it('is what the page can prove, whatever the cookie says', async () => {
    const app = await openApp()
    const { deviceToken } = await createPasskey(app, createPhone())
    const device = { id: 'd-ada', token: deviceToken }
    const answer = await ask(app, { user: { id: ada.id }, device }, 'keywise_device=d-1')
    expect(answer.json.device).toEqual({ id: 'd-ada' })
  })
})

describe('what stands at well-known places', () => {
  it('names the origins that may use the RP ID', async () => {
    const app = await openApp({ origins: [origin, 'https://example.co.uk'] })
    const { json } = await app.call({ url: '/.well-known/webauthn' })
    expect(json).toEqual({ origins: [origin, 'https://example.co.uk'] })
  })

  it('names where passkeys are managed, once that is configured', async () => {
    expect((await (await openApp()).call({ url: '/.well-known/passkey-endpoints' })).status).toBe(404)
    const manageUrl = 'https://example.com/account'
    const app = await openApp({ relyingParty: { manageUrl } })
    const { json } = await app.call({ url: '/.well-known/passkey-endpoints' })
    expect(json).toEqual({ manage: manageUrl })
  })
})
