import type { CeremonyWay } from '../contract/report-words.ts'
import { type FallbackCause, fallbackCauseOf } from './fallback-cause.ts'
import type { ObservedAttempt, ObservedDecision } from './observed-decision.ts'

/** What became of one decision about a login, in the words the figures are defined by. */
export interface LoginSummary {
  /** How it leads to a passkey; null: there is none to lead to. */
  readonly way: CeremonyWay | null
  /** It starts or arms a ceremony by itself. */
  readonly offered: boolean
  /** It opens a dialog, or tries silently. */
  readonly prompted: boolean
  /** Passkeys are suggested while a form is filled in, and nothing pops up. */
  readonly armed: boolean
  readonly silent: boolean
  readonly fetched: boolean
  /** Any report at all counts. */
  readonly reported: boolean
  /** A passkey or a phone was tried. */
  readonly tried: boolean
  readonly triedPhone: boolean
  readonly completed: boolean
  readonly completedByPhone: boolean
  readonly verified: boolean
  /** Logged in by any method. */
  readonly loggedIn: boolean
  readonly silentMiss: boolean
  readonly deadEnd: boolean
  /** Why it went another way; null: it did not. */
  readonly fellBack: FallbackCause | 'chosen' | 'failed' | null
  /** Attempts with a passkey or a phone, but for silent misses. */
  readonly attempts: number
  readonly failures: readonly ObservedAttempt[]
}

export const isPasskeyMethod = (method: string): boolean => method === 'passkey' || method === 'cross-device'

/** Crawlers: told by the rules, or known as such. Nobody logs in there. */
export const isRobot = ({ reason, values: { browser } }: ObservedDecision): boolean =>
  reason === 'bot' || browser === 'bot' || browser === 'headless-chrome'

export function summarizeLogin(decision: ObservedDecision): LoginSummary {
  const { values, passive, attempts, reason } = decision
  const offered = values.action === 'passkey' || values.action === 'cross-device'
  const prompted = offered && values.mode !== 'conditional'
  const armed = offered ? values.mode === 'conditional' : passive === 'conditional'
  const silent = prompted && values.mode === 'immediate'

  let tried = false
  let triedPhone = false
  let completed = false
  let completedByPhone = false
  let verified = false
  let loggedIn = false
  let missed = false
  let shownFailure = false
  let counted = 0
  const failures: ObservedAttempt[] = []
  for (const attempt of attempts) {
    const { method, succeeded } = attempt
    loggedIn ||= succeeded
    if (!isPasskeyMethod(method)) continue
    tried = true
    triedPhone ||= method === 'cross-device'
    if (succeeded) {
      completed = true
      completedByPhone ||= method === 'cross-device'
      verified ||= attempt.proven
    } else if (silent && isSilentMiss(attempt)) {
      missed = true
      continue
    } else {
      failures.push(attempt)
      shownFailure ||= leavesPerson(attempt, silent)
    }
    counted += 1
  }
  const deadEnd = prompted && !completed && shownFailure
  const silentMiss = missed && !completed && !shownFailure
  return {
    way: wayOf(decision, offered),
    offered,
    prompted,
    armed,
    silent,
    fetched: decision.fetched,
    reported: attempts.length > 0,
    tried,
    triedPhone,
    completed,
    completedByPhone,
    verified,
    loggedIn,
    silentMiss,
    deadEnd,
    fellBack: findCause(),
    attempts: counted,
    failures,
  }

  function findCause(): LoginSummary['fellBack'] {
    if (completed) return null
    if (!offered) return fallbackCauseOf(reason)
    if (!loggedIn) return null
    if (deadEnd) return 'failed'
    return silentMiss ? 'unavailable' : 'chosen'
  }
}

const isSilentMiss = ({ method, classified }: ObservedAttempt): boolean =>
  method === 'passkey' && classified === 'not-found'

/**
 * A dialog ended in nothing. What the page itself broke off does not count; a silent try opens a dialog only where there
 * is something to offer, which then was dismissed.
 */
function leavesPerson({ method, classified }: ObservedAttempt, silent: boolean): boolean {
  if (classified === 'aborted') return false
  return !(silent && method === 'passkey' && (classified === 'refused' || classified === 'unknown'))
}

function wayOf({ values, passive }: ObservedDecision, offered: boolean): CeremonyWay | null {
  if (!offered) return passive === 'conditional' || passive === 'button' ? 'own-choice' : null
  if (values.mode === 'conditional') return 'suggestion'
  if (values.action === 'cross-device') return 'cross-device'
  return values.mode === 'immediate' ? 'silent' : 'local'
}
