/** Edit distance with transposition of neighbours (optimal string alignment), the typing errors people make. */
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

/** The valid word a typing error was probably meant to be; undefined where none is near. */
export function matchNearestWord(word: string, words: readonly string[]): string | undefined {
  const typed = word.slice(0, 64).toLowerCase()
  const reach = Math.max(1, Math.floor(typed.length / 3))
  let nearest: string | undefined
  let fewest = reach + 1
  for (const candidate of words) {
    const edits = countEdits(typed, candidate.toLowerCase())
    if (edits < fewest) {
      fewest = edits
      nearest = candidate
    }
  }
  return nearest
}
