import type { ExplainRequest } from '../contract/history-input.ts'
import type { Purpose } from '../contract/words.ts'
import type { WrittenLogin } from '../matrix/run-fixture.ts'
import type { Law } from './law.ts'

/** What was found out about the rule files of one manager; a plain JSON object. */
export interface ProofReport {
  /** No law is broken. Warnings and rules that nobody reaches do not count. */
  readonly ok: boolean
  readonly revision: string
  /** With the same files, moment, seed and number of runs everything here comes out again. */
  readonly seed: number
  readonly runs: number
  /** The moment of the proof, epoch ms; what begins or ends later is tried at its own time. */
  readonly now: number
  readonly laws: readonly LawResult[]
  readonly rules: readonly RuleResult[]
}

export interface LawResult extends Pick<Law, 'name' | 'sentence' | 'severity' | 'heldBy'> {
  readonly status: 'holds' | 'broken' | 'warned'
  /** Logins that were tried, and those among them that the law speaks of. */
  readonly runs: number
  readonly met: number
  readonly counterexample: Counterexample | null
}

/** The smallest login found that a law fails for. */
export interface Counterexample {
  /** What went wrong with it, in words. */
  readonly what: string
  /** What happens besides the login, in words: a failure that follows, a switch that is on. */
  readonly besides: string | null
  /** For `keywise explain`. */
  readonly request: ExplainRequest
  /** What is true of the login and cannot be said in a request. */
  readonly unsaid: readonly string[]
  /** The login in full, as fixtures have it. */
  readonly login: WrittenLogin
}

export interface RuleResult {
  readonly purpose: Purpose
  readonly name: string
  readonly file: string
  readonly status: 'reached' | 'not-reached' | 'asleep'
  /** How: the login that reached it, why it sleeps, or why nobody gets there. */
  readonly how: string
  /** The fixture that reached it. */
  readonly fixture: string | null
  /** Logins that were tried on it. */
  readonly tries: number
  /** Of them, those that its own conditions let through. */
  readonly matched: number
  /** The rules above it that took those, most first. */
  readonly shadowedBy: readonly { readonly rule: string; readonly logins: number }[]
}

export const tellUnsaid = ({ fixture: { device, store } }: WrittenLogin): readonly string[] => [
  ...(store === 'unavailable' ? ['the history cannot be read'] : []),
  ...(device?.proven === true ? ['a token proves that this user has logged in on this device'] : []),
  ...((device?.users ?? 1) > 1 ? [`${device?.users} people use this device`] : []),
]
