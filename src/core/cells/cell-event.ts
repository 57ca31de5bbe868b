import type { CellRoute } from '../../contract/words.ts'

/** What one proven ceremony says of its platform; at most one a user, cell, route and day, the first that was told. */
export interface CellEvent {
  /** Pseudonym of the account. */
  readonly user: string
  /** The finest cell: see `nameCell`. */
  readonly cell: string
  readonly route: CellRoute
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

/** The events of a cell, route and day together. */
export interface CellDay {
  readonly cell: string
  readonly route: CellRoute
  readonly day: number
  readonly events: number
  readonly successes: number
  /** Thousandths, so that sums are exact and the order of what is added does not matter. */
  readonly expectedMilli: number
}

/** Events older than this are forgotten. */
export const keptDays = 90

export const inMilli = (expected: number): number => Math.round(Math.min(1, Math.max(0, expected)) * 1000)
