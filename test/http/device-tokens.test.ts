import { describe, expect, it } from 'vitest'
import { addUserWithPasskey, chromeOnWindows, openApp, type TestApp, takeStoreAway } from './open-app.ts'

const here = (token: string) => ({ device: { id: 'd-1', token }, signals: chromeOnWindows })
const minute = 60_000

/** An answer without what is new each time. */
const strip = ({ decisionId: _id, token: _token, expiresAt: _at, ...rest }: Record<string, unknown>) => rest

const askAs = async ({ call }: TestApp, key: 'publishable' | 'secret', body: object) =>
  (await call({ url: '/v1/decisions', key, body: { user: { id: 'u-1' }, ...body } })).json

const recordOf = async ({ store }: TestApp, { decisionId }: { decisionId: string }) => {
  const record = await store.loadDecision(decisionId)
  if (record === null) throw new Error('the decision of the test is not on record')
  return record
}

const signOut = ({ call }: TestApp, id = 'u-1') =>
  call({ method: 'DELETE', url: `/v1/users/${id}/device-tokens`, key: 'secret' })

/** The ways in which a user stops trusting every browser at once. */
const endings = [
  ['signs out everywhere', (app: TestApp) => signOut(app)],
  [
    'is blocked, and let in again',
    async (app: TestApp) => {
      const put = (state: string) =>
        app.call({ method: 'PUT', url: '/v1/users/u-1', key: 'secret', body: { state } })
      await put('blocked')
      return put('active')
    },
  ],
  ['is erased', ({ call }: TestApp) => call({ method: 'DELETE', url: '/v1/users/u-1', key: 'secret' })],
] as const

describe.each(endings)('a device token whose user %s', (_what, end) => {
  it('is as good as none from then on, until a login is completed again', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    const anybody = strip(
      await askAs(app, 'publishable', { device: { id: 'd-1' }, signals: chromeOnWindows }),
    )
    const before = await askAs(app, 'publishable', here(deviceToken))
    expect(strip(before)).not.toEqual(anybody)
    expect((await recordOf(app, before)).deviceProven).toBe(true)

    app.clock.now += minute
    expect((await end(app)).status).toBeLessThan(300)
    app.clock.now += minute
    const after = await askAs(app, 'publishable', here(deviceToken))
    expect(strip(after)).toEqual(anybody)
    expect((await recordOf(app, after)).deviceProven).toBe(false)
    const asked = await askAs(app, 'secret', here(deviceToken))
    expect((await recordOf(app, asked)).deviceProven).toBe(false)

    // Much later, and the very same browser again.
    app.clock.now += 2 * 24 * 60 * minute
    const { deviceToken: fresh } = await addUserWithPasskey(app)
    expect(strip(await askAs(app, 'publishable', here(fresh)))).toEqual(strip(before))
    expect(strip(await askAs(app, 'publishable', here(deviceToken)))).toEqual(anybody)
  })

  it('names no device any more, where it was the only one to name it', async () => {
    const app = await openApp()
    const { deviceToken: token } = await addUserWithPasskey(app)
    app.clock.now += minute
    const ask = async () =>
      recordOf(app, await askAs(app, 'secret', { device: { token }, signals: chromeOnWindows }))
    expect(await ask()).toMatchObject({ deviceId: 'd-1', deviceProven: true })
    await end(app)
    expect(await ask()).toMatchObject({ deviceId: null, deviceProven: false })
  })

  it('opens no list of passkeys in a ceremony, and explains nothing', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    const options = async () =>
      (
        await app.call({
          url: '/v1/webauthn/authentication/options',
          key: 'publishable',
          body: { user: { id: 'u-1' }, start: 'button', ...here(deviceToken) },
        })
      ).json
    expect((await options()).publicKey.allowCredentials).toHaveLength(1)
    app.clock.now += minute
    await end(app)
    expect((await options()).publicKey.allowCredentials ?? []).toEqual([])
    const explained = await app.call({
      url: '/v1/decisions/explain',
      key: 'secret',
      body: { user: { id: 'u-9' }, ...here(deviceToken) },
    })
    expect(explained.json.trace.facts['device.known']).toBe(false)
  })

  it('vouches for no failure that is told afterwards', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    const { token } = await askAs(app, 'publishable', here(deviceToken))
    const fail = (attempt: number) =>
      app.call({
        url: '/v1/outcomes',
        key: 'publishable',
        body: {
          token,
          result: 'failure',
          method: 'passkey',
          error: { name: 'NotAllowedError' },
          elapsedMs: 9_000,
          attempt,
        },
      })
    expect((await fail(1)).json.evidence).toBe('proven')
    app.clock.now += minute
    await end(app)
    const told = await fail(2)
    expect(told.json.evidence ?? told.json.code).toMatch(/observed|decision-unknown/)
    const { counts } = (await app.call({ url: '/v1/users/u-1', key: 'secret' })).json
    expect(
      counts.reduce((sum: number, { failures }: { failures: number }) => sum + failures, 0),
    ).toBeLessThan(2)
  })
})

describe('a login that began before its user signed out everywhere', () => {
  it('counts, and earns no device token: the decision came first', async () => {
    const app = await openApp()
    const { token } = await askAs(app, 'secret', { device: { id: 'd-1' } })
    app.clock.now += minute
    expect((await signOut(app)).json).toEqual({ id: 'u-1', voided: true, at: '2026-11-21T09:01:00.000Z' })
    const { json } = await app.call({
      url: '/v1/outcomes',
      key: 'secret',
      body: { token, result: 'success', method: 'password' },
    })
    expect(json).toEqual({ accepted: true, evidence: 'proven', classified: 'succeeded' })
    const user = (await app.call({ url: '/v1/users/u-1', key: 'secret' })).json
    expect(user.sessionsRevokedAt).toBe('2026-11-21T09:01:00.000Z')
    expect(user.devices).toMatchObject([{ id: 'd-1' }])
  })
})

describe('a user who is locked', () => {
  it('is not signed out: anybody who tries wrong passwords could do that', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    app.clock.now += minute
    for (const state of ['locked', 'active'])
      await app.call({ method: 'PUT', url: '/v1/users/u-1', key: 'secret', body: { state } })
    const asked = await askAs(app, 'publishable', here(deviceToken))
    expect((await recordOf(app, asked)).deviceProven).toBe(true)
  })
})

describe('a device token while the history cannot be read', () => {
  it('proves nothing for now: the answer is about the device, labelled, and a floor that is known stays', async () => {
    const app = await openApp()
    const { deviceToken } = await addUserWithPasskey(app)
    const anybody = strip(await askAs(app, 'publishable', { signals: chromeOnWindows }))
    const giveBack = await takeStoreAway(app)
    const asked = await askAs(app, 'publishable', here(deviceToken))
    expect(asked).toMatchObject({ degraded: ['history-unavailable'], passive: anybody.passive })
    expect(asked.ceremony?.allowCredentials ?? []).toEqual([])
    expect(asked.stepUpRequired).toBe(false)
    await giveBack()
    await expect.poll(() => app.store.loadDecision(asked.decisionId)).toMatchObject({ deviceProven: false })

    const floor = { assuranceFloor: 'phishing-resistant' }
    await app.call({ method: 'PUT', url: '/v1/users/u-1', key: 'secret', body: floor })
    await takeStoreAway(app)
    expect(await askAs(app, 'publishable', here(deviceToken))).toMatchObject({
      degraded: ['history-unavailable'],
      fallbacks: [],
      stepUpRequired: true,
    })
  })
})
