import type { BreakerSettings } from '../../../src/core/cells/breaker-settings.ts'
import type { BreakerState } from '../../../src/core/cells/breaker-state.ts'
import type { CellEvent } from '../../../src/core/cells/cell-event.ts'
import { buildCellModel, type CellModel } from '../../../src/core/cells/cell-model.ts'
import type { CellPlace } from '../../../src/core/cells/cell-reading.ts'
import { countLevels, type EarlierEvent, firstDayOfWeek } from '../../../src/core/cells/count-levels.ts'

export const dayMs = 86_400_000
export const hourMs = 3_600_000
/** A noon. */
export const start = 20_000 * dayMs + 12 * hourMs

/** No breadth asked for: the statistic alone. */
export const narrow: BreakerSettings = {
  enabled: true,
  minAccounts: 1,
  minAccountAgeDays: 0,
  minNetworks: 0,
  minShare: 0,
}

export const chrome157 = 'windows/11/chrome/157/windows-hello'
export const chrome156 = 'windows/11/chrome/156/windows-hello'
export const firefox = 'windows/11/firefox/160/windows-hello'
export const mac = 'macos/26/safari/26/icloud-keychain'

export const placeOf = (cell: string): CellPlace => {
  const [os, osVersion, browser, major, provider] = cell.split('/')
  return {
    os: os as CellPlace['os'],
    osVersion: osVersion ?? 'unknown',
    browser: browser as CellPlace['browser'],
    browserMajor: Number(major),
    provider: provider ?? null,
  }
}

/** A seeded generator (mulberry32), 0 to 1. */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Accounts enough for a factor of its own in each cell, as of long ago. */
export function broaden(model: CellModel, ...cells: readonly string[]): CellModel {
  for (const cell of cells)
    for (const route of ['local', 'cross-device', 'suggestion'] as const)
      for (let i = 0; i < 5; i += 1)
        model.addAccount({ cell, route, user: `old-${i}`, network: null, day: Math.floor(start / dayMs) })
  return model
}

/** What counts of the events of its users, as a store finds it out that keeps them. */
export function createLevels() {
  const kept: (EarlierEvent & { readonly user: string })[] = []
  return (user: string, cell: string, day: number) => {
    const from = firstDayOfWeek(day)
    const week = kept.filter((one) => one.user === user && one.day >= from && one.day < from + 7)
    const levels = countLevels(cell, day, week)
    if (levels !== null) kept.push({ user, cell, day })
    return levels
  }
}

/** A model with a clock, told of one login after the other. */
export function openCells(settings: BreakerSettings = narrow, model: CellModel = buildCellModel()) {
  let at = start
  let count = 0
  const moved: BreakerState[] = []
  const tell = (cell: string, succeeded: boolean, changes: Partial<CellEvent> = {}): void => {
    at += 1000
    count += 1
    moved.push(
      ...model.add(
        {
          user: `u-${count}`,
          cell,
          route: 'local',
          day: Math.floor(at / dayMs),
          at,
          succeeded,
          expected: 0.9,
          network: `n-${count % 100}`,
          accountAt: at - 30 * dayMs,
          countsFrom: 0,
          weighsFrom: 0,
          ...changes,
        },
        settings,
      ),
    )
  }
  return {
    model,
    moved,
    tell,
    now: () => at,
    day: () => Math.floor((at + 1000) / dayMs),
    /** So many logins, of which so many percent succeed, evenly spread. */
    tellMany(cell: string, count: number, percent: number, changes: Partial<CellEvent> = {}) {
      for (let i = 0; i < count; i += 1)
        tell(cell, Math.floor(((i + 1) * percent) / 100) > Math.floor((i * percent) / 100), changes)
    },
    pass(ms: number) {
      at += ms
      moved.push(...model.advance(at))
    },
    position: (cell: string, route: 'local' | 'crossDevice' = 'local') =>
      model.readAt(at)(placeOf(cell))[route === 'local' ? 'localBreaker' : 'crossDeviceBreaker'].position,
    reading: (cell: string) => model.readAt(at)(placeOf(cell)),
  }
}
