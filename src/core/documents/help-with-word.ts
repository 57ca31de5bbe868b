import { findNearestWord } from '../../contract/nearest-word.ts'
import { quote } from './quote.ts'

/** A help line: the nearest word, or the valid words where they are few. */
export function helpWithWord(word: unknown, words: readonly string[]): string {
  const nearest =
    typeof word === 'string' ? (findNearestWord(word, words) ?? findLonger(word, words)) : undefined
  if (nearest !== undefined) return `did you mean ${quote(nearest)}?`
  if (words.length === 0) return 'there is none yet'
  const shown = words.slice(0, 12).map(quote).join(', ')
  return words.length > 12 ? `valid are ${shown} and ${words.length - 12} more` : `valid: ${shown}`
}

/** The one word that was cut short (`prio`); undefined where it could be several. */
function findLonger(word: string, words: readonly string[]): string | undefined {
  const longer = word.length < 3 ? [] : words.filter((other) => other.startsWith(word.toLowerCase()))
  return longer.length === 1 ? longer[0] : undefined
}
