/**
 * A cumulative sum test (Page 1954) over proven outcomes, one at a time: does the rate of success still look like p0,
 * or rather like p1? The statistic is the logarithm of the likelihood ratio since it last stood at 0.
 */
export interface RateWatch {
  /** As good as it should be: the baseline less a tolerance. */
  readonly p0: number
  /** Collapsed. */
  readonly p1: number
  /** What a success and a failure add. */
  readonly success: number
  readonly failure: number
}

const tolerance = 0.05
const collapse = 0.4
const lowestRate = 0.05

/**
 * From here on a collapse is believed. From a baseline of .75, 17 failures in a row reach it, from .95 nine; at a rate
 * of p0 it is reached by chance once in several million events (the mean is more than e^14).
 */
export const alarmAt = 14

/** The test for a baseline; null where the baseline is so low that nothing could collapse. */
export function watchRate(baseline: number): RateWatch | null {
  const p0 = Math.min(0.99, baseline - tolerance)
  const p1 = Math.max(lowestRate, p0 - collapse)
  if (!(p1 < p0)) return null
  return { p0, p1, success: Math.log(p1 / p0), failure: Math.log((1 - p1) / (1 - p0)) }
}

/** The statistic after one more event. */
export const addToWatch = (statistic: number, { success, failure }: RateWatch, succeeded: boolean): number =>
  Math.max(0, statistic + (succeeded ? success : failure))

/** The logarithm of the likelihood ratio of some events taken together. */
export const weighEvents = ({ success, failure }: RateWatch, events: number, successes: number): number =>
  successes * success + (events - successes) * failure
