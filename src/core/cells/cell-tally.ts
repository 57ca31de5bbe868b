import { keptDays } from './cell-event.ts'

/** What was seen, and what had been expected; older days weigh less. */
export interface TallySum {
  readonly events: number
  readonly successes: number
  readonly expected: number
}

interface DaySum {
  events: number
  successes: number
  expectedMilli: number
}

/** Counts by day. Whole numbers, so that the same events in any order make the same tally. */
export interface CellTally {
  readonly days: Map<number, DaySum>
  /** The sum as of this day, but for the day itself; null: to be made. */
  past: { readonly day: number; readonly sum: TallySum } | null
}

/** After this many days an event weighs half. */
const halfLifeDays = 30
const weights = Array.from({ length: keptDays + 1 }, (_, age) => 0.5 ** (age / halfLifeDays))

export const startTally = (): CellTally => ({ days: new Map(), past: null })

export function addToTally(
  tally: CellTally,
  day: number,
  events: number,
  successes: number,
  expectedMilli: number,
): void {
  const sum = tally.days.get(day)
  if (sum === undefined) {
    tally.days.set(day, { events, successes, expectedMilli })
  } else {
    sum.events += events
    sum.successes += successes
    sum.expectedMilli += expectedMilli
  }
  if (tally.past !== null && day !== tally.past.day) tally.past = null
}

/** The tally as of a day. Days to come (a clock that was wrong) weigh as much as the day itself. */
export function sumTally(tally: CellTally, today: number): TallySum {
  if (tally.past?.day !== today) tally.past = { day: today, sum: sumPast(tally, today) }
  const { sum } = tally.past
  const now = tally.days.get(today)
  if (now === undefined) return sum
  return {
    events: sum.events + now.events,
    successes: sum.successes + now.successes,
    expected: sum.expected + now.expectedMilli / 1000,
  }
}

/** In a fixed order: sums of fractions depend on it. */
function sumPast({ days }: CellTally, today: number): TallySum {
  let events = 0
  let successes = 0
  let expected = 0
  for (const day of [...days.keys()].sort((a, b) => a - b)) {
    const sum = days.get(day)
    const weight = weights[Math.max(0, today - day)]
    if (sum === undefined || weight === undefined || day === today) continue
    events += weight * sum.events
    successes += weight * sum.successes
    expected += (weight * sum.expectedMilli) / 1000
  }
  return { events, successes, expected }
}

/** Lets go of what no longer weighs anything. */
export function forgetDays(tally: CellTally, today: number): void {
  for (const day of tally.days.keys()) if (today - day > keptDays) tally.days.delete(day)
}

/** How many events there were on a day. */
export const countOnDay = ({ days }: CellTally, day: number): number => days.get(day)?.events ?? 0
