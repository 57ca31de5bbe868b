import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { addUserWithPasskey, chromeOnWindows, firefoxOnWindows, openApp, shippedRules } from './open-app.ts'

const credential = '/v1/users/u-1/credentials/c-1'

describe('a credential of a relying party with its own WebAuthn server', () => {
  it('is created, updated, revoked and taken back', async () => {
    const { call } = await openApp()
    const put = (body: object = {}) =>
      call({ method: 'PUT', url: credential, key: 'secret', body: { transports: ['internal'], ...body } })
    expect((await put()).status).toBe(201)
    expect((await put()).json).toEqual({ id: 'c-1', saved: 'updated' })
    expect((await call({ method: 'DELETE', url: credential, key: 'secret' })).json).toEqual({
      id: 'c-1',
      revoked: true,
      advice: { signalUnknownCredential: { rpId: 'login.example.com', credentialId: 'c-1' } },
    })
    expect((await put()).json.code).toBe('credential-revoked')
    const revokedAt = async () =>
      (await call({ url: '/v1/users/u-1', key: 'secret' })).json.credentials[0].revokedAt
    expect(await revokedAt()).toBe('2026-11-21T09:00:00.000Z')
    expect((await put({ restore: true })).json).toEqual({ id: 'c-1', saved: 'updated' })
    expect(await revokedAt()).toBeNull()
    expect((await call({ method: 'DELETE', url: `${credential}x`, key: 'secret' })).status).toBe(404)
  })

  it('cannot be given to a second user', async () => {
    const { call } = await openApp()
    const put = (user: string) =>
      call({
        method: 'PUT',
        url: `/v1/users/${user}/credentials/c-1`,
        key: 'secret',
        body: { transports: [] },
      })
    await put('u-1')
    expect((await put('u-2')).json.code).toBe('credential-foreign')
  })

  it('keeps where it was made, from the signals it came with', async () => {
    const { call } = await openApp()
    const body = { transports: [], device: { id: 'd-1' }, signals: { userAgent: firefoxOnWindows } }
    await call({ method: 'PUT', url: credential, key: 'secret', body })
    const { json } = await call({ url: '/v1/users/u-1', key: 'secret' })
    expect(json.credentials[0].madeOn).toEqual({ deviceId: 'd-1', os: 'windows', browser: 'firefox' })
    expect(json.credentials[0].createdAt).toBe('2026-11-21T09:00:00.000Z')
  })

  it.each([
    [`/v1/users/u-1/credentials/${'a'.repeat(1364)}`, 201],
    [`/v1/users/u-1/credentials/${'a'.repeat(1365)}`, 400],
    ['/v1/users/u-1/credentials/not%20base64url', 400],
    [`/v1/users/${encodeURIComponent('jané/doe@example.com')}/credentials/c-1`, 201],
  ])('has an address of bounded length: %.60s', async (url, status) => {
    const { call } = await openApp()
    expect((await call({ method: 'PUT', url, key: 'secret', body: { transports: [] } })).status).toBe(status)
  })
})

describe('a user', () => {
  it('that nobody has heard of is no error', async () => {
    const { call } = await openApp()
    const { status, json } = await call({ url: '/v1/users/nobody', key: 'secret' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ id: 'nobody', state: null, credentials: [], devices: [], beliefs: [] })
    expect((await call({ url: '/v1/users/nobody/export', key: 'secret' })).json.known).toBe(false)
    expect((await call({ method: 'DELETE', url: '/v1/users/nobody', key: 'secret' })).status).toBe(204)
  })

  it('is told, exported and erased', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const get = (url: string) => app.call({ url, key: 'secret' })
    expect((await get('/v1/users/u-1')).json.beliefs).toEqual([
      expect.objectContaining({ id: 'cred-u-1', status: 'believed', evidence: expect.any(Array) }),
    ])
    expect((await get('/v1/users/u-1/export')).json).toMatchObject({ id: 'u-1', known: true })
    expect((await app.call({ method: 'DELETE', url: '/v1/users/u-1', key: 'secret' })).status).toBe(204)
    expect((await get('/v1/users/u-1')).json.credentials).toEqual([])
  })

  it('stands nowhere in clear, leaves with all that was known, and is a stranger afterwards', async () => {
    const app = await openApp()
    const id = 'jane.doe@example.com'
    await addUserWithPasskey(app, { id, device: 'device-1', credentialId: 'c-blue' })
    const url = `/v1/users/${encodeURIComponent(id)}`
    const named = { transports: [], name: 'the red key of Jane', userHandle: 'amFuZQ' }
    await app.call({ method: 'PUT', url: `${url}/credentials/c-red`, key: 'secret', body: named })
    const attributes = { emailDomain: 'jane.example', plan: 'pro' }
    await app.call({ method: 'PUT', url, key: 'secret', body: { attributes, state: 'active' } })
    const body = { user: { id }, device: { id: 'device-1' }, signals: { userAgent: firefoxOnWindows } }
    app.clock.now += 1_000
    const page = (await app.call({ url: '/v1/decisions', key: 'publishable', body })).json
    const failure = { token: page.token, result: 'failure', method: 'passkey' }
    await app.call({ url: '/v1/outcomes', key: 'publishable', body: failure })

    const { json } = await app.call({ url: `${url}/export`, key: 'secret' })
    expect(json).toMatchObject({
      id,
      known: true,
      data: {
        user: { id, attributes, state: 'active' },
        credentials: [{ id: 'c-blue' }, { id: 'c-red', name: 'the red key of Jane', userHandle: 'amFuZQ' }],
        devices: [{ id: 'device-1' }],
        sightings: [{ successes: 1 }],
        evidence: [{ kind: 'succeeded-here' }],
        outcomes: [{ result: 'success' }, { result: 'failure', proven: false }],
      },
    })
    expect(json.data.decisions).toHaveLength(2)
    expect(json.data.decisions[1].input).toContain(firefoxOnWindows)

    const onDisk = async () => {
      const names = await readdir(app.dir)
      const files = await Promise.all(names.map((name) => readFile(join(app.dir, name), 'latin1')))
      return files.join('\n')
    }
    const before = await onDisk()
    for (const text of [id, 'the red key', 'amFuZQ', 'jane.example', 'Firefox/145.0'])
      expect(before).not.toContain(text)
    expect(before).toContain('device-1')
    expect((await app.call({ method: 'DELETE', url, key: 'secret' })).status).toBe(204)
    expect((await app.call({ url: `${url}/export`, key: 'secret' })).json).toEqual({
      id,
      known: false,
      data: null,
    })
    const stranger = await app.call({ url: '/v1/users/nobody', key: 'secret' })
    expect((await app.call({ url, key: 'secret' })).json).toEqual({ ...stranger.json, id })
    const after = await onDisk()
    for (const text of [app.services.pseudonymOf(id), 'device-1', page.decisionId])
      expect(after).not.toContain(text)
    // A token that is still about: nothing comes back by it.
    expect((await app.call({ url: '/v1/outcomes', key: 'publishable', body: failure })).status).toBe(404)
  })
})

describe('a recorded decision', () => {
  it('can be read and asked again', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const { folder, policy } = app.policies.state()
    const body = { user: { id: 'u-1' }, device: { id: 'd-1' }, signals: chromeOnWindows }
    const asked = await app.call({ url: '/v1/decisions', key: 'secret', body })
    const id = asked.json.decisionId
    const { json } = await app.call({ url: `/v1/decisions/${id}`, key: 'admin' })
    expect(json).toMatchObject({ decisionId: id, action: 'passkey', input: { purpose: 'authentication' } })
    const again = (query = '') => app.call({ url: `/v1/decisions/${id}/trace${query}`, key: 'admin' })
    const then = {
      differs: false,
      basis: 'recorded',
      faithful: true,
      revision: policy.revision,
      rulesGap: null,
      replayed: { reason: 'passkey-used-here', rule: { name: 'used-here' } },
    }
    expect((await again()).json).toMatchObject(then)
    // What has happened since is no part of it.
    await app.call({ method: 'DELETE', url: '/v1/users/u-1/credentials/cred-u-1', key: 'secret' })
    expect((await again()).json).toMatchObject(then)
    const other = { ...JSON.parse(shippedRules['settings.json'] ?? ''), crossDevice: 'minimize' }
    await writeFile(join(app.rulesDir, 'settings.json'), JSON.stringify(other))
    await app.policies.reload()
    // By other rules there is nothing to be faithful to.
    const { revision } = app.policies.current()
    expect((await again('?rules=live')).json).toMatchObject({ faithful: null, revision, rulesGap: null })
    expect((await again('?rules=others')).status).toBe(400)
    await app.store.saveRevision(folder, app.clock.now)
    expect((await again()).json).toMatchObject(then)
  })

  it('is asked again by the rules in force where its own cannot be had, which is said', async () => {
    for (const [rulesGap, hurt] of [
      ['missing', 'delete from rule_revisions'],
      ['altered', "update rule_revisions set files_packed = 'x'"],
    ] as const) {
      const app = await openApp()
      await app.store.saveRevision(app.policies.state().folder, 0)
      const asked = await app.call({ url: '/v1/decisions', key: 'secret', body: { user: { id: 'u-1' } } })
      const other = { ...JSON.parse(shippedRules['settings.json'] ?? ''), crossDevice: 'minimize' }
      await writeFile(join(app.rulesDir, 'settings.json'), JSON.stringify(other))
      await app.policies.reload()
      const database = new Database(app.file)
      database.exec(hurt)
      database.close()
      const { json } = await app.call({ url: `/v1/decisions/${asked.json.decisionId}/trace`, key: 'admin' })
      const { revision } = app.policies.current()
      expect(json).toMatchObject({ basis: 'recorded', faithful: null, revision, rulesGap })
    }
  })

  it('of an older version is asked again with what is known today', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const body = { user: { id: 'u-1' }, device: { id: 'd-1' }, signals: chromeOnWindows }
    const { decisionId } = (await app.call({ url: '/v1/decisions', key: 'secret', body })).json
    const record = await app.store.loadDecision(decisionId)
    if (record === null) throw new Error('it was recorded')
    const { history: _history, ...said } = JSON.parse(record.input)
    app.store.recordDecision({ ...record, id: 'older', answerHash: null, input: JSON.stringify(said) })
    const again = () => app.call({ url: '/v1/decisions/older/trace', key: 'admin' })
    expect((await again()).json).toMatchObject({ differs: false, basis: 'today', faithful: null })
    await app.call({ method: 'DELETE', url: '/v1/users/u-1/credentials/cred-u-1', key: 'secret' })
    expect((await again()).json).toMatchObject({ differs: true, replayed: { reason: 'no-passkey' } })
  })

  it('goes with its user', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const asked = await app.call({ url: '/v1/decisions', key: 'publishable', body: { user: { id: 'u-1' } } })
    const url = `/v1/decisions/${asked.json.decisionId}`
    expect((await app.call({ url, key: 'admin' })).status).toBe(200)
    await app.call({ method: 'DELETE', url: '/v1/users/u-1', key: 'secret' })
    for (const path of [url, `${url}/trace`])
      expect((await app.call({ url: path, key: 'admin' })).json.code).toBe('decision-unknown')
  })

  it('of a page that might not know is asked again without the user', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const asked = await app.call({ url: '/v1/decisions', key: 'publishable', body: { user: { id: 'u-1' } } })
    const { json } = await app.call({ url: `/v1/decisions/${asked.json.decisionId}/trace`, key: 'admin' })
    expect(json.differs).toBe(false)
  })
})

describe('an explanation', () => {
  it('takes a history of its own, records nothing and has no token', async () => {
    const app = await openApp()
    const history = {
      credentials: [{ id: 'c-9' }],
      events: [{ credentialId: 'c-9', deviceId: 'd-9', kind: 'succeeded-here', at: '2025-12-31T00:00:00Z' }],
    }
    const body = {
      user: { id: 'u-1' },
      device: { id: 'd-9' },
      signals: chromeOnWindows,
      history,
      now: '2026-01-01T00:00:00Z',
    }
    const { status, json } = await app.call({ url: '/v1/decisions/explain', key: 'admin', body })
    expect(status).toBe(200)
    expect(json).toMatchObject({ reason: 'passkey-used-here', trace: { credentials: [{ id: 'c-9' }] } })
    expect(json.flips).toContainEqual({
      change: 'with no passkey',
      changes: ['no-passkey'],
      action: 'fallback',
      reason: 'no-passkey',
    })
    expect(json).not.toHaveProperty('token')
    expect(app.store.stats()).toMatchObject({ queued: 0, commits: 0 })
  })

  it('is not for a publishable key: nothing of an account is told', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    const body = { user: { id: 'u-1' } }
    const { status, json } = await app.call({ url: '/v1/decisions/explain', key: 'publishable', body })
    expect(status).toBe(403)
    expect(json).not.toHaveProperty('flips')
  })
})
