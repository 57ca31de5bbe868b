/**
 * A sum that holds no rounding: non-overlapping parts, the smallest first, whose true sum is that of all that was added
 * (Shewchuk 1997, as in Python's `math.fsum`). So it is the same whatever order or parts it was added up in.
 */
export type ExactSum = number[]

/** Adds to a sum, in place. Only finite numbers. */
export function addExactly(sum: ExactSum, added: number): void {
  let carried = added
  let kept = 0
  // By index, in place: this runs four times for every decision.
  for (let index = 0; index < sum.length; index++) {
    const part = sum[index] ?? 0
    const high = carried + part
    const low = Math.abs(carried) < Math.abs(part) ? carried - (high - part) : part - (high - carried)
    if (low !== 0) {
      sum[kept] = low
      kept += 1
    }
    carried = high
  }
  sum[kept] = carried
  sum.length = kept + 1
}

/** The number nearest to the sum; of two as near, the even one. */
export function roundSum(sum: ExactSum): number {
  let index = sum.length - 1
  let high = sum[index] ?? 0
  let low = 0
  while (index > 0 && low === 0) {
    index -= 1
    const before = high
    const part = sum[index] ?? 0
    high = before + part
    low = part - (high - before)
  }
  // Half way between two numbers, the parts below decide.
  const below = index > 0 ? (sum[index - 1] ?? 0) : 0
  // By their signs: the product of two tiny numbers is 0.
  if (low !== 0 && Math.sign(low) === Math.sign(below)) {
    const doubled = low * 2
    const next = high + doubled
    if (next - high === doubled) high = next
  }
  return high
}
