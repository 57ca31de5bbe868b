import { rename } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { isTorture } from '../times.ts'
import { buildOnce } from './build-once.ts'
import { signalsOf, terse } from './clients.ts'
import { addLoadUsers, loadUsers, readSuccesses, startLoginLoad } from './login-load.ts'
import { createRelyingParty, decide } from './relying-party.ts'
import { createSite, type Keywise, type Site, startKeywise, waitUntil } from './start-keywise.ts'

/** What a server process does when it is killed, locked out of its database, stopped, or fed broken rules. */
beforeAll(buildOnce, 180_000)

/** A hundred under torture: what was acknowledged has to be there after each of them. */
const rounds = isTorture ? 100 : 5

async function openSite(): Promise<Site> {
  const site = await createSite()
  onTestFinished(site.remove)
  return site
}

async function start(site: Site): Promise<Keywise> {
  const keywise = await startKeywise(site)
  onTestFinished(async () => void (await keywise.end('SIGKILL')))
  return keywise
}

const readReadiness = (keywise: Keywise) => keywise.call('GET', '/readyz')
const chrome = signalsOf('chrome-windows-11')

describe('a server killed with -9 under load, again and again', () => {
  it(
    `loses no acknowledged outcome in ${rounds} rounds, and is ready again each time`,
    async () => {
      const site = await openSite()
      let keywise = await start(site)
      await addLoadUsers(keywise)
      const zero = new Map(loadUsers.map((user) => [user, 0]))
      let kept: ReadonlyMap<string, number> = zero
      let acknowledged = 0
      for (let round = 0; round < rounds; round += 1) {
        const load = startLoginLoad(keywise)
        await sleep(400 + Math.random() * 400)
        await keywise.end('SIGKILL')
        await load.stop()
        expect(load.refused).toEqual([])

        keywise = await start(site)
        expect((await readReadiness(keywise)).status).toBe(200)
        const database = new Database(site.databaseFile, { readonly: true })
        expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
        database.close()
        const before = kept
        kept = await readSuccesses(keywise)
        for (const user of loadUsers) {
          const news = (kept.get(user) ?? 0) - (before.get(user) ?? 0)
          // What was under way at the kill may be kept or not; what was acknowledged must be, once.
          expect(news).toBeGreaterThanOrEqual(load.acknowledged.get(user) ?? 0)
          expect(news).toBeLessThanOrEqual(load.sent.get(user) ?? 0)
          acknowledged += load.acknowledged.get(user) ?? 0
        }
      }
      expect(acknowledged).toBeGreaterThan(rounds * loadUsers.length)
    },
    60_000 + rounds * 10_000,
  )
})

describe('a database that another process has locked for five seconds', () => {
  /** As a backup tool or a person with a database shell would. */
  const lock = (site: Site) => {
    const other = new Database(site.databaseFile)
    onTestFinished(() => void other.close())
    other.exec('begin exclusive')
    return () => other.exec('rollback')
  }

  it('keeps decisions coming, and outcomes are kept or refused with a time to come back', async () => {
    const site = await openSite()
    const keywise = await start(site)
    // Known before the lock, but never asked about: not in the memory of the server.
    const parties = Array.from({ length: 40 }, () => createRelyingParty(keywise))
    for (const party of parties) await party.addPasskey('windows-hello', { device: 'pc', signals: chrome })

    const unlock = lock(site)
    const lockedAt = performance.now()
    const reports: Promise<{ readonly status: number; readonly again: () => Promise<number> }>[] = []
    const answers = []
    for (const party of parties) {
      const answer = await party.ask({ device: 'pc', signals: chrome })
      answers.push(answer)
      const body = { token: answer.token, result: 'success', method: 'password' }
      const report = () => keywise.call('POST', '/v1/outcomes', body)
      reports.push(
        report().then(({ status, headers }) => {
          if (status !== 202) expect([status, headers.get('retry-after')]).toEqual([503, '1'])
          return { status, again: async () => (await report()).status }
        }),
      )
      await sleep(100)
    }
    // In WAL mode a lock keeps other writers out, never readers; the one that would (`locking_mode = exclusive`) is
    // refused while the server is connected. So nothing is missing from these answers, and nothing is labelled.
    for (const { reason, degraded } of answers) expect([reason, degraded]).toEqual(['passkey-made-here', []])
    expect((await readReadiness(keywise)).body).toMatchObject({
      status: 'not-ready',
      store: { status: 'unavailable' },
    })
    await sleep(Math.max(0, 5_200 - (performance.now() - lockedAt)))
    unlock()

    const settled = await Promise.all(reports)
    expect(settled.filter(({ status }) => status === 202).length).toBeGreaterThan(0)
    for (const { status, again } of settled) if (status === 503) expect(await again()).toBe(202)
    await waitUntil(
      () => readReadiness(keywise),
      ({ status }) => status === 200,
      2_000,
    )
    for (const party of parties) {
      const { body } = await keywise.call('GET', `/v1/users/${party.userId}`)
      expect(body.devices).toMatchObject([{ id: party.idOf('pc') }])
    }
  }, 60_000)
})

describe('a data directory that goes away and comes back', () => {
  it('leaves decisions labelled, refuses outcomes with a time to come back, and is used again', async () => {
    const site = await openSite()
    const keywise = await start(site)
    const known = createRelyingParty(keywise)
    const party = createRelyingParty(keywise)
    for (const one of [known, party]) await one.addPasskey('windows-hello', { device: 'pc', signals: chrome })
    const decision = await known.ask({ device: 'pc', signals: chrome })

    const away = `${site.dataDir}-away`
    await rename(site.dataDir, away)
    const request = { device: 'pc', signals: chrome }
    // Whether the file is still there is looked up four times a second, and what is in memory stays good.
    await sleep(500)
    const blind = await party.ask(request)
    expect(blind).toMatchObject({
      action: 'passkey',
      reason: 'history-unavailable',
      ceremony: { mediation: 'conditional', allowCredentials: [] },
      degraded: ['history-unavailable'],
    })
    const terseAnswer = await party.ask({ device: 'pc', signals: terse('firefox-windows') })
    expect(terseAnswer).toMatchObject({ action: 'fallback', degraded: ['history-unavailable'] })
    const body = { token: decision.token, result: 'success', method: 'password' }
    const refused = await keywise.call('POST', '/v1/outcomes', body)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])

    await rename(away, site.dataDir)
    const seeing = await waitUntil(
      () => party.ask(request),
      ({ degraded }) => degraded.length === 0,
      5_000,
    )
    expect(seeing).toMatchObject({ action: 'passkey', reason: 'passkey-made-here' })
    await waitUntil(
      () => readReadiness(keywise),
      ({ status }) => status === 200,
      5_000,
    )
    expect((await keywise.call('POST', '/v1/outcomes', body)).status).toBe(202)
  }, 30_000)
})

describe('a server told to stop (SIGTERM) under load', () => {
  it('answers every request it has, ends by itself with code 0, and has kept everything', async () => {
    const site = await openSite()
    const keywise = await start(site)
    await addLoadUsers(keywise)
    const load = startLoginLoad(keywise)
    await sleep(600)
    const signalled = performance.now()
    const { code, tookMs } = await keywise.end('SIGTERM')
    await load.stop()
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(5_000)
    expect(load.decisions()).toBeGreaterThan(loadUsers.length)
    expect(load.refused).toEqual([])
    // A request sent to a server that has closed its door is not answered; every one before it is.
    expect(load.broken.filter((begun) => begun < signalled)).toEqual([])

    const next = await start(site)
    expect(await readSuccesses(next)).toEqual(
      new Map(loadUsers.map((user) => [user, load.acknowledged.get(user)])),
    )
  }, 30_000)
})

describe('a rule file with a mistake', () => {
  const file = 'authentication.rules.json'
  /** How soon rules are in force is measured where they are in motion; here they only have to be. */
  const soonMs = 15_000
  const place = `${file}#/rules/0/conditions/all/0/fact`
  const problem = { severity: 'error', file, pointer: '/rules/0/conditions/all/0/fact' }
  const misspell = (text: string) => text.replace('"client.bot"', '"client.bto"')
  const isLive = ({ body }: { readonly body: Record<string, unknown> }) =>
    (body.rules as { readonly status: string }).status === 'live'

  it('at the start is told with file, place and nearest word; decisions come from the built-in rules', async () => {
    const site = await openSite()
    const good = await site.readRules(file)
    await site.writeRules(file, misspell(good))
    const keywise = await start(site)
    expect(keywise.errors()).toContain(`error: ${place}\n`)
    expect(keywise.errors()).toContain('unknown fact `client.bto`\n  help: did you mean `client.bot`?')
    const readiness = await readReadiness(keywise)
    expect(readiness.status).toBe(503)
    expect(readiness.body).toMatchObject({
      status: 'not-ready',
      rules: { status: 'built-in', problems: [problem] },
    })
    const answer = await decide(keywise, { user: { id: 'u' }, signals: chrome })
    expect(answer.degraded).toEqual(['rules-unavailable'])

    await site.writeRules(file, good)
    const healed = await waitUntil(() => readReadiness(keywise), isLive, soonMs)
    expect(healed.status).toBe(200)
    expect((await decide(keywise, { user: { id: 'u' }, signals: chrome })).degraded).toEqual([])
  }, 60_000)

  it('at a reload changes nothing but the readiness report', async () => {
    const site = await openSite()
    const good = await site.readRules(file)
    const keywise = await start(site)
    const ask = () => decide(keywise, { user: { id: 'u' }, signals: chrome })
    const before = await ask()
    await site.writeRules(file, misspell(good))
    const readiness = await waitUntil(
      () => readReadiness(keywise),
      (seen) => !isLive(seen),
      soonMs,
    )
    expect(readiness.status).toBe(200)
    expect(readiness.body).toMatchObject({
      rules: {
        status: 'stale',
        revision: before.rule?.revision,
        problems: [{ ...problem, help: 'did you mean `client.bot`?' }],
      },
    })
    expect(keywise.errors()).toContain(`error: ${place}\n`)
    const { decisionId: _id, token: _token, expiresAt: _at, ...after } = await ask()
    expect(before).toMatchObject(after)
    await site.writeRules(file, good)
    await waitUntil(() => readReadiness(keywise), isLive, soonMs)
  }, 60_000)

  it('cut at every 50th byte while decisions run fails none of them', async () => {
    const site = await openSite()
    const good = Buffer.from(await site.readRules(file))
    const keywise = await start(site)
    const party = createRelyingParty(keywise)
    await party.addPasskey('windows-hello', { device: 'pc', signals: chrome })
    const seen = new Set<string>()
    let decisions = 0
    let done = false
    const asking = Array.from({ length: 4 }, async () => {
      while (!done) {
        const { reason, rule, degraded } = await party.ask({ device: 'pc', signals: chrome })
        seen.add(JSON.stringify({ reason, rule, degraded }))
        decisions += 1
      }
    })
    const before = await party.ask({ device: 'pc', signals: chrome })
    let stale = 0
    for (let end = 0; end < good.length; end += 50) {
      await site.writeRules(file, good.subarray(0, end).toString('latin1'))
      await sleep(10)
      if (!isLive(await readReadiness(keywise))) stale += 1
    }
    await site.writeRules(file, good.toString())
    await waitUntil(() => readReadiness(keywise), isLive, soonMs)
    done = true
    await Promise.all(asking)
    const { reason, rule, degraded } = before
    expect([...seen]).toEqual([JSON.stringify({ reason, rule, degraded })])
    expect(degraded).toEqual([])
    expect(decisions).toBeGreaterThan(100)
    expect(stale).toBeGreaterThan(0)
  }, 120_000)
})
