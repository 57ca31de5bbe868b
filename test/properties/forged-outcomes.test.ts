import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { applyOutcome } from '../../src/core/index.ts'
import { createTokens } from '../../src/http/tokens.ts'
import { createNetworkPseudonyms } from '../../src/store/network-pseudonym.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { createRandom, type Random } from '../bench/random.ts'
import { type Call, clients, openApp, passkeys, siteKey, type TestApp } from '../http/open-app.ts'
import { decisionRecord, newDatabaseFile, outcomeRecord, userOf } from '../store/records.ts'
import { isTorture } from '../times.ts'

/** The full attack takes a while: `npm run torture`. The small one is the same attack. */
const size = isTorture
  ? { users: 1_000, forged: 100_000, reports: 1_000_000, networks: 10_000 }
  : { users: 12, forged: 600, reports: 4_000, networks: 400 }
const seed = 2026
const atOnce = 50
const unlimited = { publishableLimit: { max: Number.MAX_SAFE_INTEGER, timeWindow: 60_000 }, trustProxy: true }

interface Victim {
  readonly id: string
  /** A browser in which this user has completed a login with the passkey. */
  readonly device: string
  readonly deviceToken: string
  readonly credentialId: string
  readonly home: string
}

/** Passkeys of many kinds, each with the client it is at home on. */
const homes = [
  ['windows-hello', 'chrome-windows-11'],
  ['icloud-mac', 'safari-macos-26'],
  ['google-android', 'chrome-android-15'],
  ['1password', 'firefox-windows'],
] as const

const signalsOf = (client: string) => clients[client]?.signals ?? {}

async function addVictim({ call }: TestApp, n: number): Promise<Victim> {
  const [name, home] = homes[n % homes.length] ?? homes[0]
  const { transports, aaguid, backupEligible, backupState, authenticatorAttachment } = passkeys[name] ?? {}
  const victim = { id: `u-${n}`, device: `device-of-${n}`, credentialId: `cred-${n}`, home }
  const where = { device: { id: victim.device }, signals: signalsOf(home) }
  const record = { transports, aaguid, backupEligible, backupState, authenticatorAttachment, ...where }
  const url = `/v1/users/${victim.id}/credentials/${victim.credentialId}`
  await call({ method: 'PUT', url, key: 'secret', body: JSON.parse(JSON.stringify(record)) })
  const { token } = (
    await call({ url: '/v1/decisions', key: 'secret', body: { user: { id: victim.id }, ...where } })
  ).json
  const login = {
    token,
    result: 'success',
    method: 'passkey',
    credentialId: victim.credentialId,
    authenticatorAttachment: 'platform',
  }
  const { deviceToken } = (await call({ url: '/v1/outcomes', key: 'secret', body: login })).json
  return { ...victim, deviceToken }
}

/** Runs work a few at a time, in order of the list. */
async function inTurns<T, R>(list: readonly T[], work: (one: T, index: number) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let from = 0; from < list.length; from += atOnce)
    results.push(...(await Promise.all(list.slice(from, from + atOnce).map((one, i) => work(one, from + i)))))
  return results
}

/** All that this user is answered, from several clients: text, so that one byte of difference shows. */
async function askEverywhere({ call }: TestApp, { id, device, deviceToken, home }: Victim): Promise<string> {
  const user = { id, fallbacks: ['password'] }
  const there = { user, device: { id: device }, signals: signalsOf(home) }
  const questions: readonly Call[] = [
    {
      url: '/v1/decisions',
      key: 'publishable',
      body: { ...there, device: { id: device, token: deviceToken } },
    },
    { url: '/v1/decisions', key: 'secret', body: there },
    { url: '/v1/decisions', key: 'secret', body: { ...there, purpose: 'registration' } },
    { url: '/v1/decisions', key: 'secret', body: { user, signals: signalsOf('safari-macos-26') } },
    {
      url: '/v1/decisions',
      key: 'secret',
      body: { user: { id, fallbacks: [] }, device: { id: 'new' }, signals: signalsOf('chrome-windows-11') },
    },
  ]
  const answers: unknown[] = []
  for (const question of questions) {
    const { status, json } = await call(question)
    const { decisionId: _id, token: _token, expiresAt: _at, ...answer } = json
    answers.push(status, answer)
  }
  return JSON.stringify(answers)
}

/** Everything that was ever learnt, as it lies in the file. */
function readLearnt(file: string): string {
  const database = new Database(file, { readonly: true })
  const tables = [
    'devices',
    'device_days',
    'sightings',
    'evidence',
    'registration_asks',
    'cell_events',
    'breakers',
  ]
  const learnt = tables.map((table) => database.prepare(`select * from ${table} order by 1, 2, 3`).all())
  database.close()
  return JSON.stringify(learnt)
}

const errors = [null, { name: 'NotAllowedError' }, { name: 'InvalidStateError' }, { name: 'NetworkError' }]

/** Reports as an attacker makes them: with as little as possible, or with everything there is. */
function forgeReport(random: Random, { credentialId }: Victim) {
  const method = random.pick(['passkey', 'passkey', 'cross-device', 'password', 'never'])
  const result = random.chance(0.8) ? 'failure' : 'success'
  if (random.chance(0.3)) return { result, method }
  const error = random.pick(errors)
  return {
    result,
    method,
    attempt: 1 + random.below(30),
    elapsedMs: random.pick([0, 300, 4_000, 9_000, 299_000]),
    credentialId,
    authenticatorAttachment: random.pick(['platform', 'cross-platform', null]),
    ...(error === null ? {} : { error }),
  }
}

/**
 * A token to report with. The best is one of a decision that the relying party's own back end asked for a visitor who
 * named the victim, from what he says is the victim's browser: it knows the passkeys, and nobody has vouched for it.
 */
async function obtainToken(app: TestApp, random: Random, victim: Victim, evil: Victim): Promise<string> {
  const kind = random.below(10)
  if (kind === 0) return random.pick(['', 'v1', 'v1.AAAA.BBBB', 'x'.repeat(2_000), victim.deviceToken])
  const device = random.pick([
    { id: victim.device },
    { id: victim.device, token: evil.deviceToken },
    { id: evil.device, token: evil.deviceToken },
    { id: `guess-${random.below(1e6)}` },
  ])
  const body = {
    user: { id: victim.id },
    device,
    signals: signalsOf(random.pick([victim.home, 'chrome-windows-11', 'no-signals'])),
    ...(random.chance(0.2) ? { purpose: 'registration' } : {}),
  }
  const headers = { 'x-forwarded-for': `10.${random.below(256)}.${random.below(256)}.${random.below(256)}` }
  const key = random.chance(0.3) ? 'publishable' : 'secret'
  const { token } = (await app.call({ url: '/v1/decisions', key, body, headers })).json
  if (kind === 1) return `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`
  if (kind === 2) return signElsewhere(app, token)
  return token
}

function signElsewhere({ services, clock }: TestApp, token: string): string {
  const reading = services.tokens.readDecisionToken(token, clock.now)
  if (reading.kind !== 'valid') throw new Error('the token of the test is not good')
  return createTokens(Buffer.alloc(32, 9)).writeDecisionToken(reading.token)
}

describe(`${size.forged} forged reports about ${size.users} users`, () => {
  it('change no decision by a byte, teach nothing, and are counted', async () => {
    const app = await openApp(unlimited)
    const random = createRandom(seed)
    const [evil, ...victims] = await inTurns(Array.from({ length: size.users + 1 }), (_, n) =>
      addVictim(app, n),
    )
    if (evil === undefined) throw new Error('nobody to attack with')
    app.clock.now += 60_000
    const before = await inTurns(victims, (victim) => askEverywhere(app, victim))
    expect(new Set(before).size).toBeGreaterThan(2)
    const learnt = readLearnt(app.file)

    // Each token is used a few times: with other words, and again as it was.
    const perToken = 6
    const attacks = Array.from({ length: size.forged / perToken }, () => createRandom(random.below(1e9)))
    const statuses = await inTurns(attacks, async (own) => {
      const victim = own.pick(victims)
      const token = await obtainToken(app, own, victim, evil)
      const told: number[] = []
      let report = forgeReport(own, victim)
      for (let n = 0; n < perToken; n++) {
        if (n > 0 && own.chance(0.8)) report = forgeReport(own, victim)
        const body = { token, ...report }
        told.push((await app.call({ url: '/v1/outcomes', key: 'publishable', body })).status)
      }
      return told
    })
    const accepted = statuses.flat().filter((status) => status === 202).length
    expect(statuses.flat()).toHaveLength(size.forged)
    expect(accepted).toBeGreaterThan(size.forged / 2)
    expect(new Set(statuses.flat())).toEqual(new Set([202, 400, 401, 409]))

    expect(await inTurns(victims, (victim) => askEverywhere(app, victim))).toEqual(before)
    expect(readLearnt(app.file)).toBe(learnt)
    const { text } = await app.call({ url: '/metrics', key: 'admin' })
    expect(text).toMatch(/keywise_outcomes_refused_total\{why="token-forged"\} [1-9]/)
    expect(text).toMatch(/keywise_outcomes_refused_total\{why="token-malformed"\} [1-9]/)
    expect(text).not.toMatch(/classified="(?!succeeded)[^"]+",evidence="proven"/)
  })
})

describe('a thief who knows the password', () => {
  it('fails with the passkey as often as he likes, logs in, and changes nothing on the devices of its owner', async () => {
    const app = await openApp(unlimited)
    const victims = await inTurns(Array.from({ length: isTorture ? 200 : 8 }), (_, n) => addVictim(app, n))
    app.clock.now += 60_000
    const asked = app.clock.now
    const before = await inTurns(victims, (victim) => askEverywhere(app, victim))
    for (let day = 0; day < 5; day++) {
      app.clock.now += 24 * 3_600_000
      await inTurns(victims, async ({ id, home }, n) => {
        const random = createRandom(seed + n)
        // He looks like its owner: the same kind of client, another browser.
        const signals = signalsOf(random.pick([home, 'edge-windows-11', 'chrome-macos-15']))
        for (const method of ['passkey', 'cross-device']) {
          const { token } = (
            await app.call({
              url: '/v1/decisions',
              key: 'secret',
              body: { user: { id }, device: { id: `thief-${n}` }, signals },
            })
          ).json
          const tell = (key: 'publishable' | 'secret', body: object) =>
            app.call({ url: '/v1/outcomes', key, body: { token, ...body } })
          for (let attempt = 1; attempt <= 10; attempt++) {
            const failure = { result: 'failure', method, attempt, elapsedMs: 9_000 + attempt }
            await tell('publishable', { ...failure, error: { name: 'NotAllowedError' } })
          }
          const login = await tell('secret', { result: 'success', method: 'password' })
          expect(login.json.evidence).toBe('proven')
        }
      })
    }
    // The thief has really been heard: on his own device his failures count.
    const counts = (await app.call({ url: '/v1/users/u-0', key: 'secret' })).json.counts
    expect(counts).toContainEqual(expect.objectContaining({ deviceId: 'thief-0', successes: 0 }))
    // Asked as of the same moment, because beliefs fade with time.
    app.clock.now = asked
    for (const [n, text] of (await inTurns(victims, (victim) => askEverywhere(app, victim))).entries())
      expect(text, `u-${n}`).toBe(before[n])
  })
})

describe(`${size.reports} forged reports from ${size.networks} networks`, () => {
  it('leave no trace in histories, platform cells and breakers', async () => {
    const file = newDatabaseFile()
    const store = createSqliteStore({ file, siteKey })
    const random = createRandom(seed)
    const networkOf = createNetworkPseudonyms(siteKey)
    const reports = Array.from({ length: size.reports / 10 })
    await inTurns(reports, async (_, n) => {
      const address = random.below(size.networks)
      const { pseudonym } = userOf(`u-${random.below(size.users)}`)
      const network = networkOf(`10.${address >> 8}.${address & 255}.1`)
      const decision = decisionRecord(`forged-${n}`, pseudonym, { network })
      const saving = Array.from({ length: 10 }, (_none, attempt) =>
        store.saveOutcome(
          outcomeRecord(decision.id, pseudonym, {
            proven: false,
            result: 'failure',
            attempt: attempt + 1,
            classified: random.pick(['abandoned', 'cancelled', 'not-found', 'timed-out']),
          }),
          applyOutcome,
          decision,
        ),
      )
      for (const { kind } of await Promise.all(saving)) expect(kind).toBe('accepted')
    })
    await store.close()
    expect(JSON.parse(readLearnt(file)).flat()).toEqual([])
  })
})
