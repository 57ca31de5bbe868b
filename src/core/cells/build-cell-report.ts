import type { BreakerPosition, LearntRoute } from '../../contract/words.ts'
import type { BreakerSettings } from './breaker-settings.ts'
import { type BreakerState, nextChangeAt, shareOf } from './breaker-state.ts'
import { type Cell, countAccounts } from './cell.ts'
import { isBroad, lacksNetworks } from './cell-run.ts'
import { sumTally } from './cell-tally.ts'
import { alarmAt } from './watch-rate.ts'

/** One cell and route, as people look at it. Counts are weighted: older days count less. */
export interface CellReport {
  /** `windows/11/chrome`; empty: everywhere. */
  readonly cell: string
  readonly route: LearntRoute
  readonly events: number
  readonly successes: number
  /** Null without events. */
  readonly rate: number | null
  /** Wilson's interval, 95 %. */
  readonly interval: readonly [number, number]
  readonly expected: number
  /** The factor on estimates here. */
  readonly completion: number
  /** The usual rate; null: nobody knows yet. */
  readonly baseline: number | null
  readonly position: BreakerPosition
  /** Epoch ms; null: it never tripped. */
  readonly since: number | null
  readonly why: string | null
  readonly trips: number
  readonly nextChangeAt: number | null
  /** How many percent of the users get automatic prompts. */
  readonly percent: number
  /** Failures pile up, but from too few accounts or networks to be believed. */
  readonly isSuspected: boolean
  /** It would have tripped, but failures come without a network: nobody can tell whether they are from many. */
  readonly isNetworkUntold: boolean
  /** Nothing ever succeeded here: perhaps the back end reports no successes. No breaker can judge that. */
  readonly isBlind: boolean
  /** Logarithm of the likelihood ratio; an alarm from 14 on. */
  readonly statistic: number
  readonly failedAccounts: number
  readonly failedNetworks: number
}

export interface CellReportInput {
  readonly cell: Cell
  readonly route: LearntRoute
  readonly state: BreakerState | null
  readonly baseline: number | null
  readonly completion: number
  readonly day: number
  readonly now: number
  readonly settings: BreakerSettings
}

/** From so many events on, a cell without a success is called blind. */
const blindEvents = 20

export function buildCellReport(input: CellReportInput): CellReport {
  const { cell, route, state, baseline, completion, day, now, settings } = input
  const { run } = cell
  const { events, successes, expectedMilli } = sumTally(cell.tally, day)
  const accounts = countAccounts(cell, day)
  const isAlarmed = run.statistic >= alarmAt
  return {
    cell: cell.name,
    route,
    events,
    successes,
    rate: events === 0 ? null : successes / events,
    interval: estimateInterval(events, successes),
    expected: expectedMilli / 1000,
    completion,
    baseline,
    position: state?.position ?? 'closed',
    since: state?.since ?? null,
    why: state?.why ?? null,
    trips: state?.trip ?? 0,
    nextChangeAt: state === null ? null : nextChangeAt(state, now),
    percent: state === null ? 100 : shareOf(state, now),
    isSuspected: isAlarmed && !isBroad(run, accounts, settings),
    isNetworkUntold: isAlarmed && lacksNetworks(run, accounts, settings),
    isBlind: route !== 'suggestion' && successes === 0 && events >= blindEvents,
    statistic: run.statistic,
    failedAccounts: run.accounts.size,
    failedNetworks: run.networks.size,
  }
}

/** Wilson (1927): holds for few events and rates near 0 and 1. */
function estimateInterval(events: number, successes: number): readonly [number, number] {
  if (events <= 0) return [0, 1]
  const z = 1.96
  const rate = successes / events
  const centre = rate + (z * z) / (2 * events)
  const spread = z * Math.sqrt((rate * (1 - rate)) / events + (z * z) / (4 * events * events))
  const scale = 1 + (z * z) / events
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)]
}
