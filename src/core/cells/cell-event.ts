import type { LearntRoute } from '../../contract/words.ts'
import type { CountedLevels } from './count-levels.ts'

/** What one proven ceremony says of its platform; in each cell at most one a user, route and day, the first that was told. */
export interface CellEvent extends CountedLevels {
  /** Pseudonym of the account. */
  readonly user: string
  /** The finest cell: see `nameCell`. */
  readonly cell: string
  readonly route: LearntRoute
  /** Days since 1970, UTC. */
  readonly day: number
  /** Epoch ms. */
  readonly at: number
  readonly succeeded: boolean
  /** P(success) as it was estimated, before what was learnt of the platform. */
  readonly expected: number
  /** Pseudonym of the address prefix; null: not told. */
  readonly network: string | null
  /** When the account was first heard of (epoch ms); null: not known, and then it counts as new. */
  readonly accountAt: number | null
}

/** The events of a cell, route, day and levels together. */
export interface CellDay extends CountedLevels {
  readonly cell: string
  readonly route: LearntRoute
  readonly day: number
  readonly events: number
  readonly successes: number
  /** Thousandths, so that sums are exact and the order of what is added does not matter. */
  readonly expectedMilli: number
  /** Of those, where success was to be expected (`sureFrom`). */
  readonly sureEvents: number
  readonly sureSuccesses: number
  /** Of those, by accounts old enough. */
  readonly oldSuccesses: number
  readonly oldMilli: number
}

/** An account of a finest cell, old enough, and when it was last heard of. */
export interface HeardAccount {
  readonly cell: string
  readonly route: LearntRoute
  readonly user: string
  readonly network: string | null
  readonly day: number
}

/** Events older than this are forgotten. */
export const keptDays = 90

/**
 * From here on a failure is news: a try that was expected to fail (a silent one, the one try of somebody without another
 * way) says nothing of a collapse, however many of them there are.
 */
export const sureFrom = 0.5

const dayMs = 86_400_000

export const inMilli = (expected: number): number => Math.round(Math.min(1, Math.max(0, expected)) * 1000)

export const isOldEnough = (
  { at, accountAt }: Pick<CellEvent, 'at' | 'accountAt'>,
  minAgeDays: number,
): boolean => (accountAt === null ? 0 : Math.max(0, at - accountAt)) >= minAgeDays * dayMs
