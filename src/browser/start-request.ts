import { classifyFailure, type FailedCeremony } from './classify-failure.ts'
import type { CeremonySlot } from './create-ceremony-slot.ts'
import { isPermitted } from './is-permitted.ts'
import type { CeremonyFailure, KeywiseCore, SdkDecision } from './keywise.ts'

/** What ends sooner was never shown. */
export const shownMs = 1_000

/** Somebody else did not give what the ceremony needs: nothing that a server could learn from. */
export const noAnswer = {
  kind: 'failed',
  classified: 'unknown',
  errorName: 'no-answer',
  elapsedMs: 0,
} as const

type About = Pick<FailedCeremony, 'operation' | 'method' | 'mode'> & {
  readonly decision: SdkDecision | undefined
}

/** What the browser gave, and how to tell that nothing came of it after all. */
export interface GivenResponse<T> {
  readonly response: T
  readonly elapsedMs: number
  readonly attempt: number
  readonly fail: (errorName: string, isReported?: boolean) => CeremonyFailure
}

/** One request to the browser: alone, timed, and when it fails told apart and reported. */
export async function startRequest<T>(
  core: KeywiseCore,
  slot: CeremonySlot,
  { operation, method, mode, decision }: About,
  ask: () => Promise<T>,
): Promise<GivenResponse<T> | CeremonyFailure> {
  let began = performance.now()
  let elapsedMs = 0
  let attempt = 1
  /** Sets the time, and counts. */
  const end = (isAttempt: boolean) => {
    elapsedMs = performance.now() - began
    if (isAttempt && decision?.token)
      attempt = decision.attempts[method] = (decision.attempts[method] ?? 0) + 1
  }
  const fail = (errorName: string, isReported = true): CeremonyFailure => {
    if (decision && isReported)
      core.report(decision, {
        result: 'failure',
        method,
        error: { name: errorName },
        elapsedMs,
        attempt,
      })
    const classified = classifyFailure({ operation, method, mode, errorName, elapsedMs })
    return { kind: 'failed', classified, errorName, elapsedMs }
  }
  try {
    // Where the browser would refuse: a refused immediate request looks like one that found nothing.
    const feature = operation === 'registration' ? 'create' : 'get'
    if (!isPermitted(`publickey-credentials-${feature}`) || !(mode === 'conditional' || document.hasFocus()))
      throw new DOMException('', 'SecurityError')
    const response = await slot.run(() => {
      began = performance.now()
      return ask()
    })
    end(true)
    return { response, elapsedMs, attempt, fail }
  } catch (error) {
    const { name } = error as Error
    // The page's own abort, and suggestions that never were, are no attempts and say nothing of anybody.
    const isAttempt =
      name !== 'AbortError' && !(mode === 'conditional' && performance.now() - began < shownMs)
    end(isAttempt)
    return fail(name, isAttempt)
  }
}
