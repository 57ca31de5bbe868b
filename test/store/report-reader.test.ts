import { rmSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Report } from '../../src/contract/reports.ts'
import type { ReportQuery } from '../../src/reports/report-query.ts'
import { loadReport } from '../../src/store/load-report.ts'
import { createReportReader, type ReportReaderOptions } from '../../src/store/report-reader.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { StoreError } from '../../src/store/store-error.ts'
import { ratiosOf } from '../reports/observed.ts'
import { decisionRecord, newDatabaseFile, outcomeRecord, reduceAlone, siteKey, userOf } from './records.ts'
import { drawLogins, type SeededLogin, seededFrom, seedLogins } from './seed-logins.ts'

const query: ReportQuery = {
  kind: 'kpis',
  from: 0,
  to: Date.parse('2027-01-01'),
  purposes: ['authentication'],
  by: [],
  where: {},
  minCount: 1,
  count: 'proven',
}
type Kind = Report['report']
const on = <K extends Kind>(file: string, asked: Partial<ReportQuery> & { readonly kind: K }) =>
  loadReport({ file, retentionDays: 90 }, { ...query, ...asked }) as Extract<Report, { report: K }>

function openReader(options: Partial<ReportReaderOptions> & { readonly thread?: string } = {}) {
  const { thread = 'report-thread.mjs', file = newDatabaseFile(), ...rest } = options
  const threadFile = new URL(`./${thread}`, import.meta.url)
  const reader = createReportReader({ file, retentionDays: 90, threadFile, ...rest })
  onTestFinished(() => reader.close())
  return { file, reader, letGo: () => writeFileSync(`${file}.go`, '') }
}

describe('figures over 50,000 decisions', () => {
  const file = newDatabaseFile()
  const logins = drawLogins(50_000, 21_000, 7)
  beforeAll(() => {
    seedLogins(file, logins)
    return () => rmSync(file)
  })

  // Worked out anew and in the plainest way, from the records.
  const isPasskey = (method: string) => method === 'passkey' || method === 'cross-device'
  const wins = ({ outcomes }: SeededLogin) => outcomes.filter(({ result }) => result === 'success')
  const hasPasskeyLogin = (login: SeededLogin) => wins(login).some(({ method }) => isPasskey(method))
  const isOffered = ({ decision: { action } }: SeededLogin) => action !== 'fallback'
  const isTried = ({ outcomes }: SeededLogin) => outcomes.some(({ method }) => isPasskey(method))
  const isDead = (login: SeededLogin) => {
    const { mode } = login.decision
    if (!isOffered(login) || mode === 'conditional' || hasPasskeyLogin(login)) return false
    return login.outcomes.some(({ method, result, classified }) => {
      if (!isPasskey(method) || result === 'success' || classified === 'aborted') return false
      return mode === 'immediate' && method === 'passkey'
        ? !['not-found', 'refused', 'unknown'].includes(classified)
        : true
    })
  }
  const isVouched = ({ decision, outcomes }: SeededLogin) =>
    decision.deviceProven || outcomes.some(({ result, proven }) => result === 'success' && proven)
  const counted = logins.map((login) => ({
    ...login,
    outcomes: login.outcomes.filter(({ result, proven }) =>
      result === 'success' ? proven : isVouched(login),
    ),
  }))
  const people = counted.filter(
    ({ decision }) =>
      decision.purpose === 'authentication' && decision.reason !== 'bot' && decision.browser !== 'bot',
  )
  const countOf = (some: readonly SeededLogin[], is: (login: SeededLogin) => boolean) =>
    some.filter(is).length
  const expectedOf = (some: readonly SeededLogin[]) => {
    const offers = some.filter(isOffered)
    return {
      offered: [offers.length, some.length],
      started: [countOf(offers, isTried), offers.length],
      completed: [countOf(offers, hasPasskeyLogin), countOf(offers, isTried)],
      verified: [
        countOf(some, (login) => wins(login).some(({ method, proven }) => proven && isPasskey(method))),
        countOf(some, hasPasskeyLogin),
      ],
      'passkey-share': [countOf(some, hasPasskeyLogin), countOf(some, (login) => wins(login).length > 0)],
      'dead-ends': [countOf(some, isDead), countOf(some, ({ outcomes }) => outcomes.length > 0)],
    }
  }

  it('are those of a plain count, in all and by group', () => {
    const report = on(file, { kind: 'kpis', by: ['os', 'provider'] })
    expect(people.length).toBeGreaterThan(20_000)
    expect(ratiosOf(report.total?.kpis ?? [])).toMatchObject(expectedOf(people))
    expect(report.groups).toHaveLength(12)
    for (const { by, figures } of report.groups) {
      const own = people.filter(({ decision }) => decision.os === by?.os && decision.provider === by.provider)
      expect(ratiosOf(figures.kpis)).toMatchObject(expectedOf(own))
    }
  })

  it('are those of a plain count for what a filter and a time select', () => {
    const from = seededFrom + 3 * 86_400_000
    const to = seededFrom + 5 * 86_400_000 + 1
    const where = { os: ['ios', 'macos'], rule: [null, 'used-here'] }
    const report = on(file, { kind: 'kpis', from, to, where, purposes: ['authentication', 'step-up'] })
    const selected = counted.filter(({ decision }) => {
      const { at, os, rule, purpose, reason, browser } = decision
      if (reason === 'bot' || browser === 'bot' || purpose === 'registration') return false
      return at >= from && at < to && ['ios', 'macos'].includes(os) && rule !== 'advice-local'
    })
    expect(selected.length).toBeGreaterThan(500)
    expect(ratiosOf(report.total?.kpis ?? [])).toMatchObject(expectedOf(selected))
  })

  it('tell who was answered, and the days', () => {
    const report = on(file, { kind: 'kpis', by: ['day'] })
    const all = logins.filter(({ decision }) => decision.purpose === 'authentication')
    const viewed = (view: string | null) => countOf(people, ({ decision }) => decision.view === view)
    expect(report.population).toEqual({
      decisions: all.length,
      robots: all.length - people.length,
      device: viewed('device'),
      page: viewed('page'),
      backEnd: viewed('back-end'),
      unknown: viewed(null),
    })
    const dayOf = ({ decision }: SeededLogin) => new Date(decision.at).toISOString().slice(0, 10)
    const daysInOrder = [...new Set(people.map(dayOf))].sort()
    expect(report.groups.map(({ by, figures }) => [by?.day, figures.decisions])).toEqual(
      daysInOrder.map((day) => [day, countOf(people, (login) => dayOf(login) === day)]),
    )
    expect(report.since).toBe(new Date(Math.min(...logins.map(({ decision }) => decision.at))).toISOString())
  })

  it('tell the times of each method', () => {
    const told = on(file, { kind: 'kpis' }).total?.times ?? []
    for (const method of ['cross-device', 'password'] as const) {
      const all = people
        .flatMap((login) => wins(login))
        .flatMap((outcome) =>
          outcome.method === method && outcome.elapsedMs !== null ? [outcome.elapsedMs] : [],
        )
        .sort((a, b) => a - b)
      const at = (share: number) => all.find((_, index) => index + 1 >= share * all.length)
      expect(told.find((time) => time.method === method)).toEqual({
        method,
        count: all.length,
        p25Ms: at(0.25),
        p50Ms: at(0.5),
        p90Ms: at(0.9),
      })
    }
  })

  it('set estimates beside what came true', () => {
    const [local] = on(file, { kind: 'calibration' }).total?.routes ?? []
    const tries = ({ outcomes }: SeededLogin) =>
      outcomes.filter(({ method, classified }) => method === 'passkey' && classified !== 'aborted')
    const judged = people.filter(
      (login) =>
        login.decision.action === 'passkey' &&
        login.decision.mode !== 'conditional' &&
        login.decision.view !== 'device' &&
        tries(login).length > 0,
    )
    expect(local?.count).toBe(judged.length)
    for (const { from, to, count, succeeded } of local?.bins ?? []) {
      const own = judged.filter(({ decision }) => {
        const { local: said } = decision.probability
        return said >= from && (said < to || to === 1)
      })
      expect([count, succeeded]).toEqual([
        own.length,
        countOf(own, (login) => tries(login).some(({ result }) => result === 'success')),
      ])
    }
  })
})

describe('a report', () => {
  const ada = userOf('ada').pseudonym
  const bob = userOf('bob').pseudonym

  it('forgets who was erased and what is past its retention, and says since when it knows', async () => {
    const file = newDatabaseFile()
    const store = createSqliteStore({ file, siteKey })
    onTestFinished(() => store.close())
    for (const [id, user, at] of [
      ['a', ada, 1000],
      ['b', bob, 2000],
      ['c', bob, 3000],
    ] as const)
      await store.saveOutcome(outcomeRecord(id, user), reduceAlone, decisionRecord(id, user, { at }))
    const count = () => {
      const { total, since, retentionDays } = on(file, { kind: 'kpis' })
      return [total?.decisions, since, retentionDays]
    }
    expect(count()).toEqual([3, '1970-01-01T00:00:01.000Z', 90])
    await store.eraseUser(ada)
    expect(count()).toEqual([2, '1970-01-01T00:00:02.000Z', 90])
    await store.deleteOlderThan(2500)
    expect(count()).toEqual([1, '1970-01-01T00:00:03.000Z', 90])
    await store.eraseUser(bob)
    expect(count()).toEqual([0, null, 90])
  })

  it('knows somebody who logged in without saying who they were, once that was proven', async () => {
    const file = newDatabaseFile()
    const store = createSqliteStore({ file, siteKey })
    for (const n of [1, 2, 3]) {
      const decision = decisionRecord(`d-${n}`, null, { deviceId: null })
      await store.saveOutcome(outcomeRecord(decision.id, ada), reduceAlone, decision)
    }
    await store.close()
    expect(on(file, { kind: 'kpis', minCount: 2 }).withheld).toBe(true)
  })

  it('takes failures for true where a device token or a proven login of the same person vouches for them', async () => {
    const file = newDatabaseFile()
    const store = createSqliteStore({ file, siteKey })
    const failed = { result: 'failure', classified: 'cancelled', attempt: 1 } as const
    const loggedIn = { method: 'password', attempt: 2 } as const
    for (const [id, user, changes, after] of [
      ['by token', ada, { deviceProven: true }, null],
      ['by login', ada, {}, { user: ada, proven: true }],
      ['by whoever it was', null, {}, { user: bob, proven: true }],
      ['by somebody else', ada, {}, { user: bob, proven: true }],
      ['by a page', ada, {}, { user: ada, proven: false }],
      ['by nobody', ada, {}, null],
    ] as const) {
      const decision = decisionRecord(id, user, { ...changes, rule: id, mode: 'modal' })
      await store.saveOutcome(outcomeRecord(id, user, { ...failed, proven: false }), reduceAlone, decision)
      if (after !== null)
        await store.saveOutcome(
          outcomeRecord(id, after.user, { ...loggedIn, ...after }),
          reduceAlone,
          decision,
        )
    }
    await store.close()
    const { groups, observed } = on(file, { kind: 'kpis', by: ['rule'] })
    const dead = groups.filter(({ figures }) => ratiosOf(figures.kpis)['dead-ends']?.[0] === 1)
    expect(dead.map(({ by }) => by?.rule).sort()).toEqual(['by login', 'by token', 'by whoever it was'])
    expect(observed).toEqual({ successes: 1, failures: 3 })
  })

  it('opens nothing that is sealed: it is made without the key', async () => {
    const file = newDatabaseFile()
    const store = createSqliteStore({ file, siteKey })
    store.recordDecision(decisionRecord('a', ada))
    await store.close()
    expect(JSON.stringify(on(file, { kind: 'kpis', by: ['os', 'view'] }))).not.toMatch(/Secret|u-1/)
  })
})

describe('a report reader', () => {
  it('makes in its thread what is made here, one report after the other', async () => {
    const { file, reader } = openReader()
    seedLogins(file, drawLogins(300, 0, 3))
    const asked = [
      { ...query, by: ['os'] as const },
      { ...query, kind: 'funnel' as const, purposes: ['registration', 'authentication'] as const },
      { ...query, kind: 'calibration' as const },
    ]
    const made = await Promise.all(asked.map((one) => reader.loadReport(one)))
    expect(made).toEqual(asked.map((one) => loadReport({ file, retentionDays: 90 }, one)))
  })

  it('lets the service write while a report is made', async () => {
    const { file, reader, letGo } = openReader({ thread: 'held-report-thread.mjs' })
    const store = createSqliteStore({ file, siteKey })
    onTestFinished(() => store.close())
    let isMade = false
    const made = reader.loadReport(query).then((report) => {
      isMade = true
      return report
    })
    const user = userOf('ada').pseudonym
    for (let n = 0; n < 100; n++) {
      const decision = decisionRecord(`d-${n}`, user)
      await store.saveOutcome(outcomeRecord(decision.id, user), reduceAlone, decision)
    }
    expect(isMade).toBe(false)
    letGo()
    expect((await made).total?.decisions).toBe(100)
  })

  it('says as the store does where there is no database', async () => {
    const { reader } = openReader({ file: '/nowhere/at/all.db' })
    const failed = await reader.loadReport(query).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(StoreError)
    expect(failed).toMatchObject({ code: 'unavailable', message: expect.stringContaining('cannot open') })
  })

  it('refuses where too many wait, gives up where one takes too long, and is there for the next', async () => {
    const { file, reader, letGo } = openReader({
      thread: 'held-report-thread.mjs',
      maxWaiting: 1,
      timeoutMs: 1000,
    })
    seedLogins(file, drawLogins(10, 0, 3))
    const first = reader.loadReport(query)
    await expect(reader.loadReport(query)).rejects.toMatchObject({ message: '1 reports are waiting' })
    await expect(first).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('more than 1000 ms'),
    })
    letGo()
    const patient = openReader({ file })
    expect((await patient.reader.loadReport(query)).report).toBe('kpis')
  })

  it('ends what runs when it is closed, and takes nothing more', async () => {
    const { file, reader } = openReader({ thread: 'held-report-thread.mjs' })
    seedLogins(file, [])
    const running = reader.loadReport(query)
    const waiting = reader.loadReport(query)
    // Begun, so that there is something to break off.
    await Promise.resolve()
    const told = Promise.all([
      expect(running).rejects.toMatchObject({ message: 'the report was broken off' }),
      expect(waiting).rejects.toMatchObject({ message: 'the store is closed' }),
    ])
    await reader.close()
    await told
    await expect(reader.loadReport(query)).rejects.toMatchObject({ message: 'the store is closed' })
  })
})
