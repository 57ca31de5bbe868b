import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { emptyHistory } from '../../src/core/index.ts'
import { reduceOutcome } from '../../src/http/reduce-outcome.ts'
import { createTokens } from '../../src/http/tokens.ts'
import { createRandom, type Random } from '../bench/random.ts'
import { type Call, clients, openApp, passkeys, type TestApp } from '../http/open-app.ts'
import { credential, decisionRecord, device, outcomeRecord, userOf } from '../store/records.ts'
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

/** What is answered, without how likely it was taken to be. */
const withoutEstimates = (text: string) => text.replace(/"probability":\{[^}]*\}/g, '').replace(/\d+ %/g, '')

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
    const attacks = Array.from({ length: Math.ceil(size.forged / perToken) }, () =>
      createRandom(random.below(1e9)),
    )
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
    expect(statuses.flat().length).toBeGreaterThanOrEqual(size.forged)
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
  it('fails and declines as often as he likes, logs in, and changes no answer on the devices of its owner', async () => {
    for (let n = 0; n < worlds; n++) {
      const { before, after } = await letThievesIn(n)
      expect(after.map(withoutEstimates)).toEqual(before.map(withoutEstimates))
    }
  })
  it('moves no estimate there either, while he is one of few', async () => {
    const { before, after } = await letThievesIn(0)
    expect(after).toEqual(before)
  })

  it.each(['later', 'never'])(
    'says `%s` to every offer, and the owner is asked as before',
    async (method) => {
      const app = await openApp(unlimited)
      const { id } = await addVictim(app, 0)
      const signals = signalsOf('chrome-macos-15')
      const ask = async (device: object, more: object = {}) =>
        (
          await app.call({
            url: '/v1/decisions',
            key: 'secret',
            body: { user: { id }, device, signals, ...more },
          })
        ).json
      const logIn = async (device: string): Promise<string> => {
        const { token } = await ask({ id: device })
        const body = { token, result: 'success', method: 'password' }
        return (await app.call({ url: '/v1/outcomes', key: 'secret', body })).json.deviceToken
      }
      const offerTo = async (device: string, token: string) => {
        const { action, reason } = await ask({ id: device, token }, { purpose: 'registration' })
        return { action, reason }
      }
      await logIn('mac-of-owner')
      await logIn('thief')
      app.clock.now += 24 * 3_600_000
      const owner = await logIn('mac-of-owner')
      const thief = await logIn('thief')
      const before = await offerTo('mac-of-owner', owner)
      expect(before.action).not.toBe('skip')
      for (let n = 0; n < 6; n++) {
        const { token } = await ask({ id: 'thief', token: thief }, { purpose: 'registration' })
        const body = {
          token,
          result: 'failure',
          method,
          error: { name: 'NotAllowedError' },
          elapsedMs: 4_000,
        }
        expect((await app.call({ url: '/v1/outcomes', key: 'publishable', body })).status).toBe(202)
      }
      expect((await offerTo('thief', thief)).reason).toBe(
        method === 'never' ? 'declined-for-good' : 'cooldown',
      )
      expect(await offerTo('mac-of-owner', owner)).toEqual(before)
    },
  )

  const worlds = isTorture ? 50 : 2
  /** Few thieves in each world, one for each kind of passkey: many failures at once are news of a platform. */
  async function letThievesIn(world: number) {
    const app = await openApp(unlimited)
    const victims = await inTurns(Array.from({ length: homes.length }), (_, n) => addVictim(app, n))
    app.clock.now += 60_000
    const asked = app.clock.now
    const before = await inTurns(victims, (victim) => askEverywhere(app, victim))
    for (let day = 0; day < 5; day++) {
      app.clock.now += 24 * 3_600_000
      await inTurns(victims, async ({ id, home }, n) => {
        const random = createRandom(seed + world * homes.length + n)
        // He looks like its owner: the same kind of client, another browser.
        const signals = signalsOf(random.pick([home, 'edge-windows-11', 'chrome-macos-15']))
        let deviceToken: string | undefined
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
          deviceToken = login.json.deviceToken
        }
        // Now his browser is one that has completed a login: he declines offers, and has enough of them for ever.
        for (const method of ['passkey', 'later', 'never']) {
          const { token } = (
            await app.call({
              url: '/v1/decisions',
              key: 'publishable',
              body: {
                user: { id },
                purpose: 'registration',
                device: { id: `thief-${n}`, token: deviceToken },
                signals,
              },
            })
          ).json
          const declined = { result: 'failure', method, error: { name: 'NotAllowedError' }, elapsedMs: 4_000 }
          const body = { token, ...declined }
          expect((await app.call({ url: '/v1/outcomes', key: 'publishable', body })).status).toBe(202)
        }
      })
    }
    // The thieves have really been heard: on their own devices their failures count, where a dialog was shown.
    const heard = await inTurns(victims, async ({ id }, n) => {
      const { counts } = (await app.call({ url: `/v1/users/${id}`, key: 'secret' })).json
      return counts.some((one: { deviceId: string }) => one.deviceId === `thief-${n}`)
    })
    expect(heard).toContain(true)
    const asks = (await app.call({ url: '/v1/users/u-0', key: 'secret' })).json.registrationAsks
    expect(asks).toContainEqual(expect.objectContaining({ deviceId: 'thief-0', declinedForGood: true }))
    // Asked as of the same moment, because beliefs fade with time.
    app.clock.now = asked
    const after = await inTurns(victims, (victim) => askEverywhere(app, victim))
    return { before, after }
  }
})

describe(`${size.reports} forged reports from ${size.networks} networks`, () => {
  it('leave no trace in histories, platform cells and breakers', async () => {
    const { app, learnt } = await flood([])
    expect(readLearnt(app.file)).toBe(learnt)
  })
  it('open no breaker and change no other answer with a few accounts that have logged in', async () => {
    const { app, evil, before, after } = await flood(evilAccounts)
    expect(countCellEvents(app.file)).toBeGreaterThanOrEqual(evil.length)
    expect(after.map(withoutEstimates)).toEqual(before.map(withoutEstimates))
    const { json } = await app.call({ method: 'GET', url: '/v1/reports/breakers', key: 'admin' })
    expect([json.open, json.halfOpen]).toEqual([0, 0])
    expect(app.lines.join('')).not.toContain('a circuit breaker has moved')
  })
  it('move no other estimate with a few accounts that have logged in', async () => {
    const { before, after } = await flood(evilAccounts)
    expect(after).toEqual(before)
  })

  /** Of the same platform, and below every breadth at which a platform is judged. */
  const evilAccounts = [100, 104, 108, 112]

  /** Reports about users who know nothing of it, and about accounts of the attacker's own in which he has logged in. */
  async function flood(accounts: readonly number[]) {
    const app = await openApp(unlimited)
    const { store } = app.services
    const random = createRandom(seed)
    const others = await inTurns(homes, (_, n) => addVictim(app, n))
    const evil = await inTurns(accounts, (n) => addVictim(app, n))
    app.clock.now += 60_000
    const before = await inTurns(others, (other) => askEverywhere(app, other))
    const learnt = readLearnt(app.file)
    const reduce = reduceOutcome(app.services, emptyHistory)
    await inTurns(Array.from({ length: size.reports / 10 }), async (_, n) => {
      const address = random.below(size.networks)
      const network = app.services.networkOf(`10.${address >> 8}.${address & 255}.1`)
      const own = random.chance(0.1) ? random.pick([...evil, null]) : null
      const { pseudonym } = userOf(own?.id ?? `u-${random.below(size.users)}`)
      const decision = decisionRecord(`forged-${n}`, pseudonym, {
        at: app.clock.now,
        network,
        os: 'windows',
        osVersion: '11',
        browser: 'chrome',
        mode: 'modal',
        probability: { local: 0.9, crossDevice: 0 },
        ...(own === null
          ? {}
          : { deviceId: device(own.device), deviceProven: true, offered: [credential(own.credentialId)] }),
      })
      const saving = Array.from({ length: 10 }, (_none, attempt) =>
        store.saveOutcome(
          outcomeRecord(decision.id, pseudonym, {
            proven: false,
            result: 'failure',
            attempt: attempt + 1,
            classified: random.pick(['abandoned', 'cancelled', 'not-found', 'timed-out']),
            evidence: random.pick(['abandoned', 'cancelled', 'immediate-fast-reject', null]),
            weight: 1,
            at: app.clock.now,
          }),
          reduce,
          decision,
        ),
      )
      for (const { kind } of await Promise.all(saving)) expect(kind).toBe('accepted')
    })
    const after = await inTurns(others, (other) => askEverywhere(app, other))
    return { app, evil, learnt, before, after }
  }
})

function countCellEvents(file: string): number {
  const database = new Database(file, { readonly: true })
  const count = database.prepare('select count(*) from cell_events').pluck().get()
  database.close()
  return Number(count)
}
