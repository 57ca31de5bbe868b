import type { CeremonyMode, Classification } from '../contract/words.ts'

export interface FailedCeremony {
  readonly operation: 'authentication' | 'registration'
  readonly method: 'passkey' | 'cross-device'
  readonly mode: CeremonyMode
  readonly errorName: string
  readonly elapsedMs: number
}

const plain: Readonly<Record<string, Classification>> = {
  AbortError: 'aborted',
  TimeoutError: 'timed-out',
  'verification-failed': 'server-rejected',
}
const refusals =
  /^(InvalidState|Operation|Security|NotSupported|Constraint|Type|Data|Encoding|NotReadable|Unknown)Error$/

/**
 * How a ceremony ended, by the table of the server (`rules/knowledge/failures.json`, what it says of all clients): the
 * page follows `next` by it before the server could answer. A test holds the two together.
 */
export function classifyFailure({
  operation,
  method,
  mode,
  errorName,
  elapsedMs,
}: FailedCeremony): Classification {
  const isLocal = method === 'passkey'
  if (errorName === 'NotAllowedError') {
    const isShown = elapsedMs >= 1_000
    if (isLocal && mode === 'immediate') return isShown ? 'cancelled' : 'not-found'
    if (!isShown) return 'refused'
    if (elapsedMs < 8_000 || (isLocal && mode === 'conditional')) return 'cancelled'
    if (elapsedMs >= 295_000) return 'timed-out'
    return isLocal ? 'abandoned' : 'hybrid-failed'
  }
  if (errorName === 'InvalidStateError' && operation === 'registration') return 'credential-exists'
  if (errorName === 'NetworkError' && !isLocal) return 'hybrid-failed'
  return plain[errorName] ?? (refusals.test(errorName) ? 'refused' : 'unknown')
}
