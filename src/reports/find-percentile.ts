/** Nearest rank: the smallest value that at least this share of the values does not exceed. Values in rising order. */
export function findPercentile(sorted: ArrayLike<number>, share: number): number {
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  return sorted[rank - 1] ?? 0
}
