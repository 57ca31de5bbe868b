import { type Breadth, noBreadth } from './breadth.ts'
import { type CellRun, startRun } from './cell-run.ts'
import { type CellTally, countOnDay, startTally } from './cell-tally.ts'

/** What is kept of one cell and route. */
export interface Cell {
  readonly name: string
  readonly tally: CellTally
  readonly run: CellRun
  breadth: Breadth
  /** Tries since its breaker went half-open. */
  readonly trial: { events: number; successes: number }
}

export const startCell = (name: string): Cell => ({
  name,
  tally: startTally(),
  run: startRun(),
  breadth: noBreadth,
  trial: { events: 0, successes: 0 },
})

/** One event a user and day: as many accounts as events. Of the fuller of two days, for a day begins empty. */
export const countAccounts = ({ tally }: Cell, day: number): number =>
  Math.max(countOnDay(tally, day), countOnDay(tally, day - 1))
