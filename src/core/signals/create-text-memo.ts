import { LRUCache } from 'lru-cache'

/** Longer texts are read but not remembered. Real user agents end below 700 characters, hint headers below 300. */
const longestRemembered = 1024
const mostEntries = 4096
const mostCharacters = 1_000_000

/**
 * A reading of texts that remembers its last answers. `read` must be pure and give data that nobody changes: then
 * the memo cannot be observed, only felt, and the core stays pure. Memory is bounded by the number of entries,
 * by the length of each and by their sum, so a flood of invented texts costs at most a few megabytes.
 */
export function createTextMemo<Value extends object>(read: (text: string) => Value): (text: string) => Value {
  const answers = new LRUCache<string, Value>({
    max: mostEntries,
    maxSize: mostCharacters,
    maxEntrySize: longestRemembered,
    sizeCalculation: (_answer, text) => Math.max(1, text.length),
  })
  return (text) => {
    const known = answers.get(text)
    if (known !== undefined) return known
    const answer = read(text)
    answers.set(text, answer)
    return answer
  }
}
