import type { BreakerSettings } from './breaker-settings.ts'
import { type CellEvent, isOldEnough } from './cell-event.ts'
import { addToWatch, alarmAt, type RateWatch, weighEvents } from './watch-rate.ts'

interface Counts {
  events: number
  successes: number
}

/** What has happened in a cell since its statistic last stood at 0: the evidence of an alarm, while it builds up. */
export interface CellRun extends Counts {
  statistic: number
  since: number
  /** By the next finer cell. */
  readonly finer: Map<string, Counts>
  /** Who failed, of the accounts that are old enough. */
  readonly accounts: Set<string>
  readonly networks: Set<string>
  /** Failures of such accounts without a network. */
  untold: number
}

export const startRun = (): CellRun => ({
  statistic: 0,
  since: 0,
  events: 0,
  successes: 0,
  finer: new Map(),
  accounts: new Set(),
  networks: new Set(),
  untold: 0,
})

export function clearRun(run: CellRun): void {
  run.statistic = 0
  run.since = 0
  run.events = 0
  run.successes = 0
  run.finer.clear()
  run.accounts.clear()
  run.networks.clear()
  run.untold = 0
}

/** However long a narrow attack lasts, it is forgotten within as many logins as it takes to believe one. */
const mostStatistic = 2 * alarmAt

/** @param finer the next finer cell the event lies in; the cell itself where there is none */
export function addToRun(
  run: CellRun,
  watch: RateWatch,
  event: CellEvent,
  finer: string,
  { minAccountAgeDays }: BreakerSettings,
): void {
  run.statistic = Math.min(mostStatistic, addToWatch(run.statistic, watch, event.succeeded))
  if (run.statistic === 0) {
    if (run.events > 0) clearRun(run)
    return
  }
  if (run.events === 0) run.since = event.at
  const counts = run.finer.get(finer)
  const successes = event.succeeded ? 1 : 0
  run.events += 1
  run.successes += successes
  if (counts === undefined) run.finer.set(finer, { events: 1, successes })
  else {
    counts.events += 1
    counts.successes += successes
  }
  if (event.succeeded) return
  if (!isOldEnough(event, minAccountAgeDays)) return
  run.accounts.add(event.user)
  if (event.network === null) run.untold += 1
  else run.networks.add(event.network)
}

/** Breadth: a few accounts, or new ones, or all from one place, move no breaker, however often they fail. */
export const isBroad = (
  { accounts, networks }: CellRun,
  accountsOfDay: number,
  { minAccounts, minNetworks, minShare }: BreakerSettings,
): boolean =>
  accounts.size >= minAccounts && networks.size >= minNetworks && accounts.size >= minShare * accountsOfDay

/** Held back by nothing but networks that nobody tells, so that it would move otherwise: a matter of the integration. */
export const lacksNetworks = (run: CellRun, accountsOfDay: number, settings: BreakerSettings): boolean =>
  run.networks.size < settings.minNetworks &&
  run.networks.size + run.untold >= settings.minNetworks &&
  isBroad(run, accountsOfDay, { ...settings, minNetworks: 0 })

/** What is left of a run without one finer cell: does it fail as well? Positive: rather yes; negative: rather no. */
export function weighRest(run: CellRun, watch: RateWatch, finer: string): number {
  const { events, successes } = run.finer.get(finer) ?? { events: 0, successes: 0 }
  return weighEvents(watch, run.events - events, run.successes - successes)
}

/** The finer cell in which most of the failures were. */
export function findWorst({ finer }: CellRun): string | null {
  let worst: string | null = null
  let most = 0
  for (const [name, { events, successes }] of finer) {
    if (events - successes <= most) continue
    most = events - successes
    worst = name
  }
  return worst
}
