import type { BreakerPosition, CellRoute } from '../../contract/words.ts'
import type { BreakerReading } from './cell-reading.ts'
import { closedBreaker } from './cell-reading.ts'
import { type RateWatch, weighEvents } from './watch-rate.ts'

/** A breaker that has tripped at least once. Plain data: it is kept as JSON. */
export interface BreakerState {
  readonly cell: string
  readonly route: CellRoute
  readonly position: BreakerPosition
  /** When it came to stand so (epoch ms). */
  readonly since: number
  /** How often it has opened, ever. */
  readonly trip: number
  /** How long it stays open before a share of the logins tries again. */
  readonly waitMs: number
  /** The baseline that was left. */
  readonly baseline: number
  /** Why it stands so, for people. */
  readonly why: string
}

const hourMs = 3_600_000
/** The first wait; it doubles each time a trial fails. */
export const firstWaitMs = hourMs
const longestWaitMs = 24 * hourMs

/** The share of users that tries again grows while there is no verdict; at the end everybody does, and it closes. */
const shares = [10, 30, 100] as const

/** From a trial: enough tries, and as good as certain (one in twenty). */
const trialEvents = { toClose: 8, toOpen: 4 } as const
const trialVerdict = 3

/** @param before the breaker as it stood closed; none: its first trip */
export const tripBreaker = (
  cell: string,
  route: CellRoute,
  before: BreakerState | undefined,
  at: number,
  baseline: number,
  why: string,
): BreakerState => ({
  cell,
  route,
  position: 'open',
  since: at,
  trip: (before?.trip ?? 0) + 1,
  waitMs: firstWaitMs,
  baseline,
  why,
})

/** When the next change comes by itself (epoch ms); null: never. */
export function nextChangeAt({ position, since, waitMs }: BreakerState, now: number): number | null {
  if (position === 'closed') return null
  if (position === 'open') return since + waitMs
  const steps = Math.max(0, Math.floor((now - since) / waitMs))
  return since + (Math.min(steps, shares.length - 1) + 1) * waitMs
}

/** What time alone does: open turns half-open after its wait; half-open without a verdict closes in the end. */
export function ageBreaker(state: BreakerState, now: number): BreakerState {
  const { position, since, waitMs } = state
  if (position === 'open' && now >= since + waitMs) {
    // Of the moment it was due: whoever looks later must not make it younger.
    const due = since + waitMs
    return {
      ...state,
      position: 'half-open',
      since: due,
      why: 'the wait is over: a share of the users tries again',
    }
  }
  if (position === 'half-open' && now >= since + shares.length * waitMs) {
    return {
      ...state,
      position: 'closed',
      since: since + shares.length * waitMs,
      why: 'too little was tried for a verdict: the breaker has expired',
    }
  }
  return state
}

/** What time alone has made of it by then, however long nobody looked. */
export function ageFully(state: BreakerState, now: number): BreakerState {
  let aged = state
  for (let next = ageBreaker(aged, now); next !== aged; next = ageBreaker(aged, now)) aged = next
  return aged
}

/** What the tries since it went half-open say; the state itself where they say nothing yet. */
export function judgeTrial(
  state: BreakerState,
  watch: RateWatch,
  trial: { readonly events: number; readonly successes: number },
  at: number,
): BreakerState {
  const { events, successes } = trial
  const statistic = weighEvents(watch, events, successes)
  const told = `${successes} of ${events} tries succeeded`
  if (events >= trialEvents.toClose && statistic <= -trialVerdict) {
    return { ...state, position: 'closed', since: at, why: `it works again: ${told}` }
  }
  if (events >= trialEvents.toOpen && statistic >= trialVerdict) {
    return {
      ...state,
      position: 'open',
      since: at,
      trip: state.trip + 1,
      waitMs: Math.min(longestWaitMs, state.waitMs * 2),
      why: `it still fails: ${told}`,
    }
  }
  return state
}

/** How many percent of the users try again. */
export function shareOf({ position, since, waitMs }: BreakerState, now: number): number {
  if (position !== 'half-open') return position === 'open' ? 0 : 100
  const steps = Math.max(0, Math.floor((now - since) / waitMs))
  return shares[Math.min(steps, shares.length - 1)] ?? 100
}

export const readBreaker = (state: BreakerState, now: number): BreakerReading =>
  state.position === 'closed'
    ? closedBreaker
    : {
        position: state.position,
        cell: state.cell,
        salt: `breaker:${state.route}:${state.cell}:${state.trip}`,
        percent: shareOf(state, now),
      }
