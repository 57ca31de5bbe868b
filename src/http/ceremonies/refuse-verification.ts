import type { SignalAdvice } from '../../contract/webauthn.ts'
import type { VerificationFailure } from '../../webauthn/verification-failures.ts'
import { ProblemError } from '../problem-error.ts'
import type { Services } from '../services.ts'

/**
 * One answer for everything that can be wrong with a response, so that nobody learns from it which passkeys exist. The
 * reason goes to the log and the metrics.
 * @param advice told only where the list was empty: then nobody was asked about anybody
 */
export function refuseVerification(
  { log, metrics }: Pick<Services, 'log' | 'metrics'>,
  ceremony: 'registration' | 'authentication',
  reason: VerificationFailure,
  advice?: SignalAdvice,
): ProblemError {
  metrics.countCeremony(ceremony, reason)
  log.warn({ ceremony, reason }, 'a response was refused')
  return new ProblemError(400, 'verification-failed', {
    detail: 'the response could not be verified',
    ...(advice === undefined ? {} : { advice }),
  })
}
