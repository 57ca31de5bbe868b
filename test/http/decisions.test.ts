import { describe, expect, it } from 'vitest'
import {
  addUserWithPasskey,
  chromeOnWindows,
  firefoxOnWindows,
  lockStore,
  openApp,
  signalsOf,
  takeStoreAway,
} from './open-app.ts'

const url = '/v1/decisions'
/** The first user's passkey was made and used in this browser. */
const here = { device: { id: 'd-1' }, signals: chromeOnWindows }

describe('a decision asked with a secret key', () => {
  it('is answered in full and recorded', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const body = { user: { id: 'u-1' }, ...here }
    const { status, json, headers } = await app.call({ url, key: 'secret', body })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      purpose: 'authentication',
      action: 'passkey',
      reason: 'passkey-used-here',
      ceremony: {
        mediation: 'required',
        allowCredentials: [{ type: 'public-key', id: 'cred-u-1', transports: ['internal'] }],
      },
      probability: { local: expect.any(Number), crossDevice: 0 },
      rule: {
        name: 'used-here',
        file: 'authentication.rules.json',
        revision: app.policies.current().revision,
      },
      degraded: [],
      expiresAt: '2026-11-21T09:10:00.000Z',
    })
    expect(json.probability.local).toBeGreaterThan(0.9)
    expect(json.decisionId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(headers['accept-ch']).toContain('Sec-CH-UA-Platform-Version')
    expect(await app.store.loadDecision(json.decisionId)).toMatchObject({
      action: 'passkey',
      mode: 'modal',
      offered: ['cred-u-1'],
      user: app.services.pseudonymOf('u-1'),
      deviceProven: false,
    })
  })

  it('reads user agent and hints from its own headers when the body names no client', async () => {
    const app = await openApp()
    const { json } = await app.call({
      url,
      key: 'secret',
      body: {},
      headers: { 'user-agent': firefoxOnWindows, 'sec-ch-ua-platform': '"Windows"', cookie: 'session=1' },
    })
    const record = await app.store.loadDecision(json.decisionId)
    expect(record).toMatchObject({ os: 'windows', browser: 'firefox', browserMajor: 145 })
    expect(record?.input).toContain('sec-ch-ua-platform')
    expect(record?.input).not.toContain('session=1')
  })

  it('leaves its own headers alone when the body names a client', async () => {
    const app = await openApp()
    const { json } = await app.call({
      url,
      key: 'secret',
      body: { signals: { userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)' } },
      headers: { 'user-agent': firefoxOnWindows, 'sec-ch-ua-platform': '"Windows"' },
    })
    const record = await app.store.loadDecision(json.decisionId)
    expect(record?.os).toBe('macos')
    expect(record?.input).not.toMatch(/Windows/)
  })

  it('is answered, labelled and nothing modal, while the store is gone; in full when it is back', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const giveBack = await takeStoreAway(app)
    const ask = async (id: string) => app.call({ url, key: 'secret', body: { user: { id }, ...here } })
    const { status, json } = await ask('u-2')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      reason: 'history-unavailable',
      ceremony: { mediation: 'conditional' },
      degraded: ['history-unavailable'],
    })
    await giveBack()
    expect((await ask('u-1')).json).toMatchObject({ reason: 'passkey-used-here', degraded: [] })
  })

  it('is answered in full while somebody else holds the write lock', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    lockStore(app.file)
    const { json } = await app.call({ url, key: 'secret', body: { user: { id: 'u-1' }, ...here } })
    expect(json).toMatchObject({ reason: 'passkey-used-here', degraded: [] })
    // Not written yet, and known all the same.
    const kept = await app.call({ url: `${url}/${json.decisionId}`, key: 'admin' })
    expect(kept.json).toMatchObject({ decisionId: json.decisionId, reason: 'passkey-used-here' })
  })

  it.each([
    ['authentication', 'fallback'],
    ['step-up', 'fallback'],
    ['registration', 'skip'],
  ])('is answered even by a core that fails: %s', async (purpose, action) => {
    const app = await openApp()
    // Nothing a file can bring about: a policy that is damaged in memory.
    const damaged = { ...app.policies.current(), knowledge: undefined }
    Object.assign(app.services.policies, { current: () => damaged })
    const { status, json } = await app.call({ url, key: 'secret', body: { purpose, user: { id: 'u-1' } } })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      purpose,
      action,
      reason: 'rules-unavailable',
      fallbacks: ['password', 'email-otp'],
      degraded: ['rules-unavailable'],
    })
    expect(app.lines.join('')).toContain('a decision failed')
  })

  it('uses the stored state and the stronger floor where the request does not say', async () => {
    const app = await openApp()
    await app.call({
      method: 'PUT',
      url: '/v1/users/u-1',
      key: 'secret',
      body: { state: 'locked', assuranceFloor: 'phishing-resistant' },
    })
    const ask = async (said: object) =>
      (await app.call({ url, key: 'secret', body: { user: { id: 'u-1', ...said }, ...here } })).json
    // Both hold; the floor is told, the rule says that the state decided.
    expect(await ask({})).toMatchObject({
      reason: 'policy-floor',
      rule: { name: 'account-cannot-sign-in' },
      stepUpRequired: true,
      fallbacks: [],
    })
    const lowered = await ask({ state: 'active', assuranceFloor: 'any' })
    expect(lowered).toMatchObject({ rule: { name: 'no-passkey' }, stepUpRequired: true, fallbacks: [] })
  })
})

describe('a decision asked with a publishable key', () => {
  it.each([
    [{ user: { id: 'u-1', state: 'active' } }, '/user/state'],
    [{ user: { id: 'u-1', attributes: {} } }, '/user/attributes'],
    [{ context: {} }, '/context'],
  ])('is refused when it says %j', async (body, pointer) => {
    const app = await openApp()
    const { status, json } = await app.call({ url, key: 'publishable', body })
    expect(status).toBe(403)
    expect(json).toMatchObject({ code: 'field-not-allowed', errors: [{ pointer }] })
  })

  it('may raise the floor', async () => {
    const app = await openApp()
    const body = { user: { id: 'u-1', assuranceFloor: 'phishing-resistant' } }
    const { json } = await app.call({ url, key: 'publishable', body })
    expect(json).toMatchObject({ stepUpRequired: true, fallbacks: [] })
  })

  it('cannot lower a stored floor, proven or not', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    await app.call({
      method: 'PUT',
      url: '/v1/users/u-1',
      key: 'secret',
      body: { assuranceFloor: 'phishing-resistant' },
    })
    const body = { user: { id: 'u-1', assuranceFloor: 'any' }, device: { id: 'd-1', token: deviceToken } }
    expect((await app.call({ url, key: 'publishable', body })).json.stepUpRequired).toBe(true)
  })

  it('sees its own passkeys in a browser that has completed a login, and no rule or probability', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    const body = { user: { id: 'u-1' }, device: { id: 'd-1', token: deviceToken }, signals: chromeOnWindows }
    const { json } = await app.call({ url, key: 'publishable', body })
    expect(json.ceremony.allowCredentials).toEqual([
      { type: 'public-key', id: 'cred-u-1', transports: ['internal'] },
    ])
    expect(json).not.toHaveProperty('rule')
    expect(json).not.toHaveProperty('probability')
    expect((await app.store.loadDecision(json.decisionId))?.deviceProven).toBe(true)
  })

  it.each([
    ['of another device', { user: 'u-1', device: 'd-2' }],
    ['of another user', { user: 'u-2', device: 'd-1' }],
  ])('gains nothing by a device token %s', async (_what, { user, device }) => {
    const app = await openApp()
    await addUserWithPasskey(app, { id: 'u-2', device: 'd-2' })
    const { deviceToken: token } = await addUserWithPasskey(app)
    const body = { user: { id: user }, device: { id: device, token }, signals: chromeOnWindows }
    const { json } = await app.call({ url, key: 'publishable', body })
    expect(json.ceremony.allowCredentials).toEqual([])
    expect(json.reason).toBe('conditional-before-identifier')
  })

  it('gains nothing by a device token that is too old', async () => {
    const app = await openApp()
    const { deviceToken: token } = await addUserWithPasskey(app)
    const body = { user: { id: 'u-1' }, device: { id: 'd-1', token }, signals: chromeOnWindows }
    const offered = async () =>
      (await app.call({ url, key: 'publishable', body })).json.ceremony.allowCredentials
    app.clock.now += 179 * 24 * 3_600_000
    expect(await offered()).toHaveLength(1)
    app.clock.now += 2 * 24 * 3_600_000
    expect(await offered()).toEqual([])
  })

  it('files the record under the user it named, so that its outcome can count', async () => {
    const app = await openApp()
    const { json } = await app.call({ url, key: 'publishable', body: { user: { id: 'u-1' } } })
    const record = await app.store.loadDecision(json.decisionId)
    expect(record?.user).toBe(app.services.pseudonymOf('u-1'))
    // Filed, not looked at: what is asked again from the record is about the device alone.
    expect(record?.input).not.toContain(app.services.pseudonymOf('u-1'))
  })
})

describe('a page that posts its user agent and leaves the hints to the browser', () => {
  const mac =
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/157.0.0.0 Safari/537.36'
  const hints = {
    'sec-ch-ua': '"Google Chrome";v="157", "Chromium";v="157"',
    'sec-ch-ua-mobile': '?0',
    'sec-ch-ua-platform': '"macOS"',
    'sec-ch-ua-platform-version': '"13.6.5"',
  }
  const body = { user: { id: 'u-1', fallbacks: ['password'] }, signals: { userAgent: mac } }
  const ask = async (headers: Readonly<Record<string, string>>) => {
    const app = await openApp()
    const credential = {
      aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
      transports: ['internal', 'hybrid'],
      backupEligible: true,
      backupState: true,
    }
    await app.call({
      method: 'PUT',
      url: '/v1/users/u-1/credentials/icloud',
      key: 'secret',
      body: credential,
    })
    return (await app.call({ url: '/v1/decisions/explain', key: 'secret', body, headers })).json
  }

  it('is known by both, also where a back end that is no browser passes the hints on', async () => {
    for (const userAgent of [mac, 'undici']) {
      const json = await ask({ 'user-agent': userAgent, ...hints })
      expect(json.trace.platform).toMatchObject({ osVersion: '13.6.5', osVersionSource: 'hint' })
      expect(json.reason).toBe('known-broken-version')
    }
  })

  it('is known by the body alone where another browser sends it', async () => {
    const json = await ask({ 'user-agent': 'Mozilla/5.0 (Windows NT 10.0) Chrome/157.0.0.0', ...hints })
    expect(json.trace.platform).toMatchObject({ os: 'macos', osVersion: 'unknown' })
  })
})

describe('a stored phishing-resistant floor', () => {
  it('holds while the store cannot be read', async () => {
    const app = await openApp()
    const floor = { assuranceFloor: 'phishing-resistant' }
    await app.call({ method: 'PUT', url: '/v1/users/u-1', key: 'secret', body: floor })
    await takeStoreAway(app)
    for (const purpose of ['authentication', 'step-up']) {
      const body = { purpose, user: { id: 'u-1', fallbacks: ['password', 'email-otp'] } }
      const { status, json } = await app.call({ url: '/v1/decisions', key: 'secret', body })
      expect(status).toBe(200)
      expect(json).toMatchObject({ degraded: ['history-unavailable'], fallbacks: [], stepUpRequired: true })
    }
    const other = { user: { id: 'u-2', fallbacks: ['password'] } }
    const { json } = await app.call({ url: '/v1/decisions', key: 'secret', body: other })
    expect(json).toMatchObject({ degraded: ['history-unavailable'], fallbacks: ['password'] })
  })
})

describe('a locked account on a page with a device token', () => {
  it('gets the answer of the device alone, as anybody would', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    const signals = signalsOf('chrome-windows-11')
    const ask = async (device: object) => {
      const body = { user: { id: 'u-1' }, device, signals }
      const { json } = await app.call({ url: '/v1/decisions', key: 'publishable', body })
      const { decisionId: _id, token: _token, expiresAt: _expiresAt, ...rest } = json
      return rest
    }
    const anybody = await ask({ id: 'd-1' })
    expect(await ask({ id: 'd-1', token: deviceToken })).not.toEqual(anybody)
    for (const state of ['locked', 'blocked']) {
      await app.call({ method: 'PUT', url: '/v1/users/u-1', key: 'secret', body: { state } })
      expect(await ask({ id: 'd-1', token: deviceToken })).toEqual(anybody)
    }
  })
})
