import { readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { parseConfig } from '../../src/http/config.ts'
import { createLogger } from '../../src/http/create-logger.ts'
import { startServer } from '../../src/http/server.ts'
import { pseudonymOf } from '../../src/store/pseudonym.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { decisionRecord } from '../store/records.ts'
import { createFolder, lockStore, shippedRules, signalsOf, siteKey } from './open-app.ts'

async function start(environment: Record<string, string> = {}, files: Record<string, string> = {}) {
  const directory = await createFolder(files)
  const rulesDir = await createFolder(shippedRules)
  const { config } = parseConfig({
    directory,
    environment: { KEYWISE_PORT: '0', KEYWISE_RULES_DIR: rulesDir, ...environment },
  })
  if (config === null) throw new Error('the settings of the test are wrong')
  const lines: string[] = []
  const log = createLogger('debug', { write: (line) => void lines.push(line) })
  const server = await startServer(config, { log })
  onTestFinished(() => server.close())
  const keyOf = (kind: string) => server.madeKeys.find((made) => made.kind === kind)?.key ?? ''
  return { server, keyOf, lines, config }
}

/** What comes back over a raw connection until the server closes it. */
function converse(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

describe('a server started on port 0 with an empty data directory', () => {
  it('says where it is, makes keys and answers with them at its own origin', async () => {
    const { server, keyOf } = await start()
    expect(server.port).toBeGreaterThan(0)
    const ask = (origin: string) =>
      fetch(`${server.url}/v1/decisions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${keyOf('publishable')}`,
          'content-type': 'application/json',
          origin,
        },
        body: '{}',
      })
    expect((await ask(`http://localhost:${server.port}`)).status).toBe(200)
    expect((await ask(`http://127.0.0.1:${server.port}`)).status).toBe(200)
    expect((await ask('http://localhost:1')).status).toBe(403)
  })

  it('puts switches of the environment in force, for exactly what they name', async () => {
    const off = { name: 'off', on: true, os: 'windows', browser: 'firefox', reason: 'incident' }
    const { server, keyOf } = await start({ KEYWISE_SWITCHES: JSON.stringify([off]) })
    const send = async (kind: string, path: string, body?: object) => {
      const response = await fetch(`${server.url}${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authorization: `Bearer ${keyOf(kind)}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return (await response.json()) as { reason?: string; switches?: unknown }
    }
    const reasonOn = async (client: string) =>
      (await send('secret', '/v1/decisions', { signals: signalsOf(client) })).reason
    expect(await reasonOn('firefox-windows')).toBe('kill-switch')
    for (const client of ['firefox-macos', 'chrome-windows-11'])
      expect(await reasonOn(client)).toBe('conditional-before-identifier')
    expect((await send('admin', '/v1/switches')).switches).toContainEqual(
      expect.objectContaining({ ...off, source: 'environment' }),
    )
  })

  it('tells broken rules by file and message, and serves on', async () => {
    const rulesDir = await createFolder({ 'authentication.rules.json': '{' })
    const { server, lines } = await start({ KEYWISE_RULES_DIR: rulesDir })
    expect(lines.join('')).toContain(
      'error: authentication.rules.json\\n  the file ends before all brackets are closed',
    )
    expect((await fetch(`${server.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  it('gives up cleanly where the port is taken', async () => {
    const { server, config } = await start()
    const dataDir = join(config.dataDir, 'second')
    await expect(
      startServer(
        { ...config, dataDir, databaseFile: join(dataDir, 'second.sqlite'), port: server.port },
        { log: createLogger('silent') },
      ),
    ).rejects.toThrow('EADDRINUSE')
  })
})

describe('a server with decisions past their retention', () => {
  const countKept = async (environment: Record<string, string>) => {
    const directory = await createFolder()
    const file = join(directory, 'old.sqlite')
    const dayMs = 86_400_000
    const old = createSqliteStore({ file, siteKey })
    for (const days of [399, 401])
      old.recordDecision(decisionRecord(`dec-${days}`, null, { at: Date.now() - days * dayMs }))
    await old.close()
    const { server } = await start({
      KEYWISE_SITE_KEY: siteKey.toString('base64'),
      KEYWISE_DATABASE_URL: `file:${file}`,
      ...environment,
    })
    await server.close()
    const store = createSqliteStore({ file, siteKey })
    onTestFinished(() => store.close())
    const kept = await Promise.all(['dec-399', 'dec-401'].map((id) => store.loadDecision(id)))
    return kept.filter((record) => record !== null).length
  }

  it('deletes them when it starts, after 400 days or as it is told, or never', async () => {
    expect(await countKept({})).toBe(1)
    expect(await countKept({ KEYWISE_RETENTION_DAYS: '30' })).toBe(0)
    expect(await countKept({ KEYWISE_RETENTION_DAYS: '0' })).toBe(2)
  })
})

describe('a server whose event loop stays late', () => {
  const block = async (ms: number) => {
    const end = performance.now() + ms
    while (performance.now() < end);
    await new Promise((resolve) => setTimeout(resolve, 0))
  }

  it('refuses work with a time to come back, but says that it lives; one pause is no overload', async () => {
    const { server, keyOf } = await start()
    const headers = { authorization: `Bearer ${keyOf('secret')}` }
    const ask = () => server.app.inject({ method: 'POST', url: '/v1/decisions', headers, payload: {} })
    await block(400)
    expect((await ask()).statusCode).toBe(200)
    for (let i = 0; i < 8; i++) await block(260)
    // Nobody is in a queue: it is the machine that is busy, not this server.
    expect((await ask()).statusCode).toBe(200)
    for (let i = 0; i < 8; i++) await block(260)
    const answers = await Promise.all(Array.from({ length: 64 }, ask))
    const refused = answers.find(({ statusCode }) => statusCode !== 200)
    expect([refused?.statusCode, refused?.headers['retry-after']]).toEqual([503, '1'])
    expect(refused?.json().code).toBe('overloaded')
    expect((await server.app.inject('/healthz')).statusCode).toBe(200)
  })
})

describe('a client that does not play by the rules', () => {
  it('is cut off, however it dawdles', async () => {
    const { server, keyOf } = await start()
    const head = `PUT /v1/users/u HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${keyOf('secret')}\r\n`
    const body = 'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{'
    const answers = await Promise.all(['', head, head + body].map((text) => converse(server.port, text)))
    for (const answer of answers) expect(answer).toMatch(/^$|^HTTP\/1\.1 408/)
  })

  it('is told so when it sends no HTTP, and the log keeps none of it', async () => {
    const { server, lines } = await start()
    const answer = await converse(server.port, 'hello sk_my-key\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/)
    expect(lines.join('')).not.toContain('sk_my-key')
  })

  it('is refused before its large body is read', async () => {
    const { server, keyOf } = await start()
    const head = `POST /v1/decisions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${keyOf('secret')}\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n{`
    expect(await converse(server.port, head)).toContain('"code":"body-too-large"')
  })
})

describe('a server that is closed while it works', () => {
  it('writes what is queued even where something else cannot be closed', async () => {
    const { server, keyOf, config } = await start({ KEYWISE_SITE_KEY: siteKey.toString('base64') })
    const headers = { authorization: `Bearer ${keyOf('secret')}` }
    const { decisionId } = (
      await server.app.inject({ method: 'POST', url: '/v1/decisions', headers, payload: {} })
    ).json()
    const { close } = server.policies
    const refuse = () => Promise.reject(new Error('it will not close'))
    Object.assign(server.policies, { close: refuse })
    await expect(server.close()).rejects.toThrow('it will not close')
    await close()
    const store = createSqliteStore({ file: config.databaseFile, siteKey })
    onTestFinished(() => store.close())
    expect(await store.loadDecision(decisionId)).not.toBeNull()
  })

  it('answers what it has begun, which is then on disk', async () => {
    const { server, keyOf, config } = await start({ KEYWISE_SITE_KEY: siteKey.toString('base64') })
    const send = (path: string, body: object) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${keyOf('secret')}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    const asked = await send('/v1/decisions', { user: { id: 'u-1' }, device: { id: 'd-1' } })
    const { token } = (await asked.json()) as { token: string }
    const release = lockStore(config.databaseFile)
    let isAnswered = false
    const told = send('/v1/outcomes', { token, result: 'success', method: 'password' }).then((answer) => {
      isAnswered = true
      return answer
    })
    await sleep(100)
    const closed = server.close()
    await sleep(100)
    expect(isAnswered).toBe(false)
    release()
    expect((await told).status).toBe(202)
    await closed
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
    const store = createSqliteStore({ file: config.databaseFile, siteKey })
    onTestFinished(() => store.close())
    expect(await store.loadHistory(pseudonymOf(siteKey, 'u-1'))).toMatchObject({ devices: [{ id: 'd-1' }] })
  })
})

describe('a server started with a file of kill switches that nobody can read', () => {
  const broken = '{"switches": [{"name": "incident-7", "on": tr'
  const soon = { timeout: 2_000, interval: 20 }
  async function startBroken() {
    const { server, keyOf, lines, config } = await start({}, { 'data/switches.json': broken })
    const ask = async (path: string, kind: string, method = 'GET', body?: unknown) => {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${keyOf(kind)}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return { status: answer.status, json: JSON.parse(await answer.text()) }
    }
    const signals = { userAgent: signalsOf('firefox-windows').userAgent }
    const reason = async () => (await ask('/v1/decisions', 'secret', 'POST', { signals })).json.reason
    const ready = () => ask('/readyz', 'secret')
    return { ask, reason, ready, lines, path: join(config.dataDir, 'switches.json') }
  }

  it('switches passkeys off for everybody, says so, and heals when the file is mended', async () => {
    const { ask, reason, ready, lines, path } = await startBroken()
    expect(await reason()).toBe('kill-switch')
    expect(await ready()).toMatchObject({
      status: 200,
      json: { switches: { status: 'stale', problem: expect.stringContaining('is not JSON') } },
    })
    const told = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg?.includes('cannot be read'))
    expect(told).toMatchObject([{ level: 50, msg: expect.stringContaining('off for everybody') }])
    const { json } = await ask('/v1/switches', 'admin')
    expect(json.switches.at(-1)).toMatchObject({
      name: 'switches-file-broken',
      on: true,
      state: 'on',
      reason: expect.stringContaining(path),
    })
    expect(await readFile(path, 'utf8')).toBe(broken)
    await writeFile(path, '{"switches": []}')
    await vi.waitFor(async () => expect(await reason()).not.toBe('kill-switch'), soon)
    expect((await ready()).json.switches).toEqual({ status: 'live', problem: null })
  })

  it('heals when the list is replaced, and keeps what was in the file', async () => {
    const { ask, reason, ready, path } = await startBroken()
    expect((await ask('/v1/switches', 'admin', 'PUT', { switches: [] })).status).toBe(200)
    expect(await reason()).not.toBe('kill-switch')
    expect((await ready()).json.switches).toEqual({ status: 'live', problem: null })
    expect(await readFile(`${path}.broken`, 'utf8')).toBe(broken)
  })
})
