import { describe, expect, it } from 'vitest'
import { emptyHistory } from '../../src/core/index.ts'
import { reduceOutcome } from '../../src/http/reduce-outcome.ts'
import { decisionRecord, outcomeRecord, userOf } from '../store/records.ts'
import { createSoftAuthenticator } from '../webauthn/soft-authenticator.ts'
import { chromeOnWindows, openApp } from './open-app.ts'

const page = { device: { id: 'd-ada' }, signals: chromeOnWindows }
const user = { id: 'u-ada', name: 'ada' }
const cancel = { result: 'failure', error: { name: 'NotAllowedError' }, elapsedMs: 4_000 }

/** A user with a passkey made and used on one device, whose page holds a device token. */
async function openKnown() {
  const app = await openApp()
  const secret = async (url: string, body: unknown) => {
    app.clock.now += 1_000
    const { status, json, text } = await app.call({ url, key: 'secret', body })
    if (status >= 300) throw new Error(`${url} answered ${status} ${text}`)
    return json
  }
  const laptop = createSoftAuthenticator({
    rpId: 'login.example.com',
    origin: 'https://login.example.com',
    transports: ['internal'],
  })
  const made = await secret('/v1/webauthn/registration/options', { user, ...page })
  const response = laptop.register(made.publicKey)
  const { deviceToken } = await secret('/v1/webauthn/registration/verify', { response, ...page })
  const device = { id: 'd-ada', token: deviceToken }
  const decide = (more: object = {}) =>
    secret('/v1/decisions', { user: { id: user.id }, ...page, device, ...more })
  const verify = async (decisionToken: string, attempt: number) => {
    const { publicKey } = await secret('/v1/webauthn/authentication/options', { decisionToken })
    const answer = laptop.authenticate(publicKey, { authenticatorAttachment: 'platform' })
    const url = '/v1/webauthn/authentication/verify'
    return secret(url, { response: answer, decisionToken, attempt })
  }
  const tell = async (token: string, body: object) => {
    app.clock.now += 1_000
    return (await app.call({ url: '/v1/outcomes', key: 'publishable', body: { token, ...body } })).json
  }
  const revoke = async () => {
    app.clock.now += 1_000
    const url = `/v1/users/${user.id}/device-tokens`
    expect((await app.call({ method: 'DELETE', url, key: 'secret' })).status).toBe(200)
  }
  const read = () => app.store.loadHistory(userOf(user.id).pseudonym)
  return { app, secret, decide, verify, tell, revoke, read }
}

describe('a failure that was told after its device token was revoked', () => {
  it('counts once the ceremony of its decision is verified, by its own time', async () => {
    const { decide, verify, tell, revoke, read } = await openKnown()
    const { token } = await decide()
    await revoke()
    expect((await tell(token, { ...cancel, method: 'passkey' })).evidence).toBe('observed')
    expect((await read()).sightings).toEqual([])
    await verify(token, 2)
    expect((await read()).sightings).toMatchObject([{ successes: 1, failures: 1 }])
  })
})

describe('a failure that was told while the history could not be read', () => {
  it('counts once the ceremony of its decision is verified', async () => {
    const { app, decide, verify, tell, read } = await openKnown()
    const { token } = await decide()
    const { loadHistory } = app.store
    app.store.loadHistory = () => Promise.reject(new Error('damaged'))
    expect((await tell(token, { ...cancel, method: 'passkey' })).evidence).toBe('observed')
    app.store.loadHistory = loadHistory
    await verify(token, 2)
    expect((await read()).sightings).toMatchObject([{ successes: 1, failures: 1 }])
  })
})

describe('an offer that was declined before its device token was revoked', () => {
  it('is one ask, also when its decision ends in a login', async () => {
    const { secret, decide, tell, revoke, read } = await openKnown()
    const other = { ...page.device, id: 'd-two' }
    const login = await decide({ device: other })
    const { deviceToken } = await secret('/v1/outcomes', {
      token: login.token,
      result: 'success',
      method: 'password',
    })
    const offer = await decide({ purpose: 'registration', device: { id: 'd-two', token: deviceToken } })
    expect(offer.action).not.toBe('skip')
    expect((await tell(offer.token, { ...cancel, method: 'passkey' })).evidence).toBe('proven')
    expect((await read()).registrationAsks).toMatchObject([{ asked: 1 }])
    await revoke()
    await secret('/v1/outcomes', { token: offer.token, result: 'success', method: 'password' })
    expect((await read()).registrationAsks).toMatchObject([{ asked: 1 }])
  })
})

describe('a defect in what is learnt of platforms', () => {
  it('is logged, and loses nothing of the outcome', async () => {
    const { services, lines } = await openApp()
    const broken = {
      ...services.cells,
      changesOf: () => {
        throw new Error('out of order')
      },
    }
    const { pseudonym } = userOf('u-1')
    const reduce = reduceOutcome({ ...services, cells: broken }, emptyHistory)
    const changes = reduce(decisionRecord('d', pseudonym), [], outcomeRecord('d', pseudonym))
    expect(changes.map(({ type }) => type)).toEqual(['device-proven', 'credential-used', 'evidence'])
    expect(lines.join('')).toContain('out of order')
  })
})
