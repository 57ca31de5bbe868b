import { writeFileSync } from 'node:fs'
import { Value } from 'typebox/value'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { CalibrationReport, FunnelReport, KpiReport } from '../../src/contract/reports.ts'
import { ratiosOf } from '../reports/observed.ts'
import {
  chromeOnWindows,
  firefoxOnWindows,
  openApp,
  signalsOf,
  type TestApp,
  takeStoreAway,
} from './open-app.ts'

const iPhone = signalsOf('safari-ios-26')
const crawler = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'

/** A login of a user with a passkey made on this PC, and what was reported of it. */
async function logIn({ call }: TestApp, id: string, ...outcomes: readonly object[]) {
  const here = { device: { id: `d-${id}` }, signals: chromeOnWindows }
  await call({
    method: 'PUT',
    url: `/v1/users/${id}/credentials/cred-${id}`,
    key: 'secret',
    body: { transports: ['internal'], authenticatorAttachment: 'platform', backupEligible: false, ...here },
  })
  const asked = await call({ url: '/v1/decisions', key: 'secret', body: { user: { id }, ...here } })
  expect(asked.json.action).toBe('passkey')
  for (const [index, outcome] of outcomes.entries()) {
    const body = { token: asked.json.token, attempt: index + 1, ...outcome }
    expect((await call({ url: '/v1/outcomes', key: 'secret', body })).status).toBe(202)
  }
}
const passkey = { method: 'passkey', result: 'success', elapsedMs: 1500 }
const cancelled = {
  method: 'passkey',
  result: 'failure',
  error: { name: 'NotAllowedError' },
  elapsedMs: 3000,
}
const password = { method: 'password', result: 'success', elapsedMs: 9000 }

let app: TestApp
const get = (path: string, key = 'admin') => app.call({ url: `/v1/reports/${path}`, key })

beforeAll(async () => {
  const undo: (() => Promise<void>)[] = []
  app = await openApp({}, (one) => void undo.push(one))
  for (const id of ['ada', 'bob', 'cyd']) await logIn(app, id, passkey)
  await logIn(app, 'dan', cancelled, passkey)
  await logIn(app, 'eve', cancelled, password)
  await logIn(app, 'fay')
  const { call } = app
  // Told by a page with nothing but its key: it must not count.
  const anonymous = await call({ url: '/v1/decisions', key: 'publishable', body: { signals: iPhone } })
  const forged = { token: anonymous.json.token, ...passkey, elapsedMs: 1 }
  expect((await call({ url: '/v1/outcomes', key: 'publishable', body: forged })).status).toBe(202)
  for (const signals of [{ userAgent: firefoxOnWindows }, { userAgent: crawler }])
    await call({ url: '/v1/decisions', key: 'publishable', body: { signals } })
  await call({
    url: '/v1/decisions',
    key: 'secret',
    body: { purpose: 'registration', user: { id: 'gus' }, signals: chromeOnWindows },
  })
  // Decisions are written a moment later.
  await vi.waitUntil(() => app.store.stats().queued === 0, { timeout: 30_000 })
  app.clock.now += 60_000
  return async () => {
    for (const one of undo.reverse()) await one()
  }
}, 120_000)

describe('GET /v1/reports/kpis', () => {
  it('tells what happened through this very interface', async () => {
    const { status, json } = await get('kpis?minCount=1&by=os,browser')
    expect(status).toBe(200)
    expect([...Value.Errors(KpiReport, json)].slice(0, 3)).toEqual([])
    expect(json).toMatchObject({
      report: 'kpis',
      from: '2026-10-22T09:01:00.000Z',
      to: '2026-11-21T09:01:00.000Z',
      since: '2026-11-21T09:00:00.000Z',
      retentionDays: 90,
      count: 'proven',
      observed: { successes: 1, failures: 0 },
      population: { decisions: 9, robots: 1, device: 2, page: 0, backEnd: 6, unknown: 0 },
      withheld: false,
    })
    expect(ratiosOf(json.total.kpis)).toMatchObject({
      started: [5, expect.any(Number)],
      completed: [4, 5],
      verified: [4, 4],
      'passkey-share': [4, 5],
      'dead-ends': [1, 5],
      'fallback-failed': [1, expect.any(Number)],
      errors: [2, 6],
    })
    expect(json.total.times).toEqual([
      { method: 'passkey', count: 4, p25Ms: 1500, p50Ms: 1500, p90Ms: 1500 },
      { method: 'password', count: 1, p25Ms: 9000, p50Ms: 9000, p90Ms: 9000 },
    ])
    expect(json.groups[0]).toMatchObject({
      by: { os: 'windows', browser: 'chrome' },
      figures: { decisions: 6 },
    })
  })

  it('counts what pages alone have told where it is asked to', async () => {
    const { json } = await get('kpis?minCount=1&os=ios&count=observed')
    expect(json).toMatchObject({ count: 'observed', observed: { successes: 1, failures: 0 } })
    expect(ratiosOf(json.total.kpis)).toMatchObject({ 'passkey-share': [1, 1], verified: [0, 1] })
    const { json: proven } = await get('kpis?minCount=1&os=ios')
    expect(ratiosOf(proven.total.kpis)).toMatchObject({ 'passkey-share': [0, 0], verified: [0, 0] })
  })

  it('merges small groups and withholds small totals unless told otherwise', async () => {
    const { json } = await get('kpis?by=browser')
    expect(json.groups.map(({ merged }: { merged: number }) => merged)).toEqual([3])
    const { json: few } = await get('kpis?os=ios')
    expect(few).toMatchObject({ withheld: true, total: null, population: null })
    const { json: all } = await get('kpis?os=ios&minCount=1')
    expect(all).toMatchObject({ withheld: false, where: { os: ['ios'] }, total: { decisions: 1 } })
  })

  it.each([
    ['kpis?by=brwser', '/by', 'did you mean `browser`?'],
    ['kpis?os=windws', '/os', 'did you mean `windows`?'],
    ['kpis?count=provn', '/count', 'did you mean `proven`?'],
    ['kpis?froom=7d', '/froom', 'did you mean `from`?'],
    ['kpis?os=ios&os=macos', '/os', 'must be string'],
    ['kpis?from=soon', '/from', 'is no time'],
    ['calibration?purpose=registration', '/purpose', 'one of authentication, step-up'],
    [`kpis?rule=${'x'.repeat(501)}`, '/rule', 'more than 500'],
  ])('says what is wrong: %s', async (path, pointer, message) => {
    const { status, json, headers } = await get(path)
    expect(status).toBe(400)
    expect(headers['content-type']).toBe('application/problem+json')
    expect(json.errors).toEqual([{ pointer, detail: expect.stringContaining(message) }])
  })

  it('serves admins only', async () => {
    for (const path of ['kpis', 'funnel', 'calibration']) {
      expect((await get(path, 'secret')).status).toBe(403)
      expect((await get(path, 'publishable')).status).toBe(403)
    }
  })
})

describe('GET /v1/reports/funnel', () => {
  it('tells logins by their way and new passkeys by variant', async () => {
    const { status, json } = await get('funnel?minCount=1')
    expect(status).toBe(200)
    expect([...Value.Errors(FunnelReport, json)].slice(0, 3)).toEqual([])
    expect(json.total.login[0]).toMatchObject({ way: 'local', offered: 6, started: 5, completed: 4 })
    expect(json.total.registration).toMatchObject([{ variant: 'default', offered: 1, created: 0 }])
  })
})

describe('GET /v1/reports/calibration', () => {
  it('sets estimates beside what came true', async () => {
    const { status, json } = await get('calibration?minCount=1')
    expect(status).toBe(200)
    expect([...Value.Errors(CalibrationReport, json)].slice(0, 3)).toEqual([])
    expect(json.total.routes[0]).toMatchObject({ route: 'local', count: 5, observed: 0.8 })
  })
})

describe('while a report is made', () => {
  it('logins are decided and their outcomes taken', async () => {
    const held = await openApp({ reportThread: new URL('../store/held-report-thread.mjs', import.meta.url) })
    let isMade = false
    const asked = held.call({ url: '/v1/reports/kpis?minCount=1', key: 'admin' }).then((answer) => {
      isMade = true
      return answer
    })
    for (let n = 0; n < 20; n++) await logIn(held, `user-${n}`, passkey)
    expect(isMade).toBe(false)
    held.clock.now += 1000
    writeFileSync(`${held.file}.go`, '')
    const { status } = await asked
    expect(status).toBe(200)
  })
})

describe('a store that is gone', () => {
  it('is a 503 that says when to come back', async () => {
    const other = await openApp()
    await takeStoreAway(other)
    const { status, json, headers } = await other.call({ url: '/v1/reports/kpis', key: 'admin' })
    expect([status, json.code, headers['retry-after']]).toEqual([503, 'store-unavailable', '1'])
  })
})
