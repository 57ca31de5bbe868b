import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  type BreakerState,
  buildCellModel,
  type CellEvent,
  firstDayOfWeek,
  type UserPseudonym,
} from '../../src/core/index.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { siteKey } from './records.ts'

const dayMs = 86_400_000
const today = 20_000
const now = today * dayMs

async function openFolder() {
  const dir = await mkdtemp(join(tmpdir(), 'keywise-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  const open = () => createSqliteStore({ file: join(dir, 'keywise.db'), siteKey, now: () => now })
  return { open }
}

const ada = { pseudonym: 'p-ada' as UserPseudonym, id: 'ada' }
const eve = { pseudonym: 'p-eve' as UserPseudonym, id: 'eve' }
const change = (user: UserPseudonym, changes: object = {}) =>
  ({
    type: 'cell-event',
    user,
    cell: 'windows/11/chrome/157',
    route: 'local',
    at: now,
    succeeded: true,
    expected: 0.8,
    network: null,
    ...changes,
  }) as const

describe('outcomes by platform, as they are kept', () => {
  it('are one a user, cell, route and day, the first; and what is new is told once', async () => {
    const { open } = await openFolder()
    const store = open()
    const told: CellEvent[] = []
    store.onCellEvents((events) => told.push(...events))
    await store.saveChanges(ada, [change(ada.pseudonym), change(ada.pseudonym, { succeeded: false })])
    await store.saveChanges(ada, [change(ada.pseudonym, { at: now + 5 })])
    await store.saveChanges(ada, [change(ada.pseudonym, { route: 'cross-device' })])
    await store.saveChanges(eve, [change(eve.pseudonym, { at: now - dayMs, succeeded: false })])
    expect(told).toMatchObject([
      { user: 'p-ada', route: 'local', day: today, succeeded: true, accountAt: now },
      { user: 'p-ada', route: 'cross-device' },
      { user: 'p-eve', day: today - 1, succeeded: false },
    ])
    await store.close()

    const again = open()
    const stored = await again.loadCells(today - 90, today, 0)
    expect(stored.events).toEqual(told.slice(0, 2).toReversed())
    expect(stored.days).toEqual([
      {
        cell: 'windows/11/chrome/157',
        route: 'local',
        day: today - 1,
        events: 1,
        successes: 0,
        expectedMilli: 800,
        countsFrom: 0,
        weighsFrom: 0,
        sureEvents: 1,
        sureSuccesses: 0,
        oldSuccesses: 0,
        oldMilli: 800,
      },
    ])
    await again.close()
  })
  it('count once a user, route and day in each cell, and weigh once a week, also after a restart', async () => {
    const { open } = await openFolder()
    const store = open()
    const told: CellEvent[] = []
    store.onCellEvents((events) => told.push(...events))
    const monday = firstDayOfWeek(today)
    const tell = (cell: string, day: number, user = ada) =>
      store.saveChanges(user, [change(user.pseudonym, { cell, at: day * dayMs })])
    // As many versions as one likes: three a day are kept, and in what they share only the first counts.
    for (let major = 140; major < 160; major += 1) await tell(`windows/11/chrome/${major}`, monday)
    await tell('windows/11/chrome/140', monday + 1)
    await tell('windows/11/firefox/160', monday + 1)
    await tell('windows/11/chrome/140', monday + 7)
    await tell('windows/11/chrome/141', monday, eve)
    expect(told.map(({ cell, countsFrom, weighsFrom }) => [cell, countsFrom, weighsFrom])).toEqual([
      ['windows/11/chrome/140', 0, 0],
      ['windows/11/chrome/141', 4, 4],
      ['windows/11/chrome/142', 4, 4],
      ['windows/11/chrome/140', 0, 5],
      ['windows/11/firefox/160', 3, 3],
      ['windows/11/chrome/140', 0, 0],
      ['windows/11/chrome/141', 0, 0],
    ])
    await store.close()

    const again = open()
    const { events } = await again.loadCells(0, 0, 0)
    const key = ({ user, cell, day }: CellEvent) => `${user} ${day} ${cell}`
    const sorted = (list: readonly CellEvent[]) => list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    expect(sorted(events)).toEqual(sorted(told))
    await again.close()
  })
  it('make the same model by day as one by one, but for accounts that are too new', async () => {
    const { open } = await openFolder()
    const store = open()
    const cells = ['windows/11/chrome/157', 'windows/11/chrome/156', 'windows/11/firefox/160']
    for (let i = 0; i < 40; i += 1) {
      const user = { pseudonym: `p-${i % 9}` as UserPseudonym, id: `u-${i % 9}` }
      // Accounts are first heard of today: what is to weigh has to be later.
      const at = now + (Math.floor(i / 3) % 30) * dayMs
      const told = {
        cell: cells[i % 3],
        at,
        succeeded: i % 4 === 0,
        network: i % 2 === 0 ? `n-${i % 7}` : null,
      }
      await store.saveChanges(user, [change(user.pseudonym, told)])
    }
    const build = async (recent: number, minAge: number) => {
      const stored = await store.loadCells(0, recent, minAge)
      const model = buildCellModel()
      for (const day of stored.days) model.addDay(day)
      for (const account of stored.accounts) model.addAccount(account)
      const settings = {
        enabled: false,
        minAccounts: 1,
        minAccountAgeDays: minAge,
        minNetworks: 0,
        minShare: 0,
      }
      for (const event of stored.events) model.add(event, settings)
      const read = model.readAt(now + 31 * dayMs)
      return [157, 156, 160, 3].map(
        (browserMajor) =>
          read({
            os: 'windows',
            osVersion: '11',
            browser: browserMajor === 160 ? 'firefox' : 'chrome',
            browserMajor,
            provider: null,
          }).local,
      )
    }
    const single = await build(0, 5)
    expect(await build(today + 100, 5)).toEqual(single)
    expect(await build(today + 6, 5)).toEqual(single)
    expect(Math.max(...single)).toBeLessThan(1)
    expect(await build(today + 100, 0)).not.toEqual(single)
    expect(await build(today + 100, 60)).toEqual([1, 1, 1, 1])
    await store.close()
  })
  it('go with their user, and with time', async () => {
    const { open } = await openFolder()
    const store = open()
    await store.saveChanges(ada, [change(ada.pseudonym), change(ada.pseudonym, { at: now - 100 * dayMs })])
    await store.saveChanges(eve, [change(eve.pseudonym)])
    expect(await store.deleteCellEvents(now - 90 * dayMs)).toBe(1)
    await store.eraseUser(ada.pseudonym)
    const { events, days } = await store.loadCells(0, 0, 0)
    expect([events.map(({ user }) => user), days]).toEqual([['p-eve'], []])
    await store.close()
  })
  it('are not told of where their job was undone', async () => {
    const { open } = await openFolder()
    const store = open()
    const told: CellEvent[] = []
    store.onCellEvents((events) => told.push(...events))
    const broken = change(ada.pseudonym, { route: null, at: now + 3 * dayMs })
    await expect(store.saveChanges(ada, [change(ada.pseudonym), broken as never])).rejects.toThrow()
    expect(told).toEqual([])
    expect((await store.loadCells(0, 0, 0)).events).toEqual([])
    await store.close()
  })
})

describe('a breaker', () => {
  it('is kept as it last stood, with a line of the audit log each time', async () => {
    const { open } = await openFolder()
    const store = open()
    const state: BreakerState = {
      cell: 'windows/11',
      route: 'local',
      position: 'open',
      since: now,
      trip: 1,
      waitMs: 3_600_000,
      baseline: 0.9,
      why: 'it fails',
    }
    const entry = { at: now, actor: 'engine', action: 'breaker-opened', detail: { cell: 'windows/11' } }
    await store.saveBreaker(state, entry)
    await store.saveBreaker({ ...state, position: 'closed' }, { ...entry, action: 'breaker-closed' })
    await store.close()
    const again = open()
    expect((await again.loadCells(0, 0, 0)).breakers).toEqual([{ ...state, position: 'closed' }])
    expect(await again.listAudit(1, 10)).toMatchObject([
      { line: 1, action: 'breaker-opened' },
      { line: 2, action: 'breaker-closed' },
    ])
    expect(await again.verifyAudit()).toBeNull()
    await again.close()
  })
})
