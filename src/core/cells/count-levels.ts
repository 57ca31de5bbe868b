import { listCells } from './list-cells.ts'

/** From which of its cells on an event counts (`listCells`, the widest is 0); in the wider ones its user has counted. */
export interface CountedLevels {
  /** For rates and breakers: one event a user, cell, route and day. */
  readonly countsFrom: number
  /** For the factor on estimates: one a user, cell, route and week. */
  readonly weighsFrom: number
}

/** An event of the same user and route that is kept already. */
export interface EarlierEvent {
  readonly cell: string
  readonly day: number
}

/** Nobody has logins on more platforms in a day; whoever claims to is not to fill the memory with cells. */
const mostADay = 3

/** Weeks since 1970: all of a user's events of one week, in whatever order they come, know each other. */
export const firstDayOfWeek = (day: number): number => day - (((day % 7) + 7) % 7)

/**
 * What is new in one more event: the first that is told of a user, route and day (or week) counts, in each of its cells.
 * Else one account could count as many, by claiming another browser version each time. Null: nothing is new.
 *
 * @param week what is kept of the week of the day
 */
export function countLevels(cell: string, day: number, week: readonly EarlierEvent[]): CountedLevels | null {
  const chain = listCells(cell)
  const today = week.filter((event) => event.day === day)
  if (today.length >= mostADay) return null
  const countsFrom = countShared(chain, today)
  return countsFrom === chain.length ? null : { countsFrom, weighsFrom: countShared(chain, week) }
}

function countShared(chain: readonly string[], events: readonly EarlierEvent[]): number {
  let most = 0
  for (const { cell } of events) {
    const other = listCells(cell)
    let shared = 0
    while (shared < chain.length && other[shared] === chain[shared]) shared += 1
    most = Math.max(most, shared)
  }
  return most
}
