import type { LoginEnding } from '../contract/simulation-words.ts'
import type { CeremonyMode, Classification } from '../contract/words.ts'

/** One report of an attempt, as far as it says how a login ended. */
export interface RecordedAttempt {
  readonly method: string
  readonly succeeded: boolean
  readonly proven: boolean
  readonly classified: Classification
}

/**
 * How a login ended. A failure counts where a device token or a proven login vouches for the decision, as in reports:
 * anybody with a publishable key can tell failures of decisions of their own making. A silent try that found nothing, and
 * what a page broke off itself, failed nobody.
 */
export function classifyEnding(
  attempts: readonly RecordedAttempt[],
  mode: CeremonyMode | null,
  isVouched: boolean,
): LoginEnding {
  if (attempts.length === 0) return 'unreported'
  const wins = attempts.filter(({ succeeded }) => succeeded)
  const byPasskey = wins.filter(({ method }) => isPasskey(method))
  if (byPasskey.some(({ proven }) => proven)) return 'passkey'
  if (byPasskey.length > 0) return 'passkey-unproven'
  const isFailed = attempts.some(
    ({ method, succeeded, classified }) =>
      isPasskey(method) &&
      !succeeded &&
      classified !== 'aborted' &&
      !(mode === 'immediate' && method === 'passkey' && classified === 'not-found'),
  )
  if (isFailed && (isVouched || wins.some(({ proven }) => proven))) return 'failed'
  return wins.length > 0 ? 'other-method' : 'unreported'
}

const isPasskey = (method: string): boolean => method === 'passkey' || method === 'cross-device'
