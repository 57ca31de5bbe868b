import { describe, expect, it } from 'vitest'
import { usualBreaker } from '../../../src/core/cells/breaker-settings.ts'
import { addToWatch, alarmAt, watchRate } from '../../../src/core/cells/watch-rate.ts'
import { isTorture } from '../../times.ts'
import {
  chrome156,
  chrome157,
  createRandom,
  dayMs,
  firefox,
  hourMs,
  mac,
  narrow,
  openCells,
  placeOf,
} from './cells.ts'

const healthy = (settings = narrow) => {
  const cells = openCells(settings)
  for (const cell of [chrome157, chrome156, firefox, mac]) cells.tellMany(cell, 400, 90)
  return cells
}

describe('a platform on which ceremonies collapse altogether', () => {
  it.each([0.75, 0.8, 0.85, 0.9, 0.95, 0.98])(
    'is noticed within 17 proven events, 95 times of 100, from a baseline of %f',
    (baseline) => {
      const random = createRandom(1)
      const watch = watchRate(baseline)
      if (watch === null) throw new Error('no watch')
      const needed: number[] = []
      for (let run = 0; run < 2000; run += 1) {
        // Whatever the statistic happens to be when it collapses: it has been healthy for a while.
        let statistic = 0
        for (let i = 0; i < 100; i += 1) statistic = addToWatch(statistic, watch, random() < baseline)
        let events = 0
        for (; statistic < alarmAt; events += 1) statistic = addToWatch(statistic, watch, false)
        needed.push(events)
      }
      needed.sort((a, b) => a - b)
      expect(needed[Math.floor(needed.length * 0.95)]).toBeLessThanOrEqual(17)
      expect(needed.at(-1)).toBeLessThanOrEqual(17)
    },
  )
  it('trips its breaker within 17 events through the whole model', () => {
    const cells = healthy()
    let events = 0
    while (cells.moved.length === 0 && events < 100) {
      cells.tell(chrome157, false)
      events += 1
    }
    expect(events).toBeLessThanOrEqual(17)
    expect(cells.moved).toMatchObject([{ cell: chrome157, position: 'open', route: 'local', trip: 1 }])
    expect(cells.moved[0]?.why).toMatch(/^\d+ of \d+ ceremonies failed, where 9\d % succeed otherwise$/)
  })
})

describe('a platform that is as good as it should be', () => {
  // The figure: at most one false trip in three million events at a rate not below p0.
  const events = isTorture ? 3_000_000 : 100_000
  it.each([0.3, 0.5, 0.75, 0.85, 0.95])('does not trip by chance, from a baseline of %f', (baseline) => {
    const random = createRandom(7)
    const watch = watchRate(baseline)
    if (watch === null) throw new Error('no watch')
    let statistic = 0
    let trips = 0
    for (let i = 0; i < events; i += 1) {
      statistic = addToWatch(statistic, watch, random() < watch.p0)
      if (statistic < alarmAt) continue
      trips += 1
      statistic = 0
    }
    expect(trips).toBeLessThanOrEqual(isTorture ? 1 : 0)
  })
  it('does not trip through the whole model either, whatever it has to learn first', () => {
    const random = createRandom(11)
    const cells = openCells()
    const count = isTorture ? 1_000_000 : 20_000
    for (let i = 0; i < count; i += 1) {
      const cell = [chrome157, chrome156, firefox, mac][i % 4] ?? mac
      cells.tell(cell, random() < (cell === firefox ? 0.8 : 0.9))
    }
    expect(cells.moved).toEqual([])
  })
  it('cannot collapse where hardly anything succeeds', () => {
    expect(watchRate(0.1)).toBeNull()
    expect(watchRate(0)).toBeNull()
  })
})

describe('the cell that trips', () => {
  it('is the finest that explains the failures: its neighbours are left alone', () => {
    const cells = healthy()
    for (let i = 0; i < 60; i += 1) {
      cells.tell(chrome157, false)
      cells.tell(i % 2 === 0 ? chrome156 : firefox, i % 10 !== 0)
    }
    expect(cells.moved.map(({ cell }) => cell)).toEqual([chrome157])
    expect(cells.position(chrome157)).toBe('open')
    for (const cell of [chrome156, firefox, mac]) expect(cells.position(cell)).toBe('closed')
    expect(cells.position(chrome157, 'crossDevice')).toBe('closed')
  })
  it('is the wider one where all of it fails, so that nobody waits for each part to fail for itself', () => {
    const cells = healthy()
    for (let i = 0; i < 60 && cells.moved.length === 0; i += 1)
      cells.tell([chrome157, chrome156, firefox][i % 3] ?? firefox, false)
    expect(cells.moved).toMatchObject([{ position: 'open' }])
    expect(cells.moved[0]?.cell).toMatch(/^windows(\/11)?$/)
    for (const cell of [chrome157, chrome156, firefox]) expect(cells.position(cell)).toBe('open')
    expect(cells.position(mac)).toBe('closed')
  })
  it('is not a blind one: where nothing ever succeeded, perhaps nobody reports successes', () => {
    const cells = openCells()
    cells.tellMany(chrome157, 500, 0)
    expect(cells.moved).toEqual([])
    const report = cells.model.report(cells.now(), narrow)
    expect(report.find(({ cell }) => cell === chrome157)).toMatchObject({ isBlind: true, rate: 0 })
  })
  it('is not a blind one among others that are well: it has never been seen to work', () => {
    const cells = openCells()
    for (const cell of [chrome156, firefox, mac]) cells.tellMany(cell, 400, 90)
    cells.tellMany(chrome157, 12, 0)
    for (let i = 0; i < 20; i += 1) {
      cells.tell(chrome157, false)
      cells.tellMany(chrome156, 5, 100)
    }
    expect(cells.moved.map(({ cell }) => cell)).toEqual([])
  })
  it('is none where the product manager has switched breakers off', () => {
    const cells = healthy({ ...narrow, enabled: false })
    cells.tellMany(chrome157, 500, 0)
    expect(cells.moved).toEqual([])
  })
})

describe('many tries that were not expected to succeed', () => {
  it('are no collapse, from a baseline of .9', () => {
    const cells = healthy()
    cells.tellMany(chrome157, 500, 30, { expected: 0.3 })
    expect(cells.moved).toEqual([])
    const report = cells.model.report(cells.now(), narrow).find(({ cell }) => cell === chrome157)
    expect(report).toMatchObject({ statistic: 0, isSuspected: false })
    expect(report?.baseline).toBeGreaterThan(0.85)
    cells.tellMany(chrome157, 17, 0)
    expect(cells.moved).toMatchObject([{ cell: chrome157, position: 'open' }])
  })
})

describe('evidence that is not broad', () => {
  const failuresOf = (changes: (i: number) => Parameters<ReturnType<typeof openCells>['tell']>[2]) => {
    const cells = healthy(usualBreaker)
    for (let i = 0; i < 300; i += 1) cells.tell(chrome157, false, changes(i))
    return cells
  }
  it.each<[string, (i: number) => Parameters<ReturnType<typeof openCells>['tell']>[2]]>([
    ['too few accounts', (i) => ({ user: `u-${i % 49}` })],
    ['new accounts', () => ({ accountAt: 20_000 * dayMs })],
    ['accounts of an unknown age', () => ({ accountAt: null })],
    ['too few networks', (i) => ({ network: `n-${i % 19}` })],
    ['untold networks', () => ({ network: null })],
  ])('moves no breaker and is reported as suspected: %s', (_name, changes) => {
    const cells = failuresOf(changes)
    expect(cells.moved).toEqual([])
    const report = cells.model.report(cells.now(), usualBreaker)
    expect(report.find(({ cell }) => cell === chrome157)).toMatchObject({
      isSuspected: true,
      position: 'closed',
    })
  })
  it('is told apart where nothing but networks is missing that nobody tells', () => {
    const untold = (cells: ReturnType<typeof openCells>) =>
      cells.model.report(cells.now(), usualBreaker).find(({ cell }) => cell === chrome157)?.isNetworkUntold
    expect(untold(failuresOf(() => ({ network: null })))).toBe(true)
    expect(untold(failuresOf((i) => ({ network: `n-${i % 19}` })))).toBe(false)
    expect(untold(failuresOf((i) => ({ network: null, user: `u-${i % 9}` })))).toBe(false)
  })
  it('moves no breaker where it is less than a tenth of the accounts of the platform', () => {
    const cells = healthy(usualBreaker)
    cells.tellMany(chrome157, 5000, 100)
    for (let i = 0; i < 150; i += 1) cells.tell(chrome157, false)
    expect(cells.moved).toEqual([])
    for (let i = 0; i < 600; i += 1) cells.tell(chrome157, false)
    expect(cells.moved).toMatchObject([{ cell: chrome157, position: 'open' }])
  })
  it('moves one as soon as it is broad enough', () => {
    const cells = failuresOf(() => ({}))
    expect(cells.moved).toMatchObject([{ position: 'open' }])
  })
})

describe('an open breaker', () => {
  const tripped = () => {
    const cells = healthy()
    cells.tellMany(chrome157, 30, 0)
    expect(cells.position(chrome157)).toBe('open')
    return cells
  }
  it('lets a share of the users try again after an hour, and closes when enough of them succeed', () => {
    const cells = tripped()
    cells.pass(hourMs)
    expect(cells.reading(chrome157).localBreaker).toMatchObject({ position: 'half-open', percent: 10 })
    cells.tellMany(chrome157, 7, 100)
    expect(cells.position(chrome157)).toBe('half-open')
    cells.tell(chrome157, true)
    expect(cells.position(chrome157)).toBe('closed')
    expect(cells.moved.map(({ position }) => position)).toEqual(['open', 'half-open', 'closed'])
  })
  it('opens again when they fail, and waits longer each time, up to a day', () => {
    const cells = tripped()
    const waits: number[] = []
    for (let i = 0; i < 8; i += 1) {
      waits.push((cells.moved.at(-1)?.waitMs ?? 0) / hourMs)
      cells.pass(cells.moved.at(-1)?.waitMs ?? 0)
      cells.tellMany(chrome157, 4, 0)
      expect(cells.position(chrome157)).toBe('open')
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 24, 24, 24])
    expect(cells.moved.at(-1)?.trip).toBe(9)
  })
  it('lets more and more of them try while there is no verdict, and expires in the end', () => {
    const cells = tripped()
    const percents: number[] = []
    for (let i = 0; i < 4; i += 1) {
      cells.pass(hourMs)
      percents.push(cells.reading(chrome157).localBreaker.percent)
    }
    expect(percents).toEqual([10, 30, 100, 100])
    expect(cells.position(chrome157)).toBe('closed')
    expect(cells.moved.at(-1)?.why).toMatch(/expired/)
  })
  it('is read as of another time without being moved', () => {
    const cells = tripped()
    const later = (hours: number) =>
      cells.model.readAt(cells.now() + hours * hourMs)(placeOf(chrome157)).localBreaker
    expect([0, 1, 2, 3, 30_000].map((hours) => later(hours).percent)).toEqual([0, 10, 30, 100, 100])
    expect(later(30_000).position).toBe('closed')
    expect(later(0).position).toBe('open')
    expect(cells.position(chrome157)).toBe('open')
  })
  it('can be closed by hand, and has to be alarmed anew', () => {
    const cells = tripped()
    const planned = cells.model.planReset(chrome157, 'local', cells.now(), 'by hand')
    if (planned === null) throw new Error('nothing stands open')
    expect(planned.closed).toMatchObject({ position: 'closed' })
    expect(cells.position(chrome157)).toBe('open')
    expect(cells.model.applyReset(planned)).toBe(true)
    expect(cells.position(chrome157)).toBe('closed')
    expect(cells.model.applyReset(planned)).toBe(false)
    expect(cells.model.planReset(chrome157, 'local', cells.now(), 'by hand')).toBeNull()
    cells.tellMany(chrome157, 5, 0)
    expect(cells.position(chrome157)).toBe('closed')
  })
  it('is the same after a restart, from what was kept of it', () => {
    const cells = tripped()
    const state = cells.moved.at(-1)
    if (state === undefined) throw new Error('nothing moved')
    const again = openCells()
    again.model.restore(state)
    expect(again.position(chrome157)).toBe('open')
    expect(again.model.advance(state.since + hourMs)).toMatchObject([{ position: 'half-open' }])
  })
})
