import {
  buildCellChanges,
  buildCellModel,
  type CellEvent,
  countLevels,
  type DecisionRecord,
  dayOf,
  type EarlierEvent,
  findPlace,
  firstDayOfWeek,
  type HistoryChange,
  type OutcomeRecord,
  type Policy,
  type ReadCell,
  type UserPseudonym,
  untouchedCell,
  usualBreaker,
  usualSuggestions,
} from '../core/index.ts'

/** What one site has learnt of platforms from everybody, by the functions of production. */
export interface Site {
  readonly readAt: (now: number) => ReadCell
  /** One more outcome of a decision, after the earlier ones. */
  readonly tell: (decision: DecisionRecord, earlier: readonly OutcomeRecord[], outcome: OutcomeRecord) => void
  /** When somebody was first heard of: young accounts do not weigh. */
  readonly meet: (user: UserPseudonym, at: number) => void
}

/** Where nothing is learnt of platforms. */
export const siteOfNobody: Site = { readAt: () => () => untouchedCell, tell: () => {}, meet: () => {} }

/** A site on its first day. Nothing is written anywhere, so that a year takes seconds. */
export function createSite({ knowledge, settings }: Policy): Site {
  const model = buildCellModel()
  const breaker = settings.breaker ?? usualBreaker
  const { pickRate } = settings.suggestions ?? usualSuggestions
  const metAt = new Map<UserPseudonym, number>()
  /** Of each user and route, the events of the current week. */
  const weeks = new Map<string, { readonly from: number; readonly events: EarlierEvent[] }>()

  const weekOf = (key: string, day: number) => {
    const from = firstDayOfWeek(day)
    const known = weeks.get(key)
    if (known?.from === from) return known.events
    const events: EarlierEvent[] = []
    weeks.set(key, { from, events })
    return events
  }
  const add = ({ type: _type, ...change }: Extract<HistoryChange, { type: 'cell-event' }>) => {
    const { user, route, cell, at } = change
    const day = dayOf(at)
    const week = weekOf(`${user} ${route}`, day)
    if (week.some((one) => one.cell === cell && one.day === day)) return
    const levels = countLevels(cell, day, week)
    if (levels === null) return
    week.push({ cell, day })
    const event: CellEvent = { ...change, day, ...levels, accountAt: metAt.get(user) ?? null }
    model.add(event, breaker)
  }

  return {
    readAt(now) {
      model.advance(now)
      return model.readAt(now)
    },
    tell(decision, earlier, outcome) {
      const place = findPlace(decision, decision.provider, knowledge)
      const reading = model.readAt(outcome.at)(place)
      for (const change of buildCellChanges(decision, earlier, outcome, place, reading, pickRate))
        if (change.type === 'cell-event') add(change)
    },
    meet(user, at) {
      if (!metAt.has(user)) metAt.set(user, at)
    },
  }
}
