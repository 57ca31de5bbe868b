import { describe, expect, it, vi } from 'vitest'
import { runHere } from '../cli/run-keywise.ts'
import { addUserWithPasskey, openApp, signalsOf, siteKey, type TestApp, takeStoreAway } from './open-app.ts'

interface Answer {
  readonly recorded: Readonly<Record<string, unknown>>
  readonly rules: readonly {
    readonly file: string
    readonly rule: string
    readonly recorded: {
      readonly won: number
      readonly asked: number
      readonly lastWonAt: string | null
    } | null
    readonly fixtures: unknown
  }[]
}
const clients = ['firefox-windows', 'firefox-linux', 'chrome-windows-11', 'edge-windows-11', 'firefox-macos']

/** Decisions are written in groups, a moment later. */
const patience = { timeout: 60_000, interval: 200 }

/** Asks for every client, with and without a user, and tells by which rules it was answered. */
async function askAll(app: TestApp): Promise<ReadonlyMap<string, number>> {
  const won = new Map<string, number>()
  for (const client of clients)
    for (const more of [{}, { user: { id: 'u-1' }, device: { id: 'd-1' } }, { user: { id: 'nobody' } }]) {
      app.clock.now += 1_000
      const body = { signals: signalsOf(client), ...more }
      const { json } = await app.call({ url: '/v1/decisions', key: 'secret', body })
      if (json.rule === undefined) continue
      const key = `${json.rule.file} ${json.rule.name}`
      won.set(key, (won.get(key) ?? 0) + 1)
    }
  return won
}
const countWon = ({ rules }: Answer) =>
  new Map(
    rules.flatMap((one) =>
      one.recorded === null || one.recorded.won === 0 ? [] : [[`${one.file} ${one.rule}`, one.recorded.won]],
    ),
  )
const read = (app: TestApp, query = '') => app.call({ url: `/v1/reports/coverage${query}`, key: 'admin' })

describe('the coverage of recorded logins', () => {
  it('is by which rules each was answered, by the API and by the command line', async () => {
    const app = await openApp()
    await addUserWithPasskey(app)
    app.clock.now += 1_000
    const before = await vi.waitFor(async () => {
      const { json } = await read(app)
      expect(json.recorded.asked).toBe(1)
      return countWon(json)
    }, patience)
    const asked = await askAll(app)
    await app.call({ method: 'PUT', url: '/v1/switches/off', key: 'admin', body: { reason: 'a test' } })
    app.clock.now += 1_000
    await app.call({ url: '/v1/decisions', key: 'secret', body: { signals: signalsOf('firefox-windows') } })
    app.clock.now += 1_000
    const { status, json } = await vi.waitFor(async () => {
      const answer = await read(app)
      expect(answer.json.recorded.stopped).toBe(1)
      return answer
    }, patience)
    expect(status).toBe(200)
    const wanted = new Map(asked)
    for (const [key, count] of before) wanted.set(key, (wanted.get(key) ?? 0) + count)
    expect(countWon(json)).toEqual(wanted)
    expect(json.recorded).toMatchObject({ asked: 16, skipped: 0, limited: false })
    expect(json.rules[0].fixtures).toBeNull()

    const env = { KEYWISE_DATABASE_URL: `file:${app.file}`, KEYWISE_SITE_KEY: siteKey.toString('base64') }
    const line = ['coverage', '--recorded', '--from', '2026-11-01', '--data-dir', app.dir]
    const { code, out, err } = await runHere(line, { env })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('asked by 16 recorded logins from 2026-11-01 00:00')
    expect(out).toContain('besides, a kill switch had answered 1 login')
    expect(out).toMatch(/^ {2}robots +\d+ +0 +never$/m)
    const told = JSON.parse((await runHere([...line, '--json'], { env })).out)
    expect(countWon(told)).toEqual(wanted)
    expect(told.fixtures.asked).toBeGreaterThan(1_000)
  }, 120_000)

  it('is of a time and of the newest only, and is refused where a word is wrong', async () => {
    const app = await openApp()
    await askAll(app)
    app.clock.now += 1_000
    const limited = await vi.waitFor(async () => {
      const { json } = await read(app, '?limit=4')
      expect(json.recorded).toMatchObject({ asked: 4, limited: true })
      return json
    }, patience)
    expect([...countWon(limited).values()].reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(4)
    const from = new Date(app.clock.now - 3_500).toISOString()
    expect((await read(app, `?from=${encodeURIComponent(from)}`)).json.recorded.asked).toBe(3)
    expect((await read(app, '?from=soon')).json.errors[0].pointer).toBe('/from')
    expect((await read(app, '?limit=0')).json.errors[0].pointer).toBe('/limit')
  }, 60_000)

  it('is not had without the database, and says when to come back', async () => {
    const app = await openApp()
    await takeStoreAway(app)
    const { status, headers } = await read(app)
    expect([status, headers['retry-after']]).toEqual([503, '1'])
  }, 60_000)
})
