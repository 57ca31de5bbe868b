/** Bayes' rule: the odds of what has this probability, multiplied by a ratio. 0 and 1 stay what they are. */
export function weighOdds(probability: number, ratio: number): number {
  const present = probability * ratio
  return present / (present + (1 - probability))
}
