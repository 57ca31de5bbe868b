import type { Reason } from '../contract/words.ts'

/** Why a login went another way than by passkey or phone. */
export type FallbackCause = 'no-passkey' | 'unavailable' | 'excluded'

/** What a decision for `fallback` says by its reason. What is not here speaks for a passkey: a rule held it back. */
const causes: Readonly<Partial<Record<Reason, FallbackCause>>> = {
  'no-passkey': 'no-passkey',
  'unsupported-platform': 'unavailable',
  'in-app-browser': 'unavailable',
  'known-broken-version': 'unavailable',
  'breaker-open': 'unavailable',
  'no-bluetooth': 'unavailable',
  'suspected-gone': 'unavailable',
  'passkey-elsewhere': 'unavailable',
  'no-conditional': 'unavailable',
  'no-platform-authenticator': 'unavailable',
  'history-unavailable': 'unavailable',
  'rules-unavailable': 'unavailable',
}

export const fallbackCauseOf = (reason: Reason): FallbackCause => causes[reason] ?? 'excluded'
