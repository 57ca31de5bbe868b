/** What was seen in a cell and lies in no finer one of the path. */
export interface CompletionCount {
  readonly successes: number
  readonly expected: number
}

/** How many expected successes it takes until a cell counts as much for itself as the wider one does. */
const priorExpected = 20
const lowest = 0.05
const highest = 1.2

/**
 * What was seen over what had been expected, cell by cell from the widest to the finest, each shrunk to the wider one:
 * the mean of a Gamma prior around the wider cell's factor after Poisson counts. 1 where nothing is known. An event
 * counts once, for the finest cell of the path that it lies in: one failure where e was expected makes 20 / (20 + e).
 */
export function estimateCompletion(counts: readonly CompletionCount[]): number {
  let factor = 1
  for (const { successes, expected } of counts)
    factor = (successes + priorExpected * factor) / (expected + priorExpected)
  return Math.min(highest, Math.max(lowest, factor))
}
