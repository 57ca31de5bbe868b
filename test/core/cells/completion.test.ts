import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { usualBreaker } from '../../../src/core/cells/breaker-settings.ts'
import type { CellEvent } from '../../../src/core/cells/cell-event.ts'
import { buildCellModel } from '../../../src/core/cells/cell-model.ts'
import { closedBreaker, untouchedCell } from '../../../src/core/cells/cell-reading.ts'
import { listCells } from '../../../src/core/cells/list-cells.ts'
import { times } from '../../times.ts'
import {
  broaden,
  chrome156,
  chrome157,
  createLevels,
  dayMs,
  firefox,
  mac,
  narrow,
  openCells,
  placeOf,
  start,
} from './cells.ts'

const cells = [chrome157, chrome156, firefox, mac]

const event: fc.Arbitrary<CellEvent> = fc
  .record({
    user: fc.constantFrom('u-1', 'u-2', 'u-3'),
    cell: fc.constantFrom(...cells),
    route: fc.constantFrom('local', 'cross-device'),
    age: fc.integer({ min: -2, max: 120 }),
    succeeded: fc.boolean(),
    expected: fc.double({ min: 0.05, max: 1, noNaN: true }),
    network: fc.option(fc.constantFrom('n-1', 'n-2'), { nil: null }),
    accountAt: fc.constant(0),
    countsFrom: fc.integer({ min: 0, max: 5 }),
    weighsFrom: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ age, ...rest }) => {
    const at = start - age * dayMs
    const weighsFrom = Math.max(rest.countsFrom, rest.weighsFrom)
    return { ...rest, weighsFrom, at, day: Math.floor(at / dayMs) }
  })

const readAll = (events: readonly CellEvent[]) => {
  // With too few accounts there would be no factor.
  const model = broaden(buildCellModel(), ...cells)
  // Not the breakers: they go by the order in which they are told.
  for (const one of events) model.add(one, { ...narrow, enabled: false })
  return cells.map((cell) => model.readAt(start)(placeOf(cell)))
}

/** Floating point may differ in the last digits. */
const hair = 1e-9

describe('what is learnt of the completion of a platform', () => {
  test.prop(
    [
      fc
        .array(event, { maxLength: 60 })
        .chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
          ),
        ),
    ],
    times(200),
  )('does not depend on the order in which it was told', ([events, shuffled]) => {
    expect(readAll(shuffled)).toEqual(readAll(events))
  })
  test.prop([fc.array(event, { maxLength: 60 }), event], times(200))(
    'never rises with one more failure, and never falls with one more success, anywhere',
    (events, one) => {
      const before = readAll(events)
      const failed = readAll([...events, { ...one, succeeded: false }])
      const worked = readAll([...events, { ...one, succeeded: true }])
      for (const [index, { local, crossDevice }] of before.entries()) {
        expect(failed[index]?.local).toBeLessThanOrEqual(local + hair)
        expect(failed[index]?.crossDevice).toBeLessThanOrEqual(crossDevice + hair)
        expect(worked[index]?.local).toBeGreaterThanOrEqual((failed[index]?.local ?? 0) - hair)
      }
    },
  )
  test.prop([fc.array(event, { maxLength: 60 })], times(200))('keeps within .05 and 1.2', (events) => {
    for (const { local, crossDevice } of readAll(events))
      for (const factor of [local, crossDevice]) {
        expect(factor).toBeGreaterThanOrEqual(0.05)
        expect(factor).toBeLessThanOrEqual(1.2)
      }
  })
  it('is neutral where nothing was told', () => {
    expect(readAll([])).toEqual(cells.map(() => untouchedCell))
  })
  it('of suggestions is learnt beside the ways to log in, and breaks nothing', () => {
    const told = openCells(narrow)
    for (const cell of [chrome156, firefox, mac])
      told.tellMany(cell, 200, 60, { route: 'suggestion', expected: 0.6 })
    const before = told.reading(mac)
    expect(before.suggestion).toBeCloseTo(1, 1)
    told.tellMany(mac, 300, 0, { route: 'suggestion', expected: 0.95 })
    expect(told.reading(mac).suggestion).toBeLessThan(0.4)
    expect(told.reading(mac)).toMatchObject({
      local: 1,
      crossDevice: 1,
      localBreaker: { position: 'closed' },
    })
    expect(told.moved).toEqual([])
    const rows = told.model.report(told.now(), narrow).filter(({ route }) => route === 'suggestion')
    expect(rows.find(({ cell }) => cell === mac)).toMatchObject({
      position: 'closed',
      isSuspected: false,
      isBlind: false,
    })
    expect(rows.every(({ trips }) => trips === 0)).toBe(true)
  })
  it('reaches the neighbours only as far as they share cells, and the finest most', () => {
    const told = openCells({ ...narrow, enabled: false })
    for (const cell of [chrome156, firefox, mac]) told.tellMany(cell, 200, 90)
    told.tellMany(chrome157, 200, 20)
    const factor = (cell: string) => told.reading(cell).local
    const path = [chrome157, 'windows/11/chrome/158', 'windows/11/edge/157', 'linux/unknown/chrome/157']
    expect(path.map(factor)).toEqual(path.map(factor).sort())
    expect(new Set(path.map(factor)).size).toBe(4)
    expect(factor(chrome157)).toBeLessThan(0.35)
    for (const cell of [chrome156, firefox, mac]) expect(factor(cell)).toBeGreaterThan(0.9)
  })
  it('fades: after many half-lives without news it is nearly neutral again', () => {
    const told = openCells({ ...narrow, enabled: false })
    told.tellMany(mac, 30, 0)
    const early = told.reading(mac).local
    told.pass(85 * dayMs)
    const late = told.reading(mac).local
    expect(late).toBeGreaterThan(early)
    told.pass(10 * dayMs)
    expect(told.reading(mac).local).toBe(1)
  })
  it('is the same from sums by day as from the events', () => {
    const told = openCells({ ...narrow, enabled: false })
    told.tellMany(chrome157, 40, 60)
    const model = broaden(buildCellModel(), chrome157)
    const day = Math.floor(start / dayMs)
    model.addDay({
      cell: chrome157,
      route: 'local',
      day,
      countsFrom: 0,
      weighsFrom: 0,
      events: 40,
      successes: 24,
      expectedMilli: 40 * 900,
      sureEvents: 40,
      sureSuccesses: 24,
      oldSuccesses: 24,
      oldMilli: 40 * 900,
    })
    expect(model.readAt(told.now())(placeOf(chrome157))).toEqual(told.reading(chrome157))
    expect(told.reading(chrome157).localBreaker).toBe(closedBreaker)
  })
})

describe('failures, each where .9 was expected', () => {
  const table = [
    [1, 0.957],
    [5, 0.816],
    [10, 0.69],
    [20, 0.526],
  ] as const
  it.each(table)('%i of them make a factor of %f, however many cells they lie in', (failures, factor) => {
    const model = broaden(buildCellModel(), chrome157)
    const told = openCells({ ...narrow, enabled: false }, model)
    told.tellMany(chrome157, failures, 0)
    expect(told.reading(chrome157).local).toBeCloseTo(factor, 3)
    expect(20 / (20 + 0.9 * failures)).toBeCloseTo(factor, 3)
  })
  it.each([
    [4, 1],
    [5, 0.816],
    [20, 0.526],
  ])('make of %i accounts alone a factor of %f', (accounts, factor) => {
    const told = openCells({ ...usualBreaker, enabled: false })
    told.tellMany(chrome157, accounts, 0)
    expect(told.reading(chrome157).local).toBeCloseTo(factor, 3)
  })
  it('move nothing where they all come from one network, or from new accounts', () => {
    for (const changes of [{ network: 'n' }, { accountAt: start }, { accountAt: null }]) {
      const told = openCells({ ...usualBreaker, enabled: false })
      told.tellMany(chrome157, 50, 0, changes)
      expect(told.reading(chrome157).local).toBe(1)
    }
  })
})

describe('an account that fails every day, on one platform or on many', () => {
  const failFor = (days: number, accounts: number, told = openCells({ ...usualBreaker, enabled: false })) => {
    const levels = createLevels()
    for (let i = 0; i < days; i += 1) {
      for (let a = 0; a < accounts; a += 1)
        for (let major = 145; major < 160; major += 1) {
          const [user, cell] = [`evil-${a}`, `windows/11/firefox/${major}/windows-hello`]
          const counted = levels(user, cell, told.day())
          if (counted !== null) told.tell(cell, false, { user, network: `e-${a}`, ...counted })
        }
      told.pass(dayMs)
    }
    return told
  }
  it.each([1, 4])('moves nobody else, not even as one of %i, in ninety days', (accounts) => {
    const told = failFor(90, accounts)
    for (const cell of [firefox, 'windows/11/firefox/150/windows-hello', chrome157, mac])
      expect(told.reading(cell)).toEqual(untouchedCell)
  })
  it('counts at most once a cell and day, weighs at most once a week, and makes a few cells a day', () => {
    const told = failFor(1, 1)
    const report = told.model.report(told.now(), usualBreaker)
    const events = (name: string) => report.find(({ cell }) => cell === name)?.events
    expect(events('windows/11/firefox')).toBeCloseTo(1, 1)
    expect(report.length).toBeLessThanOrEqual(4 + 2 * 3)
  })
  it('hardly moves a platform that works for others', () => {
    const healthy = () => {
      const told = openCells({ ...usualBreaker, enabled: false })
      told.tellMany(chrome157, 300, 95)
      told.tellMany(firefox, 300, 95)
      return told
    }
    const [calm, attacked] = [healthy(), failFor(1, 1, healthy())]
    calm.pass(dayMs)
    for (const cell of [firefox, 'windows/11/firefox/170/windows-hello', chrome157])
      expect(Math.abs(attacked.reading(cell).local - calm.reading(cell).local)).toBeLessThan(0.005)
  })
})

describe('a reading', () => {
  it('stays what it was, whatever is told afterwards', () => {
    const told = openCells()
    told.tellMany(chrome157, 40, 60)
    const places = [chrome157, chrome156, mac].map(placeOf)
    const days = [0, 3, 40]
    const take = () => days.map((later) => told.model.readAt(told.now() + later * dayMs))
    const [early, late] = [take(), take()]
    const expected = early.map((read) => places.map((place) => read(place)))
    const middle: ReturnType<typeof take>[] = []
    for (let i = 0; i < 60; i += 1) {
      told.tell(i % 2 === 0 ? chrome157 : chrome156, false)
      middle.push(take())
    }
    told.pass(100 * dayMs)
    told.model.forget(told.now())
    told.tellMany(mac, 30, 0)
    // Not asked before the changes: places of their own, so that nothing was remembered either.
    const again = [chrome157, chrome156, mac].map(placeOf)
    expect(late.map((read) => again.map((place) => read(place)))).toEqual(expected)
    expect(middle.at(-1)?.[0]?.(placeOf(chrome157)).localBreaker.position).toBe('open')
    expect(expected[0]?.[0]?.local).toBeLessThan(1)
  })
})

describe('the cells of a place', () => {
  it('lie in each other, from everywhere to the provider', () => {
    expect(listCells(chrome157)).toEqual([
      '',
      'windows',
      'windows/11',
      'windows/11/chrome',
      'windows/11/chrome/157',
      chrome157,
    ])
  })
})
