import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { loadSwitchList } from '../../src/files/switch-list.ts'
import {
  firefoxOnWindows,
  openApp,
  shippedRules,
  signalsOf,
  type TestApp,
  takeStoreAway,
} from './open-app.ts'

const soon = { timeout: 5000, interval: 20 }
const switchOff = { name: 'off', on: true, os: 'windows', browser: 'firefox', reason: 'incident 7' }
const macChrome = signalsOf('chrome-macos-15').userAgent ?? ''
/** What the shipped file says, switched off. */
const shippedSwitches = JSON.parse(shippedRules['switches.json'] ?? '').switches
const fromFile = shippedSwitches.map((entry: object) => ({ ...entry, source: 'file' }))

async function reasonFor({ call }: TestApp, userAgent: string): Promise<string> {
  const body = { signals: { userAgent } }
  return (await call({ url: '/v1/decisions', key: 'secret', body })).json.reason
}

describe('a kill switch', () => {
  it('set at run time holds at once for exactly what it names, and outlives a restart', async () => {
    const app = await openApp()
    expect(await reasonFor(app, firefoxOnWindows)).not.toBe('kill-switch')
    const put = (switches: unknown) =>
      app.call({ method: 'PUT', url: '/v1/switches', key: 'admin', body: { switches } })
    const { status, json } = await put([switchOff])
    expect([status, json.switches]).toEqual([200, [...fromFile, { ...switchOff, source: 'runtime' }]])
    expect(await reasonFor(app, firefoxOnWindows)).toBe('kill-switch')
    expect(await reasonFor(app, macChrome)).not.toBe('kill-switch')
    expect((await loadSwitchList(join(app.dir, 'switches.json'))).current()).toEqual([switchOff])
    await put([])
    expect(await reasonFor(app, firefoxOnWindows)).not.toBe('kill-switch')
  })

  it('written to the rule folder holds soon after, beside the others', async () => {
    const app = await openApp()
    await writeFile(join(app.rulesDir, 'switches.json'), JSON.stringify({ switches: [switchOff] }))
    await vi.waitFor(async () => expect(await reasonFor(app, firefoxOnWindows)).toBe('kill-switch'), soon)
    expect(await reasonFor(app, macChrome)).not.toBe('kill-switch')
    const { json } = await app.call({ url: '/v1/switches', key: 'admin' })
    expect(json.switches).toEqual([{ ...switchOff, source: 'file' }])
  })

  it('survives a reload of the rules', async () => {
    const app = await openApp()
    await app.call({ method: 'PUT', url: '/v1/switches', key: 'admin', body: { switches: [switchOff] } })
    const before = app.policies.current().revision
    const settings = { ...JSON.parse(shippedRules['settings.json'] ?? ''), crossDevice: 'minimize' }
    await writeFile(join(app.rulesDir, 'settings.json'), JSON.stringify(settings))
    expect((await app.policies.reload()).status).toBe('live')
    expect(app.policies.current().revision).not.toBe(before)
    expect(await reasonFor(app, firefoxOnWindows)).toBe('kill-switch')
  })

  it('is strict about its words', async () => {
    const { call } = await openApp()
    const body = { switches: [{ ...switchOff, os: 'window' }] }
    const { status, json } = await call({ method: 'PUT', url: '/v1/switches', key: 'admin', body })
    expect(status).toBe(400)
    expect(json.errors[0]).toMatchObject({ pointer: '/switches/0/os' })
    expect(json.errors[0].detail).toContain('did you mean `windows`?')
  })
})

describe('readiness', () => {
  it('is 200 on live and on stale rules, which it tells', async () => {
    const app = await openApp()
    const live = await app.call({ url: '/readyz' })
    expect([live.status, live.json.rules.status]).toEqual([200, 'live'])
    await writeFile(join(app.rulesDir, 'authentication.rules.json'), '{')
    await app.policies.reload()
    const stale = await app.call({ url: '/readyz' })
    expect(stale.status).toBe(200)
    expect(stale.json.rules).toMatchObject({
      status: 'stale',
      revision: live.json.rules.revision,
      problems: [{ file: 'authentication.rules.json' }],
    })
    expect((await app.call({ url: '/v1/decisions', key: 'secret', body: {} })).status).toBe(200)
  })

  it('is 503 on built-in rules', async () => {
    const { call } = await openApp({ rules: { 'authentication.rules.json': '{' } })
    const { status, json } = await call({ url: '/readyz' })
    expect([status, json.status, json.rules.status]).toEqual([503, 'not-ready', 'built-in'])
    expect((await call({ url: '/v1/decisions', key: 'secret', body: {} })).status).toBe(200)
  })

  it('is 503 without a store, and heals without a restart', async () => {
    const app = await openApp()
    expect((await app.call({ url: '/readyz' })).json.store.status).toBe('ready')
    const giveBack = await takeStoreAway(app)
    expect((await app.call({ method: 'PUT', url: '/v1/users/u-1', key: 'secret', body: {} })).status).toBe(
      503,
    )
    await vi.waitFor(async () => {
      const { status, json } = await app.call({ url: '/readyz' })
      expect([status, json.store.status]).toEqual([503, 'unavailable'])
    }, soon)
    expect((await app.call({ url: '/healthz' })).status).toBe(200)
    await giveBack()
    await vi.waitFor(async () => expect((await app.call({ url: '/readyz' })).status).toBe(200), soon)
  })
})

describe('the rules', () => {
  it('in force are told with revision and files', async () => {
    const { call, policies } = await openApp()
    const { json } = await call({ url: '/v1/rules', key: 'admin' })
    expect(json).toEqual({
      revision: policies.current().revision,
      status: 'live',
      files: Object.entries(shippedRules).map(([path, text]) => ({
        path,
        bytes: Buffer.byteLength(text),
        content: JSON.parse(text),
      })),
      problems: [],
    })
  })

  it('of a draft are checked over those in force, and change nothing', async () => {
    const { call, policies } = await openApp()
    const before = policies.current().revision
    const check = async (files: object) =>
      (await call({ url: '/v1/rules/check', key: 'admin', body: { files } })).json
    const settings = JSON.parse(shippedRules['settings.json'] ?? '')
    const draft = await check({ 'settings.json': { ...settings, crossDevice: 'minimize' } })
    expect(draft).toMatchObject({ ok: true, revision: expect.any(String), problems: [] })
    expect(draft.revision).not.toBe(before)
    expect(await check({})).toMatchObject({ ok: true, revision: before })
    expect(await check({ 'settings.json': '{' })).toMatchObject({
      ok: false,
      revision: null,
      problems: [{ file: 'settings.json', kind: 'json-syntax', help: expect.any(String) }],
    })
    expect(await check({ 'settings.json': { ...settings, crossDevice: 'minimise' } })).toMatchObject({
      ok: false,
      problems: [
        { file: 'settings.json', pointer: '/crossDevice', help: expect.stringContaining('minimize') },
      ],
    })
    expect(await check({ 'authentication.rules.json': null })).toMatchObject({ ok: false })
    expect(policies.current().revision).toBe(before)
  })

  it('may use the words that are listed', async () => {
    const { call } = await openApp()
    const { json } = await call({ url: '/v1/facts', key: 'admin' })
    expect(json.facts).toContainEqual(
      expect.objectContaining({ name: 'client.osVersion', type: 'version', unknowable: true }),
    )
  })
})

describe('the metrics', () => {
  it('count decisions, outcomes and refusals by words from closed lists', async () => {
    const { call } = await openApp()
    const { json } = await call({ url: '/v1/decisions', key: 'secret', body: { user: { id: 'jane' } } })
    const outcome = { token: json.token, result: 'success', method: 'passkey' }
    await call({ url: '/v1/outcomes', key: 'secret', body: outcome })
    await call({ url: '/v1/outcomes', key: 'secret', body: outcome })
    await call({ url: '/v1/decisions', body: {} })
    await call({ url: '/v1/nothing' })
    const { text } = await call({ url: '/metrics' })
    expect(text).toContain(
      'keywise_decisions_total{purpose="authentication",action="fallback",reason="no-passkey"} 1',
    )
    expect(text).toContain(
      'keywise_outcomes_total{result="success",classified="succeeded",evidence="proven"} 1',
    )
    expect(text).toContain('keywise_refusals_total{code="key-missing"} 1')
    expect(text).toContain('keywise_refusals_total{code="not-found"} 1')
    expect(text).toContain('keywise_rules_live 1')
    expect(text).not.toContain('jane')
  })
})

describe('the API description', () => {
  it('is OpenAPI 3.1, names every route and the keys that open it', async () => {
    const { call } = await openApp()
    const { json } = await call({ url: '/openapi.json' })
    expect(json.openapi).toBe('3.1.0')
    expect(Object.keys(json.paths).sort()).toEqual([
      '/healthz',
      '/metrics',
      '/readyz',
      '/v1/decisions',
      '/v1/decisions/explain',
      '/v1/decisions/{id}',
      '/v1/decisions/{id}/trace',
      '/v1/facts',
      '/v1/outcomes',
      '/v1/rules',
      '/v1/rules/check',
      '/v1/switches',
      '/v1/users/{userId}',
      '/v1/users/{userId}/credentials/{credentialId}',
      '/v1/users/{userId}/events',
      '/v1/users/{userId}/export',
    ])
    const { post } = json.paths['/v1/decisions']
    expect(post.security).toEqual([{ key: [] }])
    expect(post.description).toBe('Key: publishable or secret.')
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '429', '503']),
    )
  })

  it('is a page for people that loads its own files only', async () => {
    const { call } = await openApp()
    const { status, text, headers } = await call({ url: '/docs/' })
    const page = status === 200 ? { text, headers } : await call({ url: '/docs' })
    expect(page.text).toContain('swagger-ui')
    expect(page.text).not.toMatch(/(src|href)="https?:/)
    expect(String(page.headers['content-security-policy'])).toContain('script-src')
    const script = await call({ url: '/docs/static/swagger-initializer.js' })
    expect(script.status).toBe(200)
    const home = await call({ url: '/' })
    expect(home.text).toContain('href="/docs"')
    expect(String(home.headers['content-security-policy'])).toContain("script-src 'none'")
  })
})
