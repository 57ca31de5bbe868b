import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { changeKeptSwitches } from '../../src/files/change-switches.ts'
import { createLogger } from '../../src/http/create-logger.ts'
import { startSwitchAudit } from '../../src/http/record-switch-audit.ts'
import { startSwitches } from '../../src/http/start-switches.ts'
import { createFolder, lockStore, openApp, signalsOf, type TestApp } from './open-app.ts'

const soon = { timeout: 2_000, interval: 20 }
const body = { os: 'windows', browser: 'firefox', reason: 'incident 7' }
const put = ({ call }: TestApp, name: string, sent: unknown = body) =>
  call({ method: 'PUT', url: `/v1/switches/${name}`, key: 'admin', body: sent })
const end = ({ call }: TestApp, name: string) =>
  call({ method: 'DELETE', url: `/v1/switches/${name}`, key: 'admin' })
const auditOf = async ({ call }: TestApp) =>
  (await call({ url: '/v1/audit', key: 'admin' })).json.lines as readonly {
    readonly actor: string
    readonly action: string
    readonly detail: Readonly<Record<string, string>>
  }[]

/** As `server.ts` does. */
function follow({ services, store, policies }: TestApp) {
  const { switchList, log } = services
  const started = startSwitches({ switchList, policies, store, log })
  onTestFinished(() => started.close())
  return started
}
const isStopped = async ({ call }: TestApp) => {
  const signals = { userAgent: signalsOf('firefox-windows').userAgent }
  return (
    (await call({ url: '/v1/decisions', key: 'secret', body: { signals } })).json.reason === 'kill-switch'
  )
}

describe('one switch by its name', () => {
  it('is set and ended, and leaves the others alone', async () => {
    const app = await openApp()
    expect((await put(app, 'first', { reason: 'a', os: 'linux' })).status).toBe(200)
    const { status, json } = await put(app, 'second')
    expect([status, json.switches.slice(-2)]).toMatchObject([200, [{ name: 'first' }, { name: 'second' }]])
    expect(json.switches.at(-1)).toEqual({
      name: 'second',
      on: true,
      ...body,
      source: 'runtime',
      state: 'on',
      says: 'passkeys are off for Firefox on Windows until somebody ends it; everybody else is not concerned',
    })
    expect(await isStopped(app)).toBe(true)
    expect((await end(app, 'second')).status).toBe(200)
    expect(await isStopped(app)).toBe(false)
    expect(app.services.switchList.current()).toMatchObject([{ name: 'first' }])
  })

  it('is refused where it would stop nothing, or is not strict', async () => {
    const app = await openApp()
    const past = await put(app, 'x', { ...body, until: '2026-11-21T09:00:00.000Z' })
    expect([past.status, past.json.errors[0].pointer]).toEqual([400, '/until'])
    expect((await put(app, 'x', { ...body, until: '2026-11-21T09:00:00.001Z' })).status).toBe(200)
    expect((await put(app, 'x', { ...body, os: 'window' })).json.errors[0].detail).toContain('`windows`')
    expect((await put(app, 'x', { ...body, name: 'y' })).status).toBe(400)
    const twice = [
      { name: 'x', on: true, reason: 'a' },
      { name: 'x', on: false, reason: 'a' },
    ]
    const list = await app.call({
      method: 'PUT',
      url: '/v1/switches',
      key: 'admin',
      body: { switches: twice },
    })
    expect([list.status, list.json.errors[0].pointer]).toEqual([400, '/switches/1/name'])
  })

  it('that stands elsewhere is not ended here, and it is told where it is', async () => {
    const on = { name: 'of-the-file', on: true, reason: 'a test' }
    const app = await openApp({ rules: { 'switches.json': JSON.stringify({ switches: [on] }) } })
    const { status, json } = await end(app, 'of-the-file')
    expect([status, json.code]).toEqual([404, 'switch-unknown'])
    expect(json.detail).toContain('switches.json of the rules')
    expect((await end(app, 'nobody')).json.detail).toContain('no switch set at run time')
  })

  it('whose time is over is shown as over', async () => {
    const app = await openApp()
    await put(app, 'x', { ...body, until: '2026-11-21T09:30:00Z' })
    app.clock.now = Date.parse('2026-11-21T09:29:59.999Z')
    const read = async () => (await app.call({ url: '/v1/switches', key: 'admin' })).json.switches.at(-1)
    expect([(await read()).state, await isStopped(app)]).toEqual(['on', true])
    app.clock.now += 1
    expect([(await read()).state, await isStopped(app)]).toEqual(['over', false])
    expect((await read()).says).toBe('it is over since 2026-11-21 09:30 UTC and stops nothing any more')
  })
})

describe('the audit log', () => {
  it('gets a line for each switch that began or ended, by whom, whichever way it was changed', async () => {
    const app = await openApp()
    follow(app)
    await put(app, 'first')
    await app.call({
      method: 'PUT',
      url: '/v1/switches',
      key: 'admin',
      body: { switches: [{ name: 'second', on: true, reason: 'b', purpose: 'registration' }] },
    })
    const path = app.services.switchList.path
    const change = { kind: 'remove', name: 'second', note: 'solved' } as const
    await changeKeptSwitches(path, [{ change, at: app.clock.now, actor: 'cli' }])
    await vi.waitFor(async () => {
      const lines = (await auditOf(app)).map(({ actor, action, detail: { change: _id, ...detail } }) => [
        actor,
        action,
        detail,
      ])
      expect(lines).toEqual([
        ['admin:admin-1', 'switch-on', { name: 'first', ...body }],
        ['admin:admin-1', 'switch-off', { name: 'first', ...body }],
        ['admin:admin-1', 'switch-on', { name: 'second', reason: 'b', purpose: 'registration' }],
        ['cli', 'switch-off', { name: 'second', reason: 'b', purpose: 'registration', note: 'solved' }],
      ])
    }, soon)
    expect(await app.store.verifyAudit()).toBeNull()
    await vi.waitFor(async () => expect(await readFile(path, 'utf8')).not.toContain('unaudited'), soon)
  })

  it('gets it later while the database is locked; the switch holds at once', async () => {
    const app = await openApp({ maxWaitMs: 100 })
    follow(app)
    const release = lockStore(app.file)
    expect((await put(app, 'first')).status).toBe(200)
    expect(await isStopped(app)).toBe(true)
    await vi.waitFor(() => expect(app.lines.join('')).toContain('wait for the audit log'), soon)
    expect(await auditOf(app)).toEqual([])
    release()
    await vi.waitFor(async () => expect(await auditOf(app)).toMatchObject([{ action: 'switch-on' }]), {
      ...soon,
      timeout: 5_000,
    })
  })

  it('does not get a line twice that it had when somebody was killed, nor from two processes at once', async () => {
    const app = await openApp()
    const { switchList, log } = app.services
    await put(app, 'first')
    const [{ id, at, actor, action, detail }] = switchList.unaudited() as [
      ReturnType<typeof switchList.unaudited>[number],
    ]
    await app.store.appendAudit({ at, actor, action, detail: { change: id, ...detail } })
    await put(app, 'second')
    const audits = [1, 2].map(() => startSwitchAudit({ switchList, store: app.store, log, retryMs: 50 }))
    onTestFinished(async () => void (await Promise.all(audits.map((audit) => audit.close()))))
    await vi.waitFor(() => expect(switchList.unaudited()).toEqual([]), soon)
    expect((await auditOf(app)).map((line) => line.detail.name)).toEqual(['first', 'second'])
  })
})

describe('the search for lines that the audit log has already', () => {
  const lineAt = (line: number, at: number, change: string) => ({
    line,
    at,
    actor: 'cli',
    action: 'switch-on',
    detail: { change },
    previous: '',
    hash: '',
  })

  it.each([
    ['is there', 9_700, true],
    ['is there, behind a line of a clock that goes after', 9_999, true],
    ['is not there', 0, false],
  ])(
    'looks only at those since the oldest change, page by page, and lets others work: %s',
    async (how, line, isKnown) => {
      const wanted = { id: 'wanted', at: 9_500, actor: 'cli', action: 'switch-on', detail: {} } as const
      const log = Array.from({ length: 10_000 }, (_, n) =>
        lineAt(
          n + 1,
          how.includes('clock') && n + 1 === 10_000 ? 1 : n + 1,
          n + 1 === line ? 'wanted' : `${n}`,
        ),
      )
      let [pages, pauses] = [0, 0]
      const forgotten: string[] = []
      const appended: unknown[] = []
      const waiting = [wanted]
      const audit = startSwitchAudit({
        switchList: {
          path: join(await createFolder(), 'switches.json'),
          unaudited: () => waiting,
          onChange: () => {},
          forgetAudited: async (ids) => {
            waiting.length = 0
            forgotten.push(...ids)
          },
        },
        store: {
          appendAudit: async (entry) => void appended.push(entry),
          listNewestAudit: async (before, limit) => {
            pages += 1
            setImmediate(() => (pauses += 1))
            return log
              .filter((one) => one.line < before)
              .reverse()
              .slice(0, limit)
          },
        },
        log: createLogger('silent'),
      })
      onTestFinished(() => audit.close())
      await vi.waitFor(() => expect(forgotten).toEqual(['wanted']), soon)
      expect(appended).toHaveLength(isKnown ? 0 : 1)
      expect(pages).toBeLessThanOrEqual(4)
      expect(pauses).toBeGreaterThanOrEqual(pages - 1)
    },
  )

  it('reads the log from its end', async () => {
    const { store } = await openApp()
    for (let at = 1; at <= 5; at += 1)
      await store.appendAudit({ at, actor: 'cli', action: 'switch-on', detail: {} })
    const atOf = async (before: number) => (await store.listNewestAudit(before, 2)).map(({ at }) => at)
    expect([await atOf(Number.MAX_SAFE_INTEGER), await atOf(4), await atOf(1)]).toEqual([[5, 4], [3, 2], []])
  })
})

describe('a file of switches that is spoilt', () => {
  it('costs no switch while its lines wait for the audit log', async () => {
    const app = await openApp({ maxWaitMs: 100 })
    follow(app)
    const release = lockStore(app.file)
    await put(app, 'first')
    await rm(app.services.switchList.path)
    release()
    await vi.waitFor(async () => expect(await auditOf(app)).toHaveLength(1), { ...soon, timeout: 5_000 })
    await vi.waitFor(() => expect(app.services.switchList.state().status).toBe('stale'), soon)
    expect(await isStopped(app)).toBe(true)
    await put(app, 'second')
    await vi.waitFor(() => expect(app.services.switchList.unaudited()).toEqual([]), soon)
    expect(app.services.switchList.current()).toMatchObject([{ name: 'first' }, { name: 'second' }])
    expect((await auditOf(app)).map(({ detail }) => detail.name)).toEqual(['first', 'second'])
  })

  it('is told by /readyz and the log, and stops nobody from being stopped', async () => {
    const app = await openApp()
    follow(app)
    await put(app, 'first')
    await writeFile(join(app.dir, 'switches.json'), '{"switches": [')
    const ready = async () => (await app.call({ url: '/readyz' })).json
    await vi.waitFor(async () => expect((await ready()).switches.status).toBe('stale'), soon)
    expect(await ready()).toMatchObject({
      status: 'ready',
      switches: { problem: expect.stringContaining('not JSON') },
    })
    expect(app.lines.join('')).toContain('the last good ones hold')
    expect(await isStopped(app)).toBe(true)
    await end(app, 'first')
    await vi.waitFor(
      async () => expect((await ready()).switches).toEqual({ status: 'live', problem: null }),
      soon,
    )
    expect(await isStopped(app)).toBe(false)
    expect(await readFile(join(app.dir, 'switches.json.broken'), 'utf8')).toBe('{"switches": [')
  })
})
