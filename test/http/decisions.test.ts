import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addUserWithPasskey, firefoxOnWindows, openApp } from './open-app.ts'

const url = '/v1/decisions'

describe('a decision asked with a secret key', () => {
  it('is answered in full and recorded', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const { status, json, headers } = await app.call({ url, key: 'secret', body: { user: { id: 'u-1' } } })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      purpose: 'authentication',
      action: 'passkey',
      reason: 'passkey-used-here',
      ceremony: { allowCredentials: [{ type: 'public-key', id: 'cred-u-1' }] },
      probability: { local: 0.9, crossDevice: 0 },
      rule: { name: 'a-rule' },
      degraded: [],
      expiresAt: '2026-11-21T09:10:00.000Z',
    })
    expect(json.decisionId).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/)
    expect(headers['accept-ch']).toContain('Sec-CH-UA-Platform-Version')
    expect(app.store.decisions.get(json.decisionId)).toMatchObject({
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
    const record = app.store.decisions.get(json.decisionId)
    expect(record).toMatchObject({ os: 'windows', browser: 'firefox' })
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
    const record = app.store.decisions.get(json.decisionId)
    expect(record?.os).toBe('macos')
    expect(record?.input).not.toMatch(/Windows/)
  })

  it('is answered, labelled, while the store is down', async () => {
    const app = await openApp()
    app.store.down = true
    const { status, json } = await app.call({ url, key: 'secret', body: { user: { id: 'u-1' } } })
    expect(status).toBe(200)
    expect(json.degraded).toEqual(['history-unavailable'])
  })

  it('is answered even by a core that fails', async () => {
    const app = await openApp()
    Object.assign(app.services, {
      engine: {
        ...app.services.engine,
        answer: () => {
          throw new Error('a defect')
        },
      },
    })
    const { status, json } = await app.call({ url, key: 'secret', body: { purpose: 'step-up' } })
    expect(status).toBe(200)
    expect(json).toMatchObject({
      action: 'fallback',
      reason: 'rules-unavailable',
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
    const stored = await app.call({ url, key: 'secret', body: { user: { id: 'u-1' } } })
    expect(stored.json).toMatchObject({ explanation: 'state is locked', stepUpRequired: true, fallbacks: [] })
    const lowered = await app.call({
      url,
      key: 'secret',
      body: { user: { id: 'u-1', state: 'active', assuranceFloor: 'any' } },
    })
    expect(lowered.json).toMatchObject({ explanation: 'state is active', stepUpRequired: true })
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
    const body = { user: { id: 'u-1' }, device: { id: 'd-1', token: deviceToken } }
    const { json } = await app.call({ url, key: 'publishable', body })
    expect(json.ceremony.allowCredentials).toEqual([{ type: 'public-key', id: 'cred-u-1' }])
    expect(json).not.toHaveProperty('rule')
    expect(json).not.toHaveProperty('probability')
    expect(app.store.decisions.get(json.decisionId)?.deviceProven).toBe(true)
  })

  it.each([
    ['of another device', { user: 'u-1', device: 'd-2' }],
    ['of another user', { user: 'u-2', device: 'd-1' }],
  ])('gains nothing by a device token %s', async (_what, { user, device }) => {
    const app = await openApp()
    await addUserWithPasskey(app, { id: 'u-2', device: 'd-2' })
    const { deviceToken: token } = await addUserWithPasskey(app)
    const body = { user: { id: user }, device: { id: device, token } }
    const { json } = await app.call({ url, key: 'publishable', body })
    expect(json.ceremony.allowCredentials).toEqual([])
    expect(json.reason).toBe('conditional-before-identifier')
  })

  it('gains nothing by a device token that is too old', async () => {
    const app = await openApp()
    const { deviceToken: token } = await addUserWithPasskey(app)
    app.clock.now += 181 * 24 * 3_600_000
    const body = { user: { id: 'u-1' }, device: { id: 'd-1', token } }
    expect((await app.call({ url, key: 'publishable', body })).json.ceremony.allowCredentials).toEqual([])
  })

  it('files the record under the user it named, so that its outcome can count', async () => {
    const app = await openApp()
    const { json } = await app.call({ url, key: 'publishable', body: { user: { id: 'u-1' } } })
    expect(app.store.decisions.get(json.decisionId)?.user).toBe(app.services.pseudonymOf('u-1'))
  })

  const strip = ({ decisionId, token, expiresAt, ...rest }: Record<string, unknown>) => {
    expect([typeof decisionId, typeof token, typeof expiresAt]).toEqual(['string', 'string', 'string'])
    return rest
  }
  it('answers known and unknown users alike', async () => {
    const app = await openApp({ publishableLimit: { max: 1e9, timeWindow: 60_000 } })
    await addUserWithPasskey(app, { id: 'known' })
    await app.call({ method: 'PUT', url: '/v1/users/known', key: 'secret', body: { state: 'locked' } })
    const strangers = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 40 }), {
      minLength: 20,
      maxLength: 20,
    })
    const purposes = fc.constantFrom('authentication', 'registration', 'step-up')
    const floors = fc.constantFrom({}, { assuranceFloor: 'any' }, { assuranceFloor: 'phishing-resistant' })
    const methods = fc.constantFrom({}, { fallbacks: ['email-otp'] })
    await fc.assert(
      fc.asyncProperty(strangers, purposes, floors, methods, async (ids, purpose, floor, fallbacks) => {
        const ask = (id: string) =>
          app.call({
            url,
            key: 'publishable',
            body: { purpose, user: { id, ...floor, ...fallbacks }, device: { id: 'd-1' } },
          })
        const [known, ...others] = await Promise.all([ask('known'), ...ids.map(ask)])
        expect(known?.status).toBe(200)
        for (const other of others) {
          expect(strip(other.json)).toEqual(strip(known?.json))
          expect(Object.keys(other.headers)).toEqual(Object.keys(known?.headers ?? {}))
        }
      }),
      { numRuns: 50 },
    )
  })
})
