/** Edit distance with transposition of neighbours (optimal string alignment): the typing errors people make. */
function countEdits(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let edits = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + same)
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, (before[j - 2] ?? 0) + 1)
      row.push(edits)
    }
    before = previous
    previous = row
  }
  return previous[b.length] ?? 0
}

const longestWord = 80

/**
 * The valid word that was probably meant; undefined where none is near. A third of the letters may be wrong, at
 * least two, never all: beyond that a hint misleads. The end of a dotted word counts as near (`os` for `client.os`).
 */
export function findNearestWord(written: string, words: readonly string[]): string | undefined {
  if (written.length === 0 || written.length > longestWord) return undefined
  const wanted = written.toLowerCase()
  let nearest: string | undefined
  const allowed = Math.min(Math.max(2, Math.floor(wanted.length / 3)), wanted.length - 1)
  let least = allowed + 1
  for (const word of words) {
    const other = word.toLowerCase()
    const edits = other.endsWith(`.${wanted}`) ? 1 : countEdits(wanted, other)
    if (edits < least) {
      nearest = word
      least = edits
    }
  }
  return nearest
}
