/** Bayes' rule: the odds of what has this probability, multiplied by a ratio. 0 and 1 stay what they are. */
export function weighOdds(probability: number, ratio: number): number {
  const present = probability * ratio
  return present / (present + (1 - probability))
}

/** The same once for each day; without any it stays exactly what it is. */
export function weighDays(probability: number, ratio: number, days: number): number {
  return days === 0 ? probability : weighOdds(probability, ratio ** days)
}
