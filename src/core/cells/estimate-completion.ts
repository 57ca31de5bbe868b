import type { TallySum } from './cell-tally.ts'

/** How many expected successes it takes until a cell counts as much for itself as the wider one does. */
const priorExpected = 20
const lowest = 0.05
const highest = 1.2

/**
 * What was seen over what had been expected, cell by cell from the widest to the finest, each shrunk to the wider one:
 * the mean of a Gamma prior around the wider cell's factor after Poisson counts. 1 where nothing is known.
 */
export function estimateCompletion(sums: readonly (TallySum | null)[]): number {
  let factor = 1
  for (const sum of sums) {
    if (sum === null) break
    factor = (sum.successes + priorExpected * factor) / (sum.expected + priorExpected)
  }
  return Math.min(highest, Math.max(lowest, factor))
}
