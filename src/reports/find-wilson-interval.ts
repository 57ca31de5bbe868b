/** 97.5 % of a normal distribution lie below. */
const usual = 1.959963984540054

/**
 * The 95 % score interval of a rate (E. B. Wilson 1927, https://doi.org/10.1080/01621459.1927.10502953): also for few
 * cases and for rates of 0 and 1 it stays within 0 to 1 and is never empty. null: no cases.
 */
export function findWilsonInterval(
  numerator: number,
  denominator: number,
  /** How many standard deviations an end lies away; by itself those of 95 %. */
  z: number = usual,
): { readonly low: number; readonly high: number } | null {
  if (denominator === 0) return null
  const rate = numerator / denominator
  const spread = (z * z) / denominator
  const middle = (rate + spread / 2) / (1 + spread)
  const half = (z * Math.sqrt((rate * (1 - rate)) / denominator + spread / (4 * denominator))) / (1 + spread)
  // Rounding must not put the rate itself outside.
  return {
    low: Math.max(0, Math.min(rate, middle - half)),
    high: Math.min(1, Math.max(rate, middle + half)),
  }
}
