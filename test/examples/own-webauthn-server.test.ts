import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { signalsOf } from '../end-to-end/clients.ts'
import { createSoftAuthenticator } from '../webauthn/soft-authenticator.ts'
import { createVisitor } from './create-visitor.ts'
import { listExchanges, toPattern } from './read-guide.ts'
import { type FollowedGuide, startGuide } from './start-guide.ts'

const ada = 'u-5a1f'
const bob = 'u-c07e'
const signals = signalsOf('chrome-windows-11')
const fill = 'node examples/own-webauthn-server/back-fill.mjs'
const makeData = 'node examples/own-webauthn-server/example-data.mjs'

let guide: FollowedGuide
beforeAll(async () => {
  guide = await startGuide('own-webauthn-server')
}, 180_000)
afterAll(() => guide.end())

describe('the example for a site with a WebAuthn server of its own', () => {
  it('has a guide whose commands print what it says', async () => {
    const exchanges = listExchanges(guide.blocks)
    expect(exchanges).toHaveLength(4)
    for (const { command, printed } of exchanges)
      expect((await guide.run(command)).output).toMatch(toPattern(printed))
    const shown = guide.blocks.find(({ text }) => text.includes('/v1/users/'))
    const { output } = await guide.run(shown?.text ?? 'no such command')
    expect(JSON.parse(output).beliefs).toMatchObject([{ provider: 'iCloud Keychain' }])
  })

  it('verifies by itself, and tells what passkeys there are and how they were used', async () => {
    const visitor = createVisitor(guide)
    await visitor.post('/login', new URLSearchParams({ email: 'bob@example.com', password: 'correct horse' }))
    const device = { id: 'd-own' }
    const { json: decision } = await visitor.post('/passkeys/decision', { device, signals })
    expect(decision.action).toBe('offer')
    const { json: options } = await visitor.post('/passkeys/options', {})
    const authenticator = createSoftAuthenticator({
      rpId: 'localhost',
      origin: guide.origin,
      transports: ['internal'],
      flags: { bs: false },
    })
    const response = authenticator.register(options.publicKey)
    const told = { device, signals, decisionToken: decision.token }
    const { json: made } = await visitor.post('/passkeys/verify', { ...told, response })
    expect(made).toEqual({
      user: { id: bob, name: 'bob@example.com' },
      deviceToken: expect.stringMatching(/^d1\./),
    })

    const known = { id: 'd-own', token: made.deviceToken }
    const next = await visitor.ask('/v1/decisions', { user: { id: bob }, device: known, signals })
    expect([next.action, next.reason]).toEqual(['passkey', 'passkey-made-here'])
    const { json: asked } = await visitor.post('/webauthn/options', {
      start: 'decided',
      ceremony: next.ceremony,
    })
    expect(asked).toMatchObject({
      publicKey: { hints: next.ceremony.hints, allowCredentials: next.ceremony.allowCredentials },
      mediation: 'required',
    })
    expect(next.ceremony.allowCredentials).toContainEqual(expect.objectContaining({ id: response.id }))
    // Now it is backed up.
    const login = authenticator.authenticate(asked.publicKey, { flags: { bs: true } })
    const sent = {
      response: login,
      decisionToken: next.token,
      device: known,
      signals,
      elapsedMs: 1200,
      attempt: 1,
    }
    const { json: verified } = await visitor.post('/webauthn/verify', sent)
    expect(verified).toMatchObject({ verified: true, user: { id: bob }, deviceToken: expect.any(String) })
    const { credentials, counts } = await guide.ask('GET', `/v1/users/${bob}`)
    expect(credentials).toContainEqual(
      expect.objectContaining({ id: response.id, backupState: true, lastUsedAt: expect.any(String) }),
    )
    expect(counts).toContainEqual(
      expect.objectContaining({ credentialId: response.id, deviceId: 'd-own', successes: 1 }),
    )
    // A challenge is good for once.
    expect((await visitor.post('/webauthn/verify', sent)).json).toEqual({ verified: false })
  })
})

describe('the back-fill', () => {
  const look = async () =>
    JSON.stringify(await Promise.all([ada, bob].map((id) => guide.ask('GET', `/v1/users/${id}`))))

  it('changes nothing when it is run again', async () => {
    await guide.run(`${makeData} /tmp/twice.sqlite`)
    const first = await guide.run(`${fill} /tmp/twice.sqlite`)
    const before = await look()
    const second = await guide.run(`${fill} /tmp/twice.sqlite`)
    expect([first.code, second.code]).toEqual([3, 3])
    expect(second.output).toContain('3 users: 0 passkeys created, 2 updated, 5 logins; 4 rows not taken')
    expect(await look()).toBe(before)
  })

  it('goes on where it was interrupted', async () => {
    await guide.run(`${makeData} /tmp/cut.sqlite`)
    // In front of Keywise: refuses everything about the second user, as with a key that has been taken back.
    let isOpen = false
    const proxy = createServer(async (request, reply) => {
      if (request.url?.includes(bob) && !isOpen)
        return void reply.writeHead(401).end('{"code":"key-unknown"}')
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part)
      const { authorization = '', 'content-type': type = '' } = request.headers
      const headers = { authorization, 'content-type': type }
      const { method = '', url = '' } = request
      const answer = await fetch(guide.keywiseUrl + url, { method, headers, body: Buffer.concat(parts) })
      reply.writeHead(answer.status).end(await answer.text())
    })
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready))
    onTestFinished(() => void proxy.close())
    const URL_OF_KEYWISE = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
    const cut = await guide.run(`${fill} /tmp/cut.sqlite`, { URL_OF_KEYWISE })
    expect([cut.code, cut.output]).toEqual([
      1,
      'stopped: Error: Keywise answered 401: key-unknown\nrun it again to go on',
    ])
    isOpen = true
    const rest = await guide.run(`${fill} /tmp/cut.sqlite`, { URL_OF_KEYWISE })
    expect(rest.code).toBe(3)
    expect(rest.output).toMatch(/^goes on after u-5a1f\n/)
    expect(rest.output).toContain('2 users: 0 passkeys created, 1 updated, 1 logins; 4 rows not taken')
  })

  it('says how it is used', async () => {
    expect(await guide.run(fill)).toEqual({ code: 2, output: 'usage: node back-fill.mjs DATABASE' })
  })
})
