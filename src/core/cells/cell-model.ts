import { type CellRoute, cellRoutes, type LearntRoute, learntRoutes } from '../../contract/words.ts'
import { addToBreadth, isBroadEnough } from './breadth.ts'
import type { BreakerSettings } from './breaker-settings.ts'
import {
  ageBreaker,
  ageFully,
  type BreakerState,
  judgeTrial,
  nextChangeAt,
  readBreaker,
  tripBreaker,
} from './breaker-state.ts'
import { buildCellReport, type CellReport } from './build-cell-report.ts'
import { type Cell, countAccounts, startCell } from './cell.ts'
import {
  type CellDay,
  type CellEvent,
  type HeardAccount,
  inMilli,
  isOldEnough,
  keptDays,
  sureFrom,
} from './cell-event.ts'
import {
  type BreakerReading,
  type CellPlace,
  type CellReading,
  closedBreaker,
  type ReadCell,
} from './cell-reading.ts'
import { addToRun, clearRun, findWorst, isBroad, weighRest } from './cell-run.ts'
import { type CellSnapshot, recordBefore, showCell, startSnapshot } from './cell-snapshot.ts'
import { addToTally, sumTally, type TallySum } from './cell-tally.ts'
import { type CompletionCount, estimateCompletion } from './estimate-completion.ts'
import { everywhere, isWithinCell, listCells, nameCell } from './list-cells.ts'
import { alarmAt, type RateWatch, watchRate } from './watch-rate.ts'

/**
 * What proven outcomes have taught of every platform, in memory. It changes only by what it is told, times included:
 * the same events make the same model, and completion does not even depend on their order.
 */
export interface CellModel {
  /** One more event; which breakers it moved. */
  readonly add: (event: CellEvent, settings: BreakerSettings) => readonly BreakerState[]
  /** Many events of long ago, for completion and baselines alone. */
  readonly addDay: (day: CellDay) => void
  /** Accounts of long ago, for how broad the evidence is; those heard of last in each cell suffice. */
  readonly addAccount: (account: HeardAccount) => void
  /** A breaker as it was kept; events before it say nothing new of it. */
  readonly restore: (state: BreakerState) => void
  /** Which breakers time has moved. */
  readonly advance: (now: number) => readonly BreakerState[]
  /** How a breaker would stand if it were closed by hand; null where none stands open. Nothing changes yet. */
  readonly planReset: (cell: string, route: CellRoute, now: number, why: string) => PlannedReset | null
  /** Closes it; false where it has moved since it was planned. */
  readonly applyReset: (planned: PlannedReset) => boolean
  /** Changes with whatever is told. */
  readonly version: () => number
  /** The model as of this moment, as it looks at a time: it stays what it was, and nothing moves because somebody asks. */
  readonly readAt: (now: number) => ReadCell
  readonly report: (now: number, settings: BreakerSettings) => readonly CellReport[]
  readonly forget: (now: number) => void
}

export interface PlannedReset {
  readonly before: BreakerState
  readonly closed: BreakerState
}

/** Whatever happens, memory stays bounded; what comes later then counts for the cells that are there. */
const mostCells = 50_000
/** From so many events on there is a baseline to speak of, and a cell without a success is blind. */
export const baselineEvents = 50
/** How many events it takes until the baseline of a cell is as much its own as that of the wider one. */
const priorEvents = 50
/** Evidence of 20 to 1 that the rest of a wider cell fails as well: then it is the wider cell that collapses. */
const restAlarm = 3
const dayMs = 86_400_000
const dayOf = (at: number): number => Math.floor(at / dayMs)

type Routed<T> = Readonly<Record<LearntRoute, T>>

export function buildCellModel(): CellModel {
  const cells: Routed<Map<string, Cell>> = {
    local: new Map(),
    'cross-device': new Map(),
    suggestion: new Map(),
  }
  /** Replaced, never changed in place: readers keep those of their moment. */
  const breakers: Record<CellRoute, ReadonlyMap<string, BreakerState>> = {
    local: new Map(),
    'cross-device': new Map(),
  }
  /** No breaker changes by itself before then. */
  let quietUntil = Number.POSITIVE_INFINITY
  let version = 0
  /** The last moment somebody read; null: nobody has. */
  let snapshot: CellSnapshot | null = null
  let snapshotVersion = -1
  let reader: {
    readonly version: number
    readonly day: number
    readonly from: number
    readonly read: ReadCell
  } | null = null

  const findCell = (route: LearntRoute, name: string): Cell | null => {
    const known = cells[route].get(name)
    if (known !== undefined) return known
    if (cells[route].size >= mostCells) return null
    const made = startCell(name)
    cells[route].set(name, made)
    return made
  }
  const findChain = (route: LearntRoute, name: string): readonly Cell[] => {
    const chain: Cell[] = []
    for (const wider of listCells(name)) {
      const cell = findCell(route, wider)
      if (cell === null) break
      chain.push(cell)
    }
    return chain
  }

  const put = (state: BreakerState, now: number): void => {
    breakers[state.route] = new Map(breakers[state.route]).set(state.cell, state)
    const cell = findCell(state.route, state.cell)
    if (cell !== null) {
      cell.trial.events = 0
      cell.trial.successes = 0
    }
    const next = nextChangeAt(state, now)
    if (next !== null) quietUntil = Math.min(quietUntil, next)
    version += 1
  }

  /** What built up before a breaker changed is no news afterwards. */
  const clearRuns = ({ cell, route }: BreakerState): void => {
    for (const other of cells[route].values())
      if (isWithinCell(other.name, cell) || isWithinCell(cell, other.name)) clearRun(other.run)
  }

  const watch = (
    chain: readonly Cell[],
    event: CellEvent,
    settings: BreakerSettings,
  ): readonly BreakerState[] => {
    // A suggestion that is not picked is no failure: nothing breaks.
    if (event.route === 'suggestion') return []
    const route = breakers[event.route]
    for (const [level, { name, trial }] of chain.entries()) {
      const state = route.get(name)
      if (state === undefined) continue
      if (event.at <= state.since) return []
      if (state.position === 'closed') continue
      // It explains what happens within it: nothing else is alarmed by the same failures.
      if (state.position === 'open' || level < event.countsFrom) return []
      trial.events += 1
      if (event.succeeded) trial.successes += 1
      const rate = watchRate(state.baseline)
      const judged = rate === null ? state : judgeTrial(state, rate, trial, event.at)
      if (judged === state) return []
      put(judged, event.at)
      clearRuns(judged)
      return [judged]
    }
    const alarms = listAlarms(chain, event, settings)
    const tripped = settings.enabled ? chooseAlarm(alarms, chain) : null
    if (tripped === null) return []
    const { name, run } = tripped.cell
    const why = `${run.events - run.successes} of ${run.events} ceremonies failed, where ${Math.round(tripped.baseline * 100)} % succeed otherwise`
    const state = tripBreaker(name, event.route, route.get(name), event.at, tripped.baseline, why)
    put(state, event.at)
    clearRuns(state)
    return [state]
  }

  const before = (route: LearntRoute, cell: Cell, day: number): void => {
    if (snapshot !== null) recordBefore(snapshot, route, cell, day)
  }
  const takeSnapshot = (): CellSnapshot => {
    if (snapshot !== null && snapshotVersion === version) return snapshot
    const taken = startSnapshot()
    if (snapshot !== null) snapshot.next = taken
    snapshot = taken
    snapshotVersion = version
    return taken
  }

  /** Of a path: down to the finest cell with evidence that is broad enough. */
  const readOne = (
    route: LearntRoute,
    names: readonly string[],
    day: number,
    from: CellSnapshot | null,
  ): number => {
    const counts: CompletionCount[] = []
    let wider: TallySum | null = null
    for (const name of names) {
      const live = cells[route].get(name)
      if (from === null && live === undefined) break
      const { sum, breadth } = showCell(from ?? noSnapshot, route, name, live, day)
      if (!isBroadEnough(breadth, day)) break
      if (wider !== null) counts.push(countRest(wider, sum))
      wider = sum
    }
    if (wider !== null)
      counts.push({ successes: wider.weighedSuccesses, expected: wider.weighedMilli / 1000 })
    return estimateCompletion(counts)
  }
  const findBreaker = (
    states: ReadonlyMap<string, BreakerState>,
    names: readonly string[],
    now: number,
  ): BreakerReading => {
    let found: BreakerState | null = null
    if (states.size === 0) return closedBreaker
    for (const name of names) {
      const kept = states.get(name)
      if (kept === undefined) continue
      const state = ageFully(kept, now)
      if (state.position === 'closed') continue
      if (found === null || (found.position === 'half-open' && state.position === 'open')) found = state
    }
    return found === null ? closedBreaker : readBreaker(found, now)
  }

  const buildReader = (now: number): ReadCell => {
    const day = dayOf(now)
    const from = takeSnapshot()
    const { local, 'cross-device': crossDevice } = breakers
    const remembered = new WeakMap<CellPlace, CellReading>()
    return (place) => {
      const known = remembered.get(place)
      if (known !== undefined) return known
      const names = listCells(nameCell(place))
      const reading: CellReading = {
        local: readOne('local', names, day, from),
        crossDevice: readOne('cross-device', names, day, from),
        suggestion: readOne('suggestion', names, day, from),
        localBreaker: findBreaker(local, names, now),
        crossDeviceBreaker: findBreaker(crossDevice, names, now),
      }
      remembered.set(place, reading)
      return reading
    }
  }

  return {
    add(event, settings) {
      const { route, day, countsFrom, weighsFrom } = event
      const chain = findChain(route, event.cell)
      const isSure = event.expected >= sureFrom
      const isOld = isOldEnough(event, settings.minAccountAgeDays)
      const moved = isSure ? watch(chain, event, settings) : []
      const successes = event.succeeded ? 1 : 0
      const expectedMilli = inMilli(event.expected)
      for (const [level, cell] of chain.entries()) {
        before(route, cell, day)
        if (isOld) cell.breadth = addToBreadth(cell.breadth, event.user, event.network, day)
        if (level < countsFrom) continue
        const weighs = isOld && level >= weighsFrom
        const isOwn = isOld && level === weighsFrom
        addToTally(cell.tally, day, {
          events: 1,
          successes,
          expectedMilli,
          sureEvents: isSure ? 1 : 0,
          sureSuccesses: isSure ? successes : 0,
          weighedSuccesses: weighs ? successes : 0,
          weighedMilli: weighs ? expectedMilli : 0,
          ownSuccesses: isOwn ? successes : 0,
          ownMilli: isOwn ? expectedMilli : 0,
        })
      }
      version += 1
      return moved
    },
    addDay({ cell: name, route, day, countsFrom, weighsFrom, ...told }) {
      const { events, successes, expectedMilli, sureEvents, sureSuccesses } = told
      for (const [level, cell] of findChain(route, name).entries()) {
        if (level < countsFrom) continue
        const weighs = level >= weighsFrom
        const isOwn = level === weighsFrom
        before(route, cell, day)
        addToTally(cell.tally, day, {
          events,
          successes,
          expectedMilli,
          sureEvents,
          sureSuccesses,
          weighedSuccesses: weighs ? told.oldSuccesses : 0,
          weighedMilli: weighs ? told.oldMilli : 0,
          ownSuccesses: isOwn ? told.oldSuccesses : 0,
          ownMilli: isOwn ? told.oldMilli : 0,
        })
      }
      version += 1
    },
    addAccount({ cell: name, route, user, network, day }) {
      for (const cell of findChain(route, name)) {
        before(route, cell, day)
        cell.breadth = addToBreadth(cell.breadth, user, network, day)
      }
      version += 1
    },
    restore: (state) => put(state, state.since),
    advance(now) {
      if (now < quietUntil) return []
      quietUntil = Number.POSITIVE_INFINITY
      version += 1
      const moved: BreakerState[] = []
      for (const route of cellRoutes) {
        for (const state of breakers[route].values()) {
          const aged = ageBreaker(state, now)
          if (aged !== state) {
            moved.push(aged)
            put(aged, now)
            clearRuns(aged)
          }
          const next = nextChangeAt(aged, now)
          if (next !== null) quietUntil = Math.min(quietUntil, next)
        }
      }
      return moved
    },
    planReset(cell, route, now, why) {
      const state = breakers[route].get(cell)
      if (state === undefined || state.position === 'closed') return null
      return { before: state, closed: { ...state, position: 'closed', since: now, why } }
    },
    applyReset({ before: planned, closed }) {
      if (breakers[closed.route].get(closed.cell) !== planned) return false
      put(closed, closed.since)
      clearRuns(closed)
      return true
    },
    version: () => version,
    readAt(now) {
      const day = dayOf(now)
      // What time alone moves (a breaker's share) is otherwise from then on.
      const holds = reader !== null && reader.version === version && reader.day === day
      if (reader !== null && holds && now >= reader.from && now < quietUntil) return reader.read
      reader = { version, day, from: now, read: buildReader(now) }
      return reader.read
    },
    report(now, settings) {
      const day = dayOf(now)
      return learntRoutes.flatMap((route) =>
        [...cells[route].values()].map((cell) => {
          const names = listCells(cell.name)
          const chain = names.flatMap((name) => cells[route].get(name) ?? [])
          return buildCellReport({
            cell,
            route,
            state: route === 'suggestion' ? null : (breakers[route].get(cell.name) ?? null),
            baseline: readBaselines(chain, day).at(-1) ?? null,
            completion: readOne(route, names, day, null),
            day,
            now,
            settings,
          })
        }),
      )
    },
    forget(now) {
      for (const route of learntRoutes) {
        for (const [name, cell] of cells[route]) {
          const { days } = cell.tally
          for (const day of days.keys()) {
            if (dayOf(now) - day <= keptDays) continue
            before(route, cell, day)
            days.delete(day)
          }
          if (days.size === 0) cells[route].delete(name)
        }
      }
      version += 1
    },
  }
}

const noSnapshot = startSnapshot()

/** What of a cell lies outside the next finer one; each event is in exactly one such rest of a path, or in its end. */
const countRest = (wider: TallySum, finer: TallySum): CompletionCount => ({
  successes: Math.max(0, wider.weighedSuccesses - (finer.weighedSuccesses - finer.ownSuccesses)),
  expected: Math.max(0, wider.weighedMilli - (finer.weighedMilli - finer.ownMilli)) / 1000,
})

/**
 * The usual rate of success of each cell of a chain, each shrunk to the wider one; null: nobody knows yet, or none ever
 * succeeded. What is just being looked at does not count, or a collapse would become the custom.
 */
export function readBaselines(chain: readonly Cell[], day: number): readonly (number | null)[] {
  let wider: number | null = null
  return chain.map(({ name, tally, run }) => {
    const sum = sumTally(tally, day)
    const events = Math.max(0, sum.sureEvents - run.events)
    const successes = Math.min(events, Math.max(0, sum.sureSuccesses - run.successes))
    if (name === everywhere) {
      wider = events < baselineEvents || successes === 0 ? null : successes / events
      return wider
    }
    if (wider === null) return null
    wider = (successes + priorEvents * wider) / (events + priorEvents)
    return sum.sureSuccesses === 0 ? null : wider
  })
}

interface Alarm {
  readonly cell: Cell
  readonly rate: RateWatch
  readonly baseline: number
}

/** Adds an event to the runs of its cells; the cells that are alarmed, with evidence that is broad enough. */
function listAlarms(
  chain: readonly Cell[],
  event: CellEvent,
  settings: BreakerSettings,
): readonly (Alarm | null)[] {
  const baselines = readBaselines(chain, event.day)
  return chain.map((cell, index) => {
    const baseline = baselines[index] ?? null
    const rate = baseline === null || cell.name === everywhere ? null : watchRate(baseline)
    if (rate === null || baseline === null) return null
    if (index < event.countsFrom) return null
    addToRun(cell.run, rate, event, chain[index + 1]?.name ?? cell.name, settings)
    if (cell.run.statistic < alarmAt) return null
    return isBroad(cell.run, countAccounts(cell, event.day), settings) ? { cell, rate, baseline } : null
  })
}

/**
 * The finest alarmed cell, or a wider one where the rest of it fails as well. A wider cell whose failures lie in one
 * finer cell, while the others are well, waits for that one: it is not to take its neighbours along, not even where that one is blind and never trips.
 */
function chooseAlarm(alarms: readonly (Alarm | null)[], chain: readonly Cell[]): Alarm | null {
  let finest = alarms.length - 1
  while (finest >= 0 && alarms[finest] === null) finest -= 1
  let chosen = alarms[finest] ?? null
  if (chosen === null) return null
  for (let index = finest - 1; index > 0; index -= 1) {
    const alarm = alarms[index]
    const finer = chain[index + 1]
    if (alarm === null || alarm === undefined || finer === undefined) break
    if (weighRest(alarm.cell.run, alarm.rate, finer.name) < restAlarm) break
    chosen = alarm
  }
  const { cell, rate } = chosen
  const worst = findWorst(cell.run)
  if (
    worst === null ||
    worst === cell.name ||
    chain.some(({ name }, i) => name === worst && alarms[i] !== null)
  )
    return chosen
  return weighRest(cell.run, rate, worst) < restAlarm ? null : chosen
}
