import { keptDays } from './cell-event.ts'

/** Counts of a cell. */
export interface CellCounts {
  readonly events: number
  readonly successes: number
  /** Thousandths, so that sums are exact and the order of what is added does not matter. */
  readonly expectedMilli: number
  /** Of those, where success was to be expected: what breakers look at. */
  readonly sureEvents: number
  readonly sureSuccesses: number
  /** What weighs for the factor: accounts old enough, one event a week each. */
  readonly weighedSuccesses: number
  readonly weighedMilli: number
  /** Of that, what weighs in this cell and not in the wider one. */
  readonly ownSuccesses: number
  readonly ownMilli: number
}

/** The same, weighted: older days count less. */
export type TallySum = CellCounts

/** Counts by day, each replaced and never changed in place. Whole numbers: the same events in any order make the same tally. */
export interface CellTally {
  readonly days: Map<number, CellCounts>
  /** The sum as of this day, but for the day itself; null: to be made. */
  past: { readonly day: number; readonly sum: TallySum } | null
}

/** After this many days an event weighs half. */
const halfLifeDays = 30
const weights = Array.from({ length: keptDays + 1 }, (_, age) => 0.5 ** (age / halfLifeDays))

export const noCounts: CellCounts = {
  events: 0,
  successes: 0,
  expectedMilli: 0,
  sureEvents: 0,
  sureSuccesses: 0,
  weighedSuccesses: 0,
  weighedMilli: 0,
  ownSuccesses: 0,
  ownMilli: 0,
}

export const startTally = (): CellTally => ({ days: new Map(), past: null })

export function addToTally(tally: CellTally, day: number, counts: CellCounts): void {
  tally.days.set(day, addCounts(tally.days.get(day) ?? noCounts, counts, 1))
  if (tally.past !== null && day !== tally.past.day) tally.past = null
}

const addCounts = (sum: CellCounts, counts: CellCounts, weight: number): CellCounts => ({
  events: sum.events + weight * counts.events,
  successes: sum.successes + weight * counts.successes,
  expectedMilli: sum.expectedMilli + weight * counts.expectedMilli,
  sureEvents: sum.sureEvents + weight * counts.sureEvents,
  sureSuccesses: sum.sureSuccesses + weight * counts.sureSuccesses,
  weighedSuccesses: sum.weighedSuccesses + weight * counts.weighedSuccesses,
  weighedMilli: sum.weighedMilli + weight * counts.weighedMilli,
  ownSuccesses: sum.ownSuccesses + weight * counts.ownSuccesses,
  ownMilli: sum.ownMilli + weight * counts.ownMilli,
})

/** The tally as of a day. Days to come (a clock that was wrong) weigh as much as the day itself. */
export function sumTally(tally: CellTally, today: number): TallySum {
  if (tally.past?.day !== today) tally.past = { day: today, sum: sumPast(tally.days, today) }
  return withToday(tally.past.sum, tally.days, today)
}

/** The same without remembering anything. */
export const sumDays = (days: ReadonlyMap<number, CellCounts>, today: number): TallySum =>
  withToday(sumPast(days, today), days, today)

function withToday(past: TallySum, days: ReadonlyMap<number, CellCounts>, today: number): TallySum {
  const now = days.get(today)
  return now === undefined ? past : addCounts(past, now, 1)
}

/** In a fixed order: sums of fractions depend on it. */
function sumPast(days: ReadonlyMap<number, CellCounts>, today: number): TallySum {
  let past = noCounts
  for (const day of [...days.keys()].sort((a, b) => a - b)) {
    const counts = days.get(day)
    const weight = weights[Math.max(0, today - day)]
    if (counts === undefined || weight === undefined || day === today) continue
    past = addCounts(past, counts, weight)
  }
  return past
}

/** How many sure events there were on a day. */
export const countOnDay = ({ days }: CellTally, day: number): number => days.get(day)?.sureEvents ?? 0
