import { findWilsonInterval } from './find-wilson-interval.ts'

/**
 * What a group of people has come to. Each counts once, with the share of their own days on which it happened: however
 * often somebody logs in, and however alike their days are, they are one person.
 */
export interface Shares {
  readonly people: number
  /** Of each one's share, 0 to 1, added up. */
  readonly sum: number
}

export interface Difference {
  /** Share of the second group less that of the first. */
  readonly difference: number
  readonly low: number
  readonly high: number
}

/** Whoever looks again and again at an interval of 95 % sees it miss before long. So often these miss, ever. */
export const missedEver = 0.05

/**
 * So many standard deviations away lie the ends of an interval that holds at every look at once, with probability
 * `1 - alpha`: the mixture of H. Robbins (1970, https://doi.org/10.1214/aoms/1177696786), as for A/B tests in R. Johari
 * et al. (2017, https://doi.org/10.1145/3097983.3097992). `pairs` grows with the data; the interval is tightest for
 * some multiples of `tunedFor`.
 */
export const findEverZ = (pairs: number, tunedFor: number, alpha: number): number =>
  Math.sqrt((1 + tunedFor / pairs) * Math.log((pairs + tunedFor) / (tunedFor * alpha * alpha)))

/** Two groups of `a` and `b` tell as much about their difference as so many pairs. */
const countPairs = (a: number, b: number): number => (a * b) / (a + b)

/**
 * How far apart two groups are, with an interval that may be looked at as often as anybody likes: score intervals of
 * each (R. G. Newcombe 1998, https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I,
 * method 10) as wide as `findEverZ` says. A share of days varies less than a yes or no, so that it errs on the wide side.
 * null: one group is empty.
 */
export function compareShares(
  first: Shares,
  second: Shares,
  tunedFor: number,
  alpha = missedEver,
): Difference | null {
  if (first.people === 0 || second.people === 0) return null
  const z = findEverZ(countPairs(first.people, second.people), tunedFor, alpha)
  const [a, b] = [first, second].map(({ people, sum }) => {
    const rate = sum / people
    return { rate, ...(findWilsonInterval(sum, people, z) ?? { low: 0, high: 1 }) }
  })
  if (a === undefined || b === undefined) return null
  const difference = b.rate - a.rate
  return {
    difference,
    low: Math.max(-1, difference - Math.hypot(b.rate - b.low, a.high - a.rate)),
    high: Math.min(1, difference + Math.hypot(b.high - b.rate, a.rate - a.low)),
  }
}
