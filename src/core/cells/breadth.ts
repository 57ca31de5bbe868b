import { keptDays } from './cell-event.ts'

/** Somebody or some network, and the last day it was heard of. */
export interface Heard {
  readonly who: string
  readonly day: number
}

/**
 * How broad the evidence of a cell is: the accounts heard of last, and the networks (an account that tells none counts
 * as one of its own). As many as are asked for and no more, so that memory stays bounded. It does not depend on the
 * order in which they were told, and is never changed in place.
 */
export interface Breadth {
  readonly accounts: readonly Heard[]
  readonly networks: readonly Heard[]
}

/** So many accounts, from so many networks where they are told, move the factor of a cell; with fewer it is the wider one's. */
export const leastBreadth = { accounts: 5, networks: 2 } as const

export const noBreadth: Breadth = { accounts: [], networks: [] }

/** The same object where nothing is new. */
export function addToBreadth(breadth: Breadth, user: string, network: string | null, day: number): Breadth {
  const accounts = hear(breadth.accounts, user, day, leastBreadth.accounts)
  const networks = hear(breadth.networks, network ?? user, day, leastBreadth.networks)
  return accounts === breadth.accounts && networks === breadth.networks ? breadth : { accounts, networks }
}

function hear(heard: readonly Heard[], who: string, day: number, most: number): readonly Heard[] {
  const known = heard.find((one) => one.who === who)
  if (known !== undefined) {
    return known.day >= day ? heard : heard.map((one) => (one === known ? { who, day } : one))
  }
  if (heard.length < most) return [...heard, { who, day }]
  const oldest = heard.reduce((a, b) => (b.day < a.day ? b : a))
  return oldest.day >= day ? heard : heard.map((one) => (one === oldest ? { who, day } : one))
}

export const isBroadEnough = ({ accounts, networks }: Breadth, today: number): boolean =>
  countHeard(accounts, today) >= leastBreadth.accounts && countHeard(networks, today) >= leastBreadth.networks

function countHeard(heard: readonly Heard[], today: number): number {
  let count = 0
  for (const { day } of heard) if (today - day <= keptDays) count += 1
  return count
}
