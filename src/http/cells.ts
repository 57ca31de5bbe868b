import type { FastifyBaseLogger } from 'fastify'
import type { CellWarning } from '../contract/breakers.ts'
import type { CellRoute } from '../contract/words.ts'
import {
  type BreakerState,
  buildCellChanges,
  buildCellModel,
  type CellEvent,
  type CellReport,
  type DecisionRecord,
  dayOf,
  findPlace,
  type HistoryChange,
  keptDays,
  type OutcomeRecord,
  type ReadCell,
  usualBreaker,
  usualSuggestions,
} from '../core/index.ts'
import type { PolicySource } from '../files/policy-source.ts'
import type { CellStore } from '../store/cell-store.ts'
import { StoreError } from '../store/store-error.ts'
import { keepBreakers } from './keep-breakers.ts'
import { listWarnings } from './list-warnings.ts'
import { startRepeating } from './start-repeating.ts'

/** What proven outcomes have taught of platforms, in the memory of this process. Reading never fails and never waits. */
export interface Cells {
  /** For one decision, also as of another time: breakers move on the clock of the service alone. */
  readonly readAt: (now: number) => ReadCell
  /** What an outcome says of its platform, to be kept in the transaction of the outcome. */
  readonly changesOf: (
    decision: DecisionRecord,
    earlier: readonly OutcomeRecord[],
    outcome: OutcomeRecord,
  ) => readonly HistoryChange[]
  readonly report: (now: number) => readonly CellReport[]
  /** How many breakers and platforms need a look, by state. */
  readonly count: (now: number) => CellCensus
  /** Closes a breaker by hand, once that is written down; null where none stands open there. */
  readonly reset: (cell: string, route: CellRoute, actor: string) => Promise<BreakerState | null>
  /** Platforms where ceremonies are started and never finished: for people to look at, no breaker moves. */
  readonly listWarnings: (now: number) => Promise<readonly CellWarning[]>
  readonly close: () => void
}

export type CellCensus = Readonly<Record<'open' | 'half-open' | 'suspected' | 'blind', number>>

export interface CellsOptions {
  readonly store: CellStore
  readonly policies: Pick<PolicySource, 'current'>
  readonly now: () => number
  readonly log: FastifyBaseLogger
}

/** Recent events are loaded one by one, for the evidence of an alarm may still be building up. */
const recentDays = 2
/** Breakers move by themselves when somebody asks; where nobody does, this often. */
const everyMs = 60_000

const actions = {
  open: 'breaker-opened',
  'half-open': 'breaker-half-opened',
  closed: 'breaker-closed',
} as const satisfies Record<BreakerState['position'], string>

const entryOf = (state: BreakerState, actor: string) => {
  const { cell, route, position, since, trip, waitMs, baseline, why } = state
  return {
    at: since,
    actor,
    action: actions[position],
    detail: { cell, route, trip, why, baseline: Math.round(baseline * 1000) / 1000, waitMs },
  }
}

/** Loads what is kept, takes over what is new after each commit, and keeps what moves. */
export async function createCells({ store, policies, now, log }: CellsOptions): Promise<Cells> {
  const model = buildCellModel()
  const settings = () => policies.current().settings.breaker ?? usualBreaker

  const tell = (state: BreakerState): void => {
    const { cell, route, position, why, trip } = state
    log.warn({ cell, route, position, trip, why }, 'a circuit breaker has moved')
  }
  const keeper = keepBreakers(store, log)
  // In memory it has moved already, for nobody is to wait; it is written down as soon as that is possible.
  const keep = (state: BreakerState): void => {
    tell(state)
    keeper.keep(state, entryOf(state, 'engine'))
  }
  // Whatever is wrong with what was learnt, nothing else may fail of it.
  const safely = (work: () => void): void => {
    try {
      work()
    } catch (err) {
      log.error({ err }, 'what was told of a platform could not be taken over')
    }
  }
  const add = (events: readonly CellEvent[]): void =>
    safely(() => {
      const breaker = settings()
      for (const event of events) for (const state of model.add(event, breaker)) keep(state)
    })
  const advance = (at: number): void => safely(() => model.advance(at).forEach(keep))

  const today = dayOf(now())
  try {
    const { minAccountAgeDays } = settings()
    const stored = await store.loadCells(today - keptDays, today - recentDays, minAccountAgeDays)
    for (const day of stored.days) model.addDay(day)
    for (const account of stored.accounts) model.addAccount(account)
    for (const state of stored.breakers) model.restore(state)
    add(stored.events)
  } catch (err) {
    if (!(err instanceof StoreError)) throw err
    log.error({ err }, 'what was learnt of platforms could not be read: it is learnt anew')
  }
  store.onCellEvents(add)
  const turns = startRepeating(
    async () => {
      advance(now())
      safely(() => model.forget(now()))
      await keeper.flush()
    },
    everyMs,
    log,
    'circuit breakers could not be looked after',
  )

  let census: { readonly version: number; readonly day: number; readonly counts: CellCensus } | null = null

  return {
    readAt(at) {
      advance(now())
      return model.readAt(at)
    },
    changesOf(decision, earlier, outcome) {
      // In the transaction of the outcome: that one is kept in any case.
      try {
        const place = findPlace(decision, decision.provider, policies.current().knowledge)
        const { suggestions = usualSuggestions } = policies.current().settings
        const reading = model.readAt(outcome.at)(place)
        return buildCellChanges(decision, earlier, outcome, place, reading, suggestions.pickRate)
      } catch (err) {
        log.error({ err }, 'what an outcome says of its platform could not be told')
        return []
      }
    },
    report(at) {
      advance(now())
      return model.report(at, settings())
    },
    count(at) {
      advance(now())
      const [version, day] = [model.version(), dayOf(at)]
      if (census?.version !== version || census.day !== day)
        census = { version, day, counts: countCells(model.report(at, settings())) }
      return census.counts
    },
    async reset(cell, route, actor) {
      // What moved before is written down before.
      await keeper.flush()
      for (;;) {
        const planned = model.planReset(cell, route, now(), 'an operator has closed it')
        if (planned === null) return null
        const { closed } = planned
        await store.saveBreaker(closed, { ...entryOf(closed, actor), action: 'breaker-reset' })
        // It may have moved while that was written; then what was written is out of date.
        if (!model.applyReset(planned)) continue
        tell(closed)
        return closed
      }
    },
    listWarnings: (at) => listWarnings(at, store, policies),
    close: () => turns.close(),
  }
}

const countCells = (reports: readonly CellReport[]): CellCensus => {
  const count = (holds: (report: CellReport) => boolean): number => reports.filter(holds).length
  return {
    open: count(({ position }) => position === 'open'),
    'half-open': count(({ position }) => position === 'half-open'),
    suspected: count(({ isSuspected }) => isSuspected),
    blind: count(({ isBlind }) => isBlind),
  }
}
