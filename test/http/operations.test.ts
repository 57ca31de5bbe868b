import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { factCatalogue, factNames } from '../../src/core/index.ts'
import { loadSwitchList } from '../../src/files/switch-list.ts'
import {
  addUserWithPasskey,
  chromeOnWindows,
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
const fromFile = shippedSwitches.map((entry: object) => ({ ...entry, source: 'file', state: 'off' }))

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
    expect(status).toBe(200)
    expect(json.switches).toMatchObject([...fromFile, { ...switchOff, source: 'runtime', state: 'on' }])
    expect(await reasonFor(app, firefoxOnWindows)).toBe('kill-switch')
    expect(await reasonFor(app, macChrome)).not.toBe('kill-switch')
    expect((await loadSwitchList(join(app.dir, 'switches.json'))).current()).toEqual([switchOff])
    await put([])
    expect(await reasonFor(app, firefoxOnWindows)).not.toBe('kill-switch')
  })

  it.each(['authentication', 'step-up', 'registration'])(
    'beats the rules, not the floor: %s',
    async (purpose) => {
      const app = await openApp()
      await addUserWithPasskey(app)
      const ask = async (assuranceFloor: string) => {
        const body = {
          purpose,
          user: { id: 'u-1', assuranceFloor },
          device: { id: 'd-1' },
          signals: chromeOnWindows,
        }
        return (await app.call({ url: '/v1/decisions', key: 'secret', body })).json
      }
      const on = { name: 'all-off', on: true, reason: 'incident 8', until: '2026-11-21T10:00:00.000Z' }
      const put = { switches: [{ ...on, purpose }] }
      const before = await ask('any')
      await app.call({ method: 'PUT', url: '/v1/switches', key: 'admin', body: put })
      const action = purpose === 'registration' ? 'skip' : 'fallback'
      const off = await ask('any')
      expect(off).toMatchObject({ action, reason: 'kill-switch' })
      expect(off).not.toHaveProperty('rule')
      expect(off).not.toHaveProperty('ceremony')
      if (purpose !== 'registration')
        expect(await ask('phishing-resistant')).toMatchObject({ action, stepUpRequired: true, fallbacks: [] })
      app.clock.now = Date.parse('2026-11-21T10:00:01.000Z')
      expect(await ask('any')).toMatchObject({ action: before.action, reason: before.reason })
    },
  )

  it('written to the rule folder holds soon after, beside the others', async () => {
    const app = await openApp()
    await writeFile(join(app.rulesDir, 'switches.json'), JSON.stringify({ switches: [switchOff] }))
    await vi.waitFor(async () => expect(await reasonFor(app, firefoxOnWindows)).toBe('kill-switch'), soon)
    expect(await reasonFor(app, macChrome)).not.toBe('kill-switch')
    const { json } = await app.call({ url: '/v1/switches', key: 'admin' })
    expect(json.switches).toMatchObject([{ ...switchOff, source: 'file' }])
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

  // A time that cannot be read would make a switch that never holds, or one that stops the next start.
  it.each(['2026-12-31T23:59:60Z', '2026-12-31 23:59:59Z', 'tomorrow'])(
    'is refused until a time that nobody can read: %s',
    async (until) => {
      const app = await openApp()
      const body = { switches: [{ ...switchOff, until }] }
      const { status, json } = await app.call({ method: 'PUT', url: '/v1/switches', key: 'admin', body })
      expect([status, json.errors?.[0].pointer]).toEqual([400, '/switches/0/until'])
    },
  )

  it.each(['2026-12-31T23:59:59Z', '2026-12-31T23:59:59.5+14:00'])(
    'holds until a time that can be read, also after a restart: %s',
    async (until) => {
      const app = await openApp()
      const body = { switches: [{ ...switchOff, until }] }
      await app.call({ method: 'PUT', url: '/v1/switches', key: 'admin', body })
      expect(await reasonFor(app, firefoxOnWindows)).toBe('kill-switch')
      expect((await loadSwitchList(join(app.dir, 'switches.json'))).current()).toEqual(body.switches)
    },
  )

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
      rules: expect.any(Array),
      problems: [],
      shadow: null,
    })
    const order = Object.values(policies.current().ruleSets).flatMap(({ purpose, rules }) =>
      rules.map(({ name }) => [purpose, name]),
    )
    const told: readonly Readonly<Record<string, string>>[] = json.rules
    expect(told.map(({ purpose, name }) => [purpose, name])).toEqual(order)
    expect(told[0]).toEqual({
      purpose: 'authentication',
      file: 'authentication.rules.json',
      name: 'robots',
      priority: 990,
      status: 'in-force',
      sentence: expect.stringContaining('When the client is a robot: go to another method'),
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
    for (const path of ['../../escaped.json', 'schema/rules.v1.json', '.hidden.json', 'notes.txt'])
      expect(await check({ [path]: '{}' })).toMatchObject({
        ok: false,
        revision: null,
        problems: [{ severity: 'error', kind: 'file-path', file: path }],
      })
    const tried = { ...settings, crossDevice: 'minimise' }
    expect(await check({ 'shadow/settings.json': tried })).toMatchObject({
      ok: true,
      revision: expect.any(String),
      problems: [{ severity: 'warning', file: 'shadow/settings.json', pointer: '/crossDevice' }],
    })
    expect(
      (await check({ 'shadow/settings.json': { ...settings, crossDevice: 'minimize' } })).problems,
    ).toEqual([])
    expect(policies.current().revision).toBe(before)
  })

  it('may use the words that are listed: each fact with its example and its operators', async () => {
    const { call } = await openApp()
    const { json } = await call({ url: '/v1/facts', key: 'admin' })
    expect(json.facts.map(({ name }: { name: string }) => name)).toEqual(factNames)
    for (const { name, type, description, example, operators } of json.facts) {
      expect([type, description], name).toEqual([expect.any(String), expect.stringMatching(/.{5}/)])
      expect(example, name).toEqual(factCatalogue[name as keyof typeof factCatalogue].example)
      expect(operators.length, name).toBeGreaterThan(0)
    }
    expect(json.facts).toContainEqual({
      name: 'client.osVersion',
      type: 'version',
      description: expect.any(String),
      example: '18.6',
      unknowable: true,
      operators: ['equal', 'notEqual', 'in', 'notIn', 'versionAtLeast', 'versionBelow', 'isUnknown'],
    })
    expect(json.operators).toContainEqual({
      name: 'versionBelow',
      description: expect.any(String),
      factTypes: ['version', 'map'],
      takes: 'version',
    })
  })

  it('pass the check when they say what the list of facts says they may', async () => {
    const { call } = await openApp()
    const { json } = await call({ url: '/v1/facts', key: 'admin' })
    interface Fact {
      readonly name: string
      readonly type: string
      readonly example: unknown
      readonly operators: readonly string[]
    }
    const takes = new Map<string, string>(
      json.operators.map((operator: { name: string; takes: string }) => [operator.name, operator.takes]),
    )
    const valueFor = ({ type, example }: Fact, operator: string): unknown => {
      const same =
        type === 'map' ? Object.values(example as object)[0] : type === 'list' ? [example].flat()[0] : example
      const values: Readonly<Record<string, unknown>> = {
        same,
        'any-of': [same],
        number: 1,
        boolean: true,
        version: '1.2',
        'ip-ranges': '10.0.0.0/8',
        domains: 'corp.example',
      }
      return values[takes.get(operator) ?? '']
    }
    const rules = json.facts.flatMap((fact: Fact) =>
      fact.operators.map((operator) => ({
        name: `${fact.name}-${operator}`.toLowerCase().replaceAll('.', '-'),
        priority: 2,
        conditions: {
          all: [
            {
              fact: fact.name,
              operator,
              value: valueFor(fact, operator),
              ...(fact.type === 'map' ? { path: `$.${Object.keys(fact.example as object)[0]}` } : {}),
            },
          ],
        },
        event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
      })),
    )
    const otherwise = {
      name: 'otherwise',
      event: { type: 'fallback', params: { reason: 'no-rule-matched' } },
    }
    const file = { purpose: 'step-up', rules: [...rules, otherwise] }
    const checked = await call({
      url: '/v1/rules/check',
      key: 'admin',
      body: { files: { 'step-up.rules.json': file } },
    })
    const errors = checked.json.problems.filter(({ severity }: { severity: string }) => severity === 'error')
    expect(errors).toEqual([])
    expect(rules.length).toBeGreaterThan(150)
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

interface Operation {
  readonly summary?: string
  readonly tags: readonly string[]
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly required: boolean }[]
  readonly requestBody?: { readonly required?: boolean }
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: object }>>
}

describe('the API description', () => {
  it('is OpenAPI 3.1, names every route and the keys that open it', async () => {
    const { call } = await openApp()
    const { json } = await call({ url: '/openapi.json' })
    expect(json.openapi).toBe('3.1.0')
    expect(Object.keys(json.paths).sort()).toEqual([
      '/.well-known/passkey-endpoints',
      '/.well-known/webauthn',
      '/healthz',
      '/metrics',
      '/readyz',
      '/v1/audit',
      '/v1/decisions',
      '/v1/decisions/explain',
      '/v1/decisions/{id}',
      '/v1/decisions/{id}/trace',
      '/v1/facts',
      '/v1/matrix',
      '/v1/outcomes',
      '/v1/reports/breakers',
      '/v1/reports/breakers/reset',
      '/v1/reports/calibration',
      '/v1/reports/coverage',
      '/v1/reports/experiments',
      '/v1/reports/funnel',
      '/v1/reports/kpis',
      '/v1/reports/shadow',
      '/v1/rollouts',
      '/v1/rollouts/{rule}/hold',
      '/v1/rollouts/{rule}/release',
      '/v1/rules',
      '/v1/rules/check',
      '/v1/rules/diff',
      '/v1/rules/publish',
      '/v1/rules/revert',
      '/v1/rules/revisions',
      '/v1/rules/revisions/{revision}',
      '/v1/rules/simulate',
      '/v1/switches',
      '/v1/switches/{name}',
      '/v1/users/{userId}',
      '/v1/users/{userId}/credentials/{credentialId}',
      '/v1/users/{userId}/device-tokens',
      '/v1/users/{userId}/events',
      '/v1/users/{userId}/export',
      '/v1/webauthn/authentication/options',
      '/v1/webauthn/authentication/verify',
      '/v1/webauthn/registration/options',
      '/v1/webauthn/registration/verify',
      '/v1/webauthn/tickets/redeem',
    ])
    const { post } = json.paths['/v1/decisions']
    expect(post.security).toEqual([{ key: [] }])
    expect(post.description).toBe('Key: publishable or secret.')
    expect(Object.keys(post.responses)).toEqual(
      expect.arrayContaining(['200', '400', '401', '403', '429', '503']),
    )
    expect(post.requestBody.required).toBe(true)
  })

  it('is sound: every operation has answers, every parameter is declared, every schema is plain', async () => {
    const { call } = await openApp()
    const { json, text } = await call({ url: '/openapi.json' })
    expect(text).not.toContain('undefined')
    const tags = json.tags.map(({ name }: { name: string }) => name)
    for (const [path, item] of Object.entries<Record<string, Operation>>(json.paths)) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      for (const [method, operation] of Object.entries(item)) {
        const where = `${method} ${path}`
        expect(['get', 'put', 'post', 'delete'], where).toContain(method)
        expect(operation.summary, where).toBeTruthy()
        expect(tags, where).toEqual(expect.arrayContaining([...operation.tags]))
        const declared = (operation.parameters ?? []).filter((parameter) => parameter.in === 'path')
        expect(declared.map(({ name }) => name).sort(), where).toEqual(named.sort())
        expect(
          declared.every(({ required }) => required),
          where,
        ).toBe(true)
        expect(operation.requestBody !== undefined, where).toBe(['put', 'post'].includes(method))
        const answers = Object.entries(operation.responses)
        expect(
          answers.some(([status]) => status.startsWith('2')),
          where,
        ).toBe(true)
        for (const [status, { description, content }] of answers) {
          expect([status, description], where).toEqual([expect.stringMatching(/^\d{3}$/), expect.any(String)])
          if (Number(status) >= 400 && path.startsWith('/v1'))
            expect(Object.keys(content ?? {}), `${where} ${status}`).toEqual(['application/problem+json'])
        }
      }
    }
    // JSON Schema 2020-12 has these types and no others; `nullable` was OpenAPI 3.0.
    const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']
    JSON.parse(text, (key, value) => {
      if (key === 'schema' || key === 'items')
        for (const type of [value.type ?? []].flat()) expect(types).toContain(type)
      expect(['nullable', '$ref', '~kind']).not.toContain(key)
      return value
    })
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
