import { findNearestWord } from '../contract/nearest-word.ts'

/** What to write instead: the nearest valid word, or all of them. */
export function suggestWord(written: unknown, words: readonly string[]): string {
  const nearest = typeof written === 'string' ? findNearestWord(written, words) : undefined
  return nearest === undefined ? `one of: ${words.join(', ')}` : `did you mean \`${nearest}\`?`
}
