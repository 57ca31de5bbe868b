/** The word of a list that is closest to what was written, or undefined where none is close. */
export function findNearestWord(written: string, words: readonly string[]): string | undefined {
  let nearest: string | undefined
  // A third of the letters may be wrong, at least two: beyond that a hint misleads.
  let least = Math.max(2, Math.floor(written.length / 3)) + 1
  for (const word of words) {
    const distance = countEdits(written.toLowerCase(), word.toLowerCase(), least)
    if (distance < least) {
      least = distance
      nearest = word
    }
  }
  return nearest
}

/** Levenshtein distance; only its being below `limit` matters. */
function countEdits(from: string, to: string, limit: number): number {
  if (Math.abs(from.length - to.length) >= limit) return limit
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1)
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? limit
}
