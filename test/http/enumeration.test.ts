import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { purposes } from '../../src/contract/words.ts'
import { times } from '../times.ts'
import {
  addUserWithPasskey,
  chromeOnWindows,
  clients,
  openApp,
  passkeys,
  shippedRules,
  type TestApp,
} from './open-app.ts'

/** A rule that draws lots over users: known ones must not be told apart by being in or out. */
const halfOfUsers = {
  name: 'half-of-users',
  priority: 995,
  rollout: { percent: 50, salt: 'a', by: 'user' },
  event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
}
const withRollout = JSON.parse(shippedRules['authentication.rules.json'] ?? '')
withRollout.rules.unshift(halfOfUsers)

/** Users whose pasts differ in everything an answer to a back end depends on. */
async function addKnownUsers(app: TestApp): Promise<{ readonly ids: string[]; readonly tokens: string[] }> {
  const { call } = app
  const as = (method: 'PUT' | 'POST' | 'DELETE', url: string, body?: object) =>
    call({ method, url, key: 'secret', ...(body === undefined ? {} : { body }) })
  const tokens: string[] = []
  for (const id of ['used', 'ghost', 'revoked', 'locked', 'blocked', 'resistant', 'plan', 'declined']) {
    tokens.push((await addUserWithPasskey(app, { id, device: `d-${id}` })).deviceToken)
    await addUserWithPasskey(app, { id, device: 'd-shared', credentialId: `shared-${id}` })
  }
  for (const [
    name,
    { id: _id, note: _note, madeOn: _madeOn, lastUsedAt: _l, revokedAt, ...passkey },
  ] of Object.entries(passkeys)) {
    const url = `/v1/users/has-${name}/credentials/c-${name}`
    expect((await as('PUT', url, { transports: [], ...passkey })).status).toBe(201)
    if (revokedAt !== undefined) await as('DELETE', url)
  }
  await as('DELETE', '/v1/users/revoked/credentials/cred-revoked')
  await as('PUT', '/v1/users/locked', { state: 'locked' })
  await as('PUT', '/v1/users/blocked', { state: 'blocked' })
  await as('PUT', '/v1/users/resistant', { assuranceFloor: 'phishing-resistant' })
  await as('PUT', '/v1/users/plan', { attributes: { emailDomain: 'corp.example', plan: 'pro' } })
  const tell = async (id: string, purpose: string, outcomes: readonly object[]) => {
    const body = { purpose, user: { id }, device: { id: `d-${id}` }, signals: chromeOnWindows }
    const { token } = (await as('POST', '/v1/decisions', body)).json
    for (const outcome of outcomes)
      expect((await as('POST', '/v1/outcomes', { token, ...outcome })).status).toBe(202)
  }
  const gaveUp = {
    result: 'failure',
    method: 'passkey',
    error: { name: 'NotAllowedError' },
    elapsedMs: 20_000,
  }
  const login = { result: 'success', method: 'password' }
  for (let i = 0; i < 3; i++) await tell('ghost', 'authentication', [gaveUp, login])
  await tell('declined', 'registration', [{ result: 'failure', method: 'never' }, login])
  const ids = ['used', 'ghost', 'revoked', 'locked', 'blocked', 'resistant', 'plan', 'declined']
  return { ids: [...ids, ...Object.keys(passkeys).map((name) => `has-${name}`)], tokens }
}

/** What a caller can see of an answer, but for what is drawn anew each time. */
function visible(answer: Awaited<ReturnType<TestApp['call']>>) {
  const { decisionId, token, expiresAt, ...body } = answer.json
  expect([answer.status, typeof decisionId, typeof expiresAt]).toEqual([200, 'string', 'string'])
  const { date: _date, 'content-length': _length, ...headers } = answer.headers
  // How much is said must tell nothing either; a token carries the user's pseudonym, which has one length.
  return { body, headers, lengths: [decisionId.length, token.length, answer.text.length] }
}

describe('known and unknown users on a publishable key', () => {
  it('are answered alike, whatever their past, on every client', async () => {
    const app = await openApp({
      publishableLimit: { max: 1e9, timeWindow: 60_000 },
      rules: { 'authentication.rules.json': JSON.stringify(withRollout) },
    })
    const { ids, tokens } = await addKnownUsers(app)
    const devices = fc.constantFrom(undefined, 'd-1', 'd-shared', ...ids.slice(0, 8).map((id) => `d-${id}`))
    const question = fc.record({
      purpose: fc.constantFrom(...purposes),
      signals: fc.constantFrom(...Object.values(clients).map(({ signals }) => signals)),
      device: devices.map((id) => (id === undefined ? {} : { id })),
      floor: fc.constantFrom({}, { assuranceFloor: 'any' }, { assuranceFloor: 'phishing-resistant' }),
      methods: fc.constantFrom({}, { fallbacks: ['email-otp'] }, { fallbacks: [] }),
    })
    // Of other lengths than the pasts' owners, printable and not.
    const strangers = fc.uniqueArray(
      fc.string({ minLength: 1, maxLength: 60 }).map((text) => `${text}?`),
      { minLength: 2, maxLength: 2 },
    )
    const reasons = new Set<string>()
    await fc.assert(
      fc.asyncProperty(
        question,
        strangers,
        fc.subarray(ids, { minLength: 3, maxLength: 3 }),
        async (asked, unknown, known) => {
          const { purpose, signals, device, floor, methods } = asked
          const ask = (id: string) =>
            app.call({
              url: '/v1/decisions',
              key: 'publishable',
              body: { purpose, signals, device, user: { id, ...floor, ...methods } },
            })
          const [first, ...others] = (await Promise.all([...unknown, ...known].map(ask))).map(visible)
          reasons.add(first?.body.reason)
          for (const other of others) expect(other).toEqual(first)
          expect(first?.body.ceremony?.allowCredentials ?? []).toEqual([])
          for (const field of ['rule', 'probability']) expect(first?.body).not.toHaveProperty(field)
        },
      ),
      times(150),
    )
    expect(reasons.size).toBeGreaterThan(4)

    // A proof of somebody else, or from another device, is none.
    for (const [i, token] of tokens.entries()) {
      const ask = (id: string) =>
        app.call({
          url: '/v1/decisions',
          key: 'publishable',
          body: {
            user: { id },
            device: { id: i === 0 ? 'd-ghost' : 'd-used', token },
            signals: chromeOnWindows,
          },
        })
      expect(visible(await ask('used'))).toEqual(visible(await ask('nobody')))
    }
    // And the pasts do differ for those who may know: the property compares what could be told apart.
    const told = await Promise.all(
      ids.slice(0, 8).map(async (id) => {
        const body = { user: { id }, device: { id: `d-${id}` }, signals: chromeOnWindows, purpose: 'step-up' }
        const { json } = await app.call({ url: '/v1/decisions', key: 'secret', body })
        return `${json.reason} ${json.stepUpRequired}`
      }),
    )
    expect(new Set(told).size).toBeGreaterThan(3)
  })
})
