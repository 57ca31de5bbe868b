import type { Fixture } from '../contract/fixture-files.ts'
import { findNearestWord } from '../contract/nearest-word.ts'
import { type Ground, type Policy, providerReachHere, type Situation } from '../core/index.ts'

/** What the knowledge says of one provider that a fixture names. */
export interface CheckedReach {
  /** `reach.bitwarden` */
  readonly what: string
  readonly expected: string
  /** The answer; of a provider that nobody knows, the words that say so. */
  readonly actual: string
  /** The statement that settled it; none where nothing is said. */
  readonly grounds: readonly Ground[]
}

/** Looks up whose passkeys can be used on this client, for each provider of `expect.reach`. */
export function checkReach(
  { expect }: Fixture,
  { platform, support, signals }: Situation,
  { knowledge }: Policy,
): readonly CheckedReach[] {
  return Object.entries(expect.reach ?? {}).map(([id, expected]) => {
    const what = `reach.${id}`
    const provider = knowledge.providers.get(id)
    if (provider === undefined) {
      return { what, expected, actual: sayUnknown(id, [...knowledge.providers.keys()]), grounds: [] }
    }
    const { answer, ref } = providerReachHere(provider, platform, support, knowledge, signals)
    return {
      what,
      expected,
      actual: answer,
      grounds: ref === null ? [] : [{ what, value: `${id}: ${answer}`, ref }],
    }
  })
}

function sayUnknown(id: string, known: readonly string[]): string {
  const nearest = findNearestWord(id, known)
  return `no provider is called ${id}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`
}
