import { describe, expect, it } from 'vitest'
import { chromeOnWindows, openApp, passkeys, signalsOf, type TestApp } from './open-app.ts'

const day = 86_400_000
const gaveUp = {
  result: 'failure',
  method: 'passkey',
  error: { name: 'NotAllowedError' },
  elapsedMs: 20_000,
} as const

/** A user whose one passkey is a named one of the fixtures, told by the relying party. */
async function addUser({ call }: TestApp, id: string, passkey: string, device: string): Promise<void> {
  const { transports, aaguid, backupEligible, backupState, authenticatorAttachment, createdAt, madeOn } =
    passkeys[passkey] ?? {}
  const signals = signalsOf(madeOn?.os === 'ios' ? 'safari-ios-26' : 'chrome-macos-15')
  const { status } = await call({
    method: 'PUT',
    url: `/v1/users/${id}/credentials/${passkey}`,
    key: 'secret',
    body: {
      transports,
      aaguid,
      backupEligible,
      backupState,
      authenticatorAttachment,
      createdAt,
      device: { id: device },
      signals,
    },
  })
  expect(status).toBe(201)
}

const open = async () => {
  const app = await openApp()
  const { call } = app
  return {
    app,
    ask: async (id: string, device: object, more: object = {}) =>
      (
        await call({
          url: '/v1/decisions',
          key: 'secret',
          body: { user: { id }, device, signals: chromeOnWindows, ...more },
        })
      ).json,
    tell: async (key: 'secret' | 'publishable', token: string, body: object) =>
      (await call({ url: '/v1/outcomes', key, body: { token, ...body } })).json,
    user: async (id: string) => (await call({ url: `/v1/users/${id}`, key: 'secret' })).json,
  }
}

describe('a passkey of a manager that is not on this PC', () => {
  it('is suspected gone after two failures that ended in a password login, on this PC only', async () => {
    const { app, ask, tell, user } = await open()
    await addUser(app, 'u-ada', '1password', 'mac-1')
    const pc = { id: 'pc-2' }
    expect(await ask('u-ada', pc)).toMatchObject({ action: 'passkey', reason: 'manager-passkey-likely' })
    const failures = async () =>
      (await user('u-ada')).counts.map((count: { failures: number }) => count.failures)
    for (const [before, after] of [
      [[], [1]],
      [[1], [2]],
    ]) {
      // Whatever is decided, the button stays, and the person tries.
      const { token, reason } = await ask('u-ada', pc)
      expect(await tell('publishable', token, gaveUp)).toMatchObject({
        evidence: 'observed',
        classified: 'abandoned',
      })
      // Nothing is believed of a page alone: the login that follows vouches for it.
      expect([await failures(), (await ask('u-ada', pc)).reason]).toEqual([before, reason])
      const login = await tell('secret', token, { result: 'success', method: 'password' })
      expect(login).toMatchObject({ evidence: 'proven', classified: 'succeeded' })
      expect(await failures()).toEqual(after)
      app.clock.now += day
    }
    expect((await user('u-ada')).counts).toMatchObject([
      { credentialId: '1password', deviceId: 'pc-2', successes: 0, failures: 2 },
    ])
    expect(await ask('u-ada', pc)).toMatchObject({
      action: 'fallback',
      reason: 'suspected-gone',
      passive: 'conditional',
    })
    expect((await ask('u-ada', { id: 'pc-3' })).reason).toBe('manager-passkey-likely')
  })

  it('is not believed gone because of failures that nobody vouches for', async () => {
    const { app, ask, tell, user } = await open()
    await addUser(app, 'u-ada', '1password', 'mac-1')
    for (let visit = 0; visit < 20; visit++) {
      const { token } = await ask('u-ada', { id: 'pc-2' })
      for (let attempt = 1; attempt <= 3; attempt++) await tell('publishable', token, { ...gaveUp, attempt })
      app.clock.now += day
    }
    expect((await ask('u-ada', { id: 'pc-2' })).reason).toBe('manager-passkey-likely')
    expect((await user('u-ada')).counts).toEqual([])
  })

  it('counts a failure once, however often and at once it is told', async () => {
    const { app, ask, tell, user } = await open()
    await addUser(app, 'u-ada', '1password', 'mac-1')
    const { token } = await ask('u-ada', { id: 'pc-2' })
    const login = { result: 'success', method: 'password' }
    const told = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2 === 0 ? tell('publishable', token, gaveUp) : tell('secret', token, login),
      ),
    )
    expect(new Set(told.map(({ accepted }) => accepted))).toEqual(new Set([true]))
    expect(new Set(told.map(({ deviceToken }) => deviceToken)).size).toBe(2)
    expect((await user('u-ada')).counts).toMatchObject([{ failures: 1, recent: [{ kind: 'abandoned' }] }])
    const altered = await app.call({
      url: '/v1/outcomes',
      key: 'secret',
      body: { token, ...gaveUp, elapsedMs: 2_000 },
    })
    // A back end may correct what a page has told, once; then it stands.
    expect(altered.status).toBe(202)
    const again = await app.call({ url: '/v1/outcomes', key: 'publishable', body: { token, ...gaveUp } })
    expect([again.status, again.json.code]).toEqual([409, 'outcome-altered'])
    expect((await user('u-ada')).counts).toMatchObject([{ failures: 1 }])
  })
})

describe('a passkey on a phone', () => {
  it('that has served this PC is remembered, and a passkey for the PC is offered when it is used again, three times a month', async () => {
    const { app, ask, tell, user } = await open()
    await addUser(app, 'u-bob', 'icloud-iphone', 'iphone-1')
    const pc = { id: 'pc-1' }
    const asked = await ask('u-bob', pc)
    expect(asked).toMatchObject({ action: 'cross-device', reason: 'phone-can-reach' })
    const { deviceToken } = await tell('secret', asked.token, {
      result: 'success',
      method: 'cross-device',
      credentialId: 'icloud-iphone',
      authenticatorAttachment: 'cross-platform',
      elapsedMs: 21_000,
    })
    expect(await user('u-bob')).toMatchObject({
      crossDevice: { successes: 1, lastAt: '2026-11-21T09:00:00.000Z' },
      devices: [{ id: 'pc-1', os: 'windows', provenAt: '2026-11-21T09:00:00.000Z' }],
      counts: [{ deviceId: 'pc-1', recent: [{ kind: 'succeeded-by-phone' }] }],
    })
    expect((await ask('u-bob', pc)).probability.crossDevice).toBeGreaterThan(asked.probability.crossDevice)

    const offer = () =>
      ask(
        'u-bob',
        { ...pc, token: deviceToken },
        {
          purpose: 'registration',
          context: { justUsed: 'cross-device' },
        },
      )
    // A PC that was never seen before may be somebody else's.
    expect(await offer()).toMatchObject({ action: 'skip', reason: 'not-worth-asking' })
    app.clock.now += day
    const { token } = await ask('u-bob', pc)
    await tell('secret', token, {
      result: 'success',
      method: 'cross-device',
      credentialId: 'icloud-iphone',
      authenticatorAttachment: 'cross-platform',
      elapsedMs: 21_000,
    })
    for (let asks = 1; asks <= 3; asks++) {
      const offered = await offer()
      expect(offered).toMatchObject({ action: 'offer', reason: 'offer-after-cross-device' })
      expect(await tell('publishable', offered.token, { ...gaveUp, elapsedMs: 3_000 })).toMatchObject({
        evidence: 'proven',
        classified: 'cancelled',
      })
      expect((await user('u-bob')).registrationAsks).toMatchObject([
        { variant: 'after-cross-device', deviceId: 'pc-1', asked: asks, declinedForGood: false },
      ])
    }
    expect(await offer()).toMatchObject({ action: 'skip', reason: 'cooldown' })
    app.clock.now += 31 * day
    expect((await offer()).action).toBe('offer')
  })
})

describe('a user who never wants to be asked again', () => {
  it('is not where that was said, and on no device once the back end says so', async () => {
    const { app, ask, tell, user } = await open()
    await addUser(app, 'u-bob', 'icloud-iphone', 'iphone-1')
    const login = await ask('u-bob', { id: 'pc-1' })
    const { deviceToken } = await tell('secret', login.token, { result: 'success', method: 'password' })
    const purpose = { purpose: 'registration' }
    const offered = await ask('u-bob', { id: 'pc-1', token: deviceToken }, purpose)
    expect(offered.action).toBe('offer')
    await tell('publishable', offered.token, { result: 'failure', method: 'never' })
    expect((await user('u-bob')).registrationAsks).toMatchObject([{ asked: 1, declinedForGood: true }])
    app.clock.now += 400 * day
    expect((await ask('u-bob', { id: 'pc-1' }, purpose)).reason).toBe('declined-for-good')
    // Whoever knows the password could have said it from that page.
    const elsewhere = await ask('u-bob', { id: 'pc-7' }, purpose)
    expect(elsewhere.reason).not.toBe('declined-for-good')
    const again = await ask('u-bob', { id: 'pc-7' })
    const other = await tell('secret', again.token, { result: 'success', method: 'password' })
    const asked = await ask('u-bob', { id: 'pc-7', token: other.deviceToken }, purpose)
    expect(asked.action).toBe('offer')
    await tell('secret', asked.token, { result: 'failure', method: 'never' })
    for (const device of ['pc-1', 'pc-7', 'pc-9'])
      expect(await ask('u-bob', { id: device }, purpose)).toMatchObject({
        action: 'skip',
        reason: 'declined-for-good',
      })
  })

  it('has to be proven: a page alone cannot silence somebody', async () => {
    const { app, ask, tell, user } = await open()
    await addUser(app, 'u-bob', 'icloud-iphone', 'iphone-1')
    const offered = await ask('u-bob', { id: 'pc-1' }, { purpose: 'registration' })
    await tell('publishable', offered.token, { result: 'failure', method: 'never' })
    expect((await user('u-bob')).registrationAsks).toEqual([])
  })
})

describe('a past from another system', () => {
  const at = '2026-01-01T00:00:00.000Z'
  const events = [
    {
      type: 'authentication',
      result: 'success',
      credentialId: '1password',
      authenticatorAttachment: 'platform',
      device: { id: 'pc-1' },
      signals: chromeOnWindows,
      at,
    },
    { type: 'authentication', result: 'failure', error: { name: 'NotAllowedError' }, elapsedMs: 9_000, at },
  ]

  it('decides from then on, once, however often it is sent', async () => {
    const { app, ask, user } = await open()
    await addUser(app, 'u-eve', '1password', 'mac-1')
    expect((await ask('u-eve', { id: 'pc-1' })).reason).toBe('manager-passkey-likely')
    const send = () => app.call({ url: '/v1/users/u-eve/events', key: 'secret', body: events })
    const first = await send()
    expect([first.status, first.json]).toEqual([202, { accepted: 2, changes: 3 }])
    await send()
    const { credentials, counts, devices } = await user('u-eve')
    expect(credentials).toMatchObject([{ id: '1password', lastUsedAt: at }])
    expect(devices).toMatchObject([{ id: 'pc-1', os: 'windows', browser: 'chrome', provenAt: at }])
    expect(counts).toMatchObject([{ deviceId: 'pc-1', successes: 1, failures: 0 }])
    expect((await ask('u-eve', { id: 'pc-1' })).reason).toBe('passkey-used-here')
  })

  it('is taken whole or not at all', async () => {
    const { app, user } = await open()
    await addUser(app, 'u-eve', '1password', 'mac-1')
    const body = [...events, { type: 'authentication', result: 'success', at: 'yesterday' }]
    const { status, json } = await app.call({ url: '/v1/users/u-eve/events', key: 'secret', body })
    expect([status, json.errors[0].pointer]).toEqual([400, '/2/at'])
    expect((await user('u-eve')).counts).toEqual([])
  })
})
