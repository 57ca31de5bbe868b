import { quote } from './quote.ts'

/**
 * The valid word that was probably meant, or null. A word that is the end of a dotted one counts as near
 * (`os` for `client.os`), so does one written in another case.
 */
export function nearestWord(word: string, words: readonly string[]): string | null {
  if (word.length === 0 || word.length > 80) return null
  const wanted = word.toLowerCase()
  let nearest: string | null = null
  let least = Math.max(2, Math.floor(word.length / 3)) + 1
  for (const candidate of words) {
    const other = candidate.toLowerCase()
    const distance = other.endsWith(`.${wanted}`) ? 1 : editDistance(wanted, other)
    if (distance < least) {
      least = distance
      nearest = candidate
    }
  }
  return nearest
}

/** A help line: the nearest word, or the valid words where they are few. */
export function helpWithWord(word: unknown, words: readonly string[]): string {
  const nearest = typeof word === 'string' ? nearestWord(word, words) : null
  if (nearest !== null) return `did you mean ${quote(nearest)}?`
  if (words.length === 0) return 'there is none yet'
  const shown = words.slice(0, 12).map(quote).join(', ')
  return words.length > 12 ? `valid are ${shown} and ${words.length - 12} more` : `valid: ${shown}`
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
