import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CellEvent } from '../../../src/core/cells/cell-event.ts'
import { buildCellModel } from '../../../src/core/cells/cell-model.ts'
import { closedBreaker, untouchedCell } from '../../../src/core/cells/cell-reading.ts'
import { listCells } from '../../../src/core/cells/list-cells.ts'
import { times } from '../../times.ts'
import { chrome156, chrome157, dayMs, firefox, mac, narrow, openCells, placeOf, start } from './cells.ts'

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
  })
  .map(({ age, ...rest }) => {
    const at = start - age * dayMs
    return { ...rest, at, day: Math.floor(at / dayMs) }
  })

const readAll = (events: readonly CellEvent[]) => {
  const model = buildCellModel()
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
  it('reaches the neighbours only as far as they share cells, and the finest most', () => {
    const told = openCells({ ...narrow, enabled: false })
    told.tellMany(chrome157, 200, 20)
    const factor = (cell: string) => told.reading(cell).local
    expect(factor(chrome157)).toBeLessThan(0.3)
    expect(factor(chrome157)).toBeLessThan(factor(chrome156))
    expect(factor(chrome156)).toBeLessThan(factor(firefox))
    expect(factor(firefox)).toBeLessThan(factor(mac))
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
    const model = buildCellModel()
    const day = Math.floor(start / dayMs)
    model.addDay({ cell: chrome157, route: 'local', day, events: 40, successes: 24, expectedMilli: 40 * 900 })
    expect(model.readAt(told.now())(placeOf(chrome157))).toEqual(told.reading(chrome157))
    expect(told.reading(chrome157).localBreaker).toBe(closedBreaker)
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
