/** What may be behind what fixtures come to, and behind how many of them. */
export interface Cause {
  /** A statement or rule, in words. */
  readonly what: string
  readonly fixtures: number
}

/** Counts the causes of each fixture, the commonest first. */
export function countCauses(causesOfFixtures: readonly Iterable<string>[]): readonly Cause[] {
  const counts = new Map<string, number>()
  for (const causes of causesOfFixtures) {
    for (const what of causes) counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([what, fixtures]) => ({ what, fixtures }))
}
