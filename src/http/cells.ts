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
} from '../core/index.ts'
import type { PolicySource } from '../files/policy-source.ts'
import type { CellStore } from '../store/cell-store.ts'
import { StoreError } from '../store/store-error.ts'
import { listWarnings } from './list-warnings.ts'
import { startRepeating } from './start-repeating.ts'

/** What proven outcomes have taught of platforms, in the memory of this process. Reading never fails and never waits. */
export interface Cells {
  /** For one decision. */
  readonly readAt: (now: number) => ReadCell
  /** What an outcome says of its platform, to be kept in the transaction of the outcome. */
  readonly changesOf: (
    decision: DecisionRecord,
    earlier: readonly OutcomeRecord[],
    outcome: OutcomeRecord,
  ) => readonly HistoryChange[]
  readonly report: (now: number) => readonly CellReport[]
  /** Closes a breaker by hand, durably; null where none stands open there. */
  readonly reset: (cell: string, route: CellRoute, actor: string) => Promise<BreakerState | null>
  /** Platforms where ceremonies are started and never finished: for people to look at, no breaker moves. */
  readonly listWarnings: (now: number) => Promise<readonly CellWarning[]>
  readonly close: () => void
}

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
  // In memory a breaker has moved already; what could not be kept is found again in the events at the next start.
  const keep = (state: BreakerState): void => {
    tell(state)
    store.saveBreaker(state, entryOf(state, 'engine')).catch((err: unknown) => {
      log.error({ err, cell: state.cell, route: state.route }, 'a circuit breaker could not be kept')
    })
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
    const stored = await store.loadCells(today - keptDays, today - recentDays)
    for (const day of stored.days) model.addDay(day)
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
    },
    everyMs,
    log,
    'circuit breakers could not be looked after',
  )

  return {
    readAt(at) {
      advance(at)
      return model.readAt(at)
    },
    changesOf(decision, earlier, outcome) {
      const place = findPlace(decision, decision.provider, policies.current().knowledge)
      return buildCellChanges(decision, earlier, outcome, place, model.readAt(outcome.at)(place))
    },
    report(at) {
      advance(at)
      return model.report(at, settings())
    },
    async reset(cell, route, actor) {
      const state = model.reset(cell, route, now(), 'an operator has closed it')
      if (state === null) return null
      tell(state)
      await store.saveBreaker(state, { ...entryOf(state, actor), action: 'breaker-reset' })
      return state
    },
    listWarnings: (at) => listWarnings(at, store, policies),
    close: () => turns.close(),
  }
}
