/** What a person proves by a method other than a passkey: something they know, or something they have. */
export type Factor = 'knowledge' | 'possession'

/** How methods are called, by the words in their names: `password`, `email-otp`, `sms-code`, `security-question`. */
const wordsOf: Readonly<Record<Factor, ReadonlySet<string>>> = {
  knowledge: new Set(['password', 'passphrase', 'pin', 'question', 'questions']),
  // Who opens a mailbox, reads a message or taps a prompt has the thing, or so the method takes it to be.
  possession: new Set(['otp', 'totp', 'sms', 'email', 'magic', 'push', 'code', 'voice', 'phone', 'call']),
}

/**
 * The one factor that a method proves; null where the name does not tell, and for methods that may prove two (security
 * keys and smart cards with their PIN, passkeys).
 */
export function matchMethodFactor(method: string): Factor | null {
  const words = method.toLowerCase().split(/[^a-z0-9]+/)
  if (words.includes('key') || words.includes('card') || words.includes('passkey')) return null
  if (words.some((word) => wordsOf.knowledge.has(word))) return 'knowledge'
  return words.some((word) => wordsOf.possession.has(word)) ? 'possession' : null
}

/**
 * Whether a method adds anything to what was proven just now: the same again does not, and neither does another of the
 * same factor (NIST SP 800-63B-4, 2.2: two distinct factors). A name that tells no factor is taken to be another one.
 */
export function addsProof(method: string, justUsed: string): boolean {
  if (method === justUsed) return false
  const factor = matchMethodFactor(method)
  return factor === null || factor !== matchMethodFactor(justUsed)
}
