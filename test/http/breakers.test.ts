import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import type { ClientSignals } from '../../src/contract/decision.ts'
import { createCells } from '../../src/http/cells.ts'
import { addUserWithPasskey, chromeOnWindows, openApp, shippedRules, type TestApp } from './open-app.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const breaker = { enabled: true, minAccounts: 15, minAccountAgeDays: 7, minNetworks: 0, minShare: 0.1 }

const settingsWith = (changes: object) => ({
  'settings.json': JSON.stringify({ ...JSON.parse(shippedRules['settings.json'] ?? ''), ...changes }),
})

const major = /Chrome\/(\d+)/.exec(chromeOnWindows.userAgent ?? '')?.[1] ?? ''
/** The same client with another major version. */
const chrome = (version: string): ClientSignals =>
  JSON.parse(JSON.stringify(chromeOnWindows).replaceAll(major, version)) as ClientSignals

const old = chrome(String(Number(major) - 1))
const users = 50

/** Users who have used their passkey a while ago, half of them in each of two versions of a browser. */
async function openService(changes: object = { breaker }) {
  const app = await openApp({ rules: settingsWith(changes) })
  const tokens = new Map<string, string>()
  for (let i = 0; i < users; i += 1) {
    const { deviceToken } = await addUserWithPasskey(app, { id: `u-${i}`, device: `d-${i}` })
    tokens.set(`u-${i}`, deviceToken)
  }
  const decide = async (i: number, signals: ClientSignals) =>
    (
      await app.call({
        url: '/v1/decisions',
        key: 'secret',
        body: {
          user: { id: `u-${i}` },
          device: { id: `d-${i}`, token: tokens.get(`u-${i}`) },
          signals,
        },
      })
    ).json
  const login = async (i: number, signals: ClientSignals, works: boolean) => {
    const decision = await decide(i, signals)
    const told = works
      ? {
          result: 'success',
          credentialId: `cred-u-${i}`,
          authenticatorAttachment: 'platform',
        }
      : { result: 'failure', error: { name: 'NotAllowedError' }, elapsedMs: 300 }
    const outcome = await app.call({
      url: '/v1/outcomes',
      key: 'secret',
      body: { token: decision.token, method: 'passkey', ...told },
    })
    expect(outcome.status).toBe(202)
    if (typeof outcome.json.deviceToken === 'string') tokens.set(`u-${i}`, outcome.json.deviceToken)
    return decision
  }
  /** Every user once, a day later, each in one of the versions. */
  const day = async (works: { readonly old: boolean; readonly young: boolean }, afterMs = dayMs) => {
    app.clock.now += afterMs
    const decisions = []
    for (let i = 0; i < users; i += 1) {
      const isOld = i % 2 === 0
      decisions.push(await login(i, isOld ? old : chromeOnWindows, isOld ? works.old : works.young))
    }
    return decisions
  }
  return { app, decide, login, day }
}

const reportOf = async ({ call }: TestApp) =>
  (await call({ method: 'GET', url: '/v1/reports/breakers', key: 'admin' })).json
const auditOf = async ({ call }: TestApp) =>
  (await call({ method: 'GET', url: '/v1/audit', key: 'admin' })).json.lines

describe('a browser version in which passkeys stop working', () => {
  it('is held back by one step, alone, until it works again; all of it is told', async () => {
    const { app, decide, login, day } = await openService()
    app.clock.now += 8 * dayMs
    for (let i = 0; i < 2; i += 1) await day({ old: true, young: true })
    const before = await decide(1, chromeOnWindows)
    expect(before).toMatchObject({ action: 'passkey', ceremony: { mediation: 'required' } })
    expect(await auditOf(app)).toEqual([])

    await day({ old: true, young: false })
    const held = await decide(3, chromeOnWindows)
    expect(held).toMatchObject({ action: 'fallback', reason: 'breaker-open', passive: 'conditional' })
    expect(held.fallbacks).toEqual(before.fallbacks)
    // The neighbour is left alone, and so is everybody else's phone.
    expect(await decide(0, old)).toMatchObject({ action: 'passkey' })

    const cell = `windows/11/chrome/${major}`
    const lines = await auditOf(app)
    expect(lines).toMatchObject([{ line: 1, actor: 'engine', action: 'breaker-opened' }])
    expect(lines[0].detail.cell).toMatch(new RegExp(`^${cell}(/|$)`))
    const report = await reportOf(app)
    expect(report).toMatchObject({ open: 1, halfOpen: 0, warnings: [] })
    expect(report.cells[0]).toMatchObject({ state: 'open', route: 'local', percent: 0, trips: 1 })
    expect(report.cells[0].why).toMatch(/ceremonies failed/)
    const metrics = await app.call({ method: 'GET', url: '/metrics' })
    expect(metrics.text).toContain('keywise_breakers{state="open"} 1')
    expect(app.lines.join('')).toContain('a circuit breaker has moved')

    // A restart forgets nothing of it.
    const { store, policies, log } = app.services
    const again = await createCells({ store, policies, now: () => app.clock.now, log })
    again.close()
    expect(again.report(app.clock.now).filter(({ position }) => position === 'open')).toMatchObject([
      { cell: lines[0].detail.cell, route: 'local' },
    ])

    // An hour later a share tries again, more and more of them; the next day it works again.
    app.clock.now += 2.5 * hourMs
    expect((await reportOf(app)).cells[0]).toMatchObject({ state: 'half-open', percent: 30 })
    let tried = 0
    app.clock.now += hourMs / 4
    for (let i = 1; i < users && (await reportOf(app)).halfOpen === 1; i += 2) {
      const decision = await decide(i, chromeOnWindows)
      if (decision.action !== 'passkey') continue
      tried += 1
    }
    expect(tried).toBeGreaterThan(0)
    expect(tried).toBeLessThan(users / 2)
    app.clock.now += hourMs / 2
    const percent = (await reportOf(app)).cells[0].percent
    expect(percent).toBe(100)
    // One event a user, platform and day: those who failed today are heard tomorrow, so others tell.
    for (let i = 0; i < 16; i += 2) await login(i, chromeOnWindows, true)
    expect(
      (await reportOf(app)).cells.find((one: { cell: string }) => one.cell === lines[0].detail.cell),
    ).toMatchObject({ state: 'closed', why: 'it works again: 8 of 8 tries succeeded' })
    expect(await decide(1, chromeOnWindows)).toMatchObject({ action: 'passkey' })
    const actions = (await auditOf(app)).map(({ action }: { action: string }) => action)
    expect(actions).toEqual(['breaker-opened', 'breaker-half-opened', 'breaker-closed'])
    expect(await store.verifyAudit()).toBeNull()
  })

  it('is only told of where the product manager has switched breakers off', async () => {
    const { app, decide, day } = await openService({ breaker: { ...breaker, enabled: false } })
    app.clock.now += 8 * dayMs
    for (let i = 0; i < 2; i += 1) await day({ old: true, young: true })
    await day({ old: true, young: false })
    expect((await decide(3, chromeOnWindows)).reason).not.toBe('breaker-open')
    expect((await reportOf(app)).open).toBe(0)
  })

  it('is not held back on the word of accounts that are new', async () => {
    const { app, day } = await openService()
    for (let i = 0; i < 3; i += 1) await day({ old: true, young: true })
    await day({ old: true, young: false })
    expect(await reportOf(app)).toMatchObject({ open: 0, suspected: expect.any(Number) })
    expect((await reportOf(app)).suspected).toBeGreaterThan(0)
  })

  const openBreaker = async () => {
    const service = await openService()
    service.app.clock.now += 8 * dayMs
    for (let i = 0; i < 2; i += 1) await service.day({ old: true, young: true })
    await service.day({ old: true, young: false })
    return service
  }

  it('is not let go because somebody asks how things will stand in some years', async () => {
    const { app, decide } = await openBreaker()
    const explainAt = async (now?: string) =>
      (
        await app.call({
          url: '/v1/decisions/explain',
          key: 'admin',
          body: { user: { id: 'u-3' }, signals: chromeOnWindows, ...(now === undefined ? {} : { now }) },
        })
      ).status
    const before = [await reportOf(app), await auditOf(app), await decide(3, chromeOnWindows)]
    for (let i = 0; i < 3; i += 1) expect(await explainAt('2031-05-05T00:00:00Z')).toBe(200)
    expect(await explainAt('1999-05-05T00:00:00Z')).toBe(200)
    expect(await explainAt()).toBe(200)
    const [report, lines, decision] = [
      await reportOf(app),
      await auditOf(app),
      await decide(3, chromeOnWindows),
    ]
    expect([report, lines]).toEqual(before.slice(0, 2))
    expect(report.open).toBe(1)
    expect(decision).toMatchObject({ action: 'fallback', reason: 'breaker-open' })
  })

  it('stays open, where letting it go cannot be written down', async () => {
    const { app } = await openBreaker()
    const { cell, route } = (await reportOf(app)).cells[0]
    const reset = () => app.call({ url: '/v1/reports/breakers/reset', key: 'admin', body: { cell, route } })
    const connection = new Database(app.file)
    connection.exec("create trigger full before insert on audit_log begin select raise(abort, 'no'); end")
    expect((await reset()).status).toBeGreaterThanOrEqual(500)
    expect((await reportOf(app)).open).toBe(1)
    connection.exec('drop trigger full')
    connection.close()
    expect((await reset()).json).toMatchObject({ cell, state: 'closed' })
    expect((await auditOf(app)).map(({ action }: { action: string }) => action)).toEqual([
      'breaker-opened',
      'breaker-reset',
    ])
  })

  it('is written down in the end, where that fails at first', async () => {
    const { app } = await openBreaker()
    const connection = new Database(app.file)
    connection.exec("create trigger full before insert on audit_log begin select raise(abort, 'no'); end")
    app.clock.now += 1.5 * hourMs
    expect((await reportOf(app)).halfOpen).toBe(1)
    await expect.poll(() => app.lines.join('')).toContain('a circuit breaker could not be kept yet')
    expect(await auditOf(app)).toMatchObject([{ action: 'breaker-opened' }])
    connection.exec('drop trigger full')
    connection.close()
    // With the next one, in their order; on a quiet day, within a minute.
    app.clock.now += 3 * hourMs
    expect((await reportOf(app)).open).toBe(0)
    await expect
      .poll(async () => (await auditOf(app)).map(({ action }: { action: string }) => action))
      .toEqual(['breaker-opened', 'breaker-half-opened', 'breaker-closed'])
  })

  it('can be let go by hand, which is told as well', async () => {
    const { app, decide, day } = await openService()
    app.clock.now += 8 * dayMs
    for (let i = 0; i < 2; i += 1) await day({ old: true, young: true })
    await day({ old: true, young: false })
    const { cell, route } = (await reportOf(app)).cells[0]
    const reset = (body: object) => app.call({ url: '/v1/reports/breakers/reset', key: 'admin', body })
    const wrong = await reset({ cell: 'windows/95', route })
    expect([wrong.status, wrong.json.code]).toEqual([404, 'breaker-unknown'])
    expect((await reset({ cell, route })).json).toMatchObject({ cell, state: 'closed' })
    expect((await decide(3, chromeOnWindows)).reason).not.toBe('breaker-open')
    expect((await auditOf(app)).at(-1)).toMatchObject({ actor: 'admin:admin-1', action: 'breaker-reset' })
  })
})

describe('an outcome of which the platform cannot be told', () => {
  it('is kept all the same', async () => {
    const app = await openApp()
    const { store, policies, log } = app.services
    const broken = {
      ...policies.current(),
      get knowledge(): never {
        throw new Error('a defect')
      },
    }
    const cells = await createCells({ store, policies: { current: () => broken }, now: () => 0, log })
    cells.close()
    expect(cells.changesOf({} as never, [], { at: 0 } as never)).toEqual([])
    expect(app.lines.join('')).toContain('what an outcome says of its platform could not be told')
  })
})

describe('what is forged', () => {
  it('teaches nothing of a platform: failures that nobody vouches for, successes from pages', async () => {
    const app = await openApp({ rules: settingsWith({ breaker }) })
    for (let i = 0; i < 30; i += 1) {
      await addUserWithPasskey(app, { id: `u-${i}`, device: `d-${i}` })
    }
    const before = await reportOf(app)
    app.clock.now += 8 * dayMs
    for (let i = 0; i < 30; i += 1) {
      const { json } = await app.call({
        url: '/v1/decisions',
        key: 'publishable',
        body: { user: { id: `u-${i}` }, device: { id: `evil-${i}` }, signals: chromeOnWindows },
      })
      for (const result of ['failure', 'success'])
        await app.call({
          url: '/v1/outcomes',
          key: 'publishable',
          body: { token: json.token, result, method: 'passkey', attempt: result === 'failure' ? 1 : 2 },
        })
    }
    const connection = new Database(app.file, { readonly: true })
    const kept = connection.prepare('select count(*) from cell_events').pluck().get()
    connection.close()
    expect(kept).toBe(30)
    expect((await reportOf(app)).total).toBe(before.total)
  })
})

describe('the audit log', () => {
  const fill = async () => {
    const app = await openApp()
    for (let i = 0; i < 5; i += 1)
      await app.store.appendAudit({
        at: i,
        actor: 'engine',
        action: 'test',
        detail: { b: i, a: { d: 1, c: 2 } },
      })
    return app
  }
  it('is whole as it was written, and can be read page by page', async () => {
    const app = await fill()
    expect(await app.store.verifyAudit()).toBeNull()
    const { json } = await app.call({ method: 'GET', url: '/v1/audit?from=4', key: 'admin' })
    expect(json).toMatchObject({ lines: [{ line: 4 }, { line: 5 }], next: null })
    expect((await app.call({ method: 'GET', url: '/v1/audit?from=x', key: 'admin' })).status).toBe(400)
    expect((await app.call({ method: 'GET', url: '/v1/audit', key: 'secret' })).status).toBe(403)
  })
  it.each([
    ['edited', "update audit_log set action = 'nothing' where line = 2", 2],
    ['edited in its detail', "update audit_log set detail = '{}' where line = 3", 3],
    ['cut', 'delete from audit_log where line = 3', 3],
    ['cut at the beginning', 'delete from audit_log where line = 1', 1],
    [
      'reordered',
      'update audit_log set line = 9 where line = 2; update audit_log set line = 2 where line = 3; update audit_log set line = 3 where line = 9',
      2,
    ],
  ])('tells where it was %s', async (_how, change, line) => {
    const app = await fill()
    const connection = new Database(app.file)
    connection.exec(change)
    connection.close()
    expect(await app.store.verifyAudit()).toMatchObject({ line })
  })
})
