import type { BrowserName, Classification, OsName } from '../../contract/words.ts'

/** What is known of a finished attempt. `null` is "not told". */
export interface FinishedAttempt {
  readonly result: 'success' | 'failure'
  /** What was used or tried: `passkey`, `cross-device`, or a method of the host's (`password`...). */
  readonly method: string
  /** `DOMException.name` as the page caught it; case counts, as in Web IDL. */
  readonly errorName: string | null
  readonly operation: 'authentication' | 'registration'
  /** How the ceremony started; null: by a person's click, which is a modal. */
  readonly mode: 'modal' | 'conditional' | 'immediate' | null
  readonly elapsedMs: number | null
  readonly attachment: 'platform' | 'cross-platform' | null
  /** For rows about one client's habits; no row needs it yet. */
  readonly platform?: { readonly os: OsName; readonly browser: BrowserName }
}

/** A row of the table: holds where everything it names holds. Times in ms, `fromMs` inclusive, `belowMs` not. */
export interface ClassificationRow {
  readonly errorNames: readonly string[] | 'any' | 'none'
  readonly route?: 'passkey' | 'cross-device' | 'other'
  readonly operation?: FinishedAttempt['operation']
  readonly mode?: 'modal' | 'conditional' | 'immediate'
  readonly fromMs?: number
  readonly belowMs?: number
  /** True: holds only where the page did not tell the time. */
  readonly untimed?: true
  readonly gives: Classification
  readonly because: string
}

/** A person cannot read and dismiss a dialog faster; what ends sooner was never shown. */
const shownMs = 1_000
/** Longer than it takes to dismiss what is plainly not wanted: somebody looked for the passkey. */
const searchedMs = 8_000
/** The ceremony timeout that decisions send by default (WebAuthn Level 3 recommends 300 to 600 s), less a little. */
const timeoutMs = 295_000

const notAllowed = ['NotAllowedError']

/**
 * How failures are told apart, first match wins. `NotAllowedError` covers most of them on purpose: the spec makes
 * "no credential", "cancelled" and "timed out" look alike to protect privacy (WebAuthn Level 3, 14.5.2), so that
 * only the time and the way the ceremony started tell more. The last row holds always.
 */
export const classificationTable: readonly ClassificationRow[] = [
  {
    errorNames: ['AbortError'],
    gives: 'aborted',
    because: "the page's own AbortSignal, or a new ceremony that replaced this one",
  },
  {
    errorNames: ['TimeoutError'],
    gives: 'timed-out',
    because: 'AbortSignal.timeout() rejects with this name (DOM standard)',
  },
  {
    errorNames: ['InvalidStateError'],
    operation: 'registration',
    gives: 'credential-exists',
    because: 'an excluded credential is on the authenticator the person chose (WebAuthn Level 3, 5.1.3)',
  },
  {
    errorNames: ['InvalidStateError', 'OperationError'],
    gives: 'refused',
    because: 'browsers answer so while another request is pending',
  },
  {
    errorNames: ['SecurityError'],
    gives: 'refused',
    because: 'the origin may not use this rpId, or permissions policy forbids it',
  },
  {
    errorNames: ['NotSupportedError', 'ConstraintError', 'TypeError', 'DataError', 'EncodingError'],
    gives: 'refused',
    because: 'the client or authenticator cannot do what the options ask',
  },
  {
    errorNames: ['NotReadableError', 'UnknownError'],
    gives: 'refused',
    because: 'the authenticator or the platform service broke down; nothing is said of the passkey',
  },
  {
    errorNames: ['verification-failed', 'VerificationError'],
    gives: 'server-rejected',
    because: 'an authenticator answered and the relying party refused the answer',
  },
  {
    errorNames: notAllowed,
    mode: 'immediate',
    route: 'passkey',
    belowMs: shownMs,
    gives: 'not-found',
    because: 'an immediate request with nothing to offer rejects without any dialog',
  },
  {
    errorNames: notAllowed,
    mode: 'immediate',
    route: 'passkey',
    fromMs: shownMs,
    gives: 'cancelled',
    because: 'an immediate request that takes its time has shown an offer, and somebody dismissed it',
  },
  {
    errorNames: notAllowed,
    mode: 'immediate',
    route: 'passkey',
    untimed: true,
    gives: 'unknown',
    because: 'nothing found and offer dismissed are opposites, and only the time tells them apart',
  },
  {
    errorNames: notAllowed,
    belowMs: shownMs,
    gives: 'refused',
    because: 'no focus, no gesture, a policy, a webview: a dialog was never shown',
  },
  {
    errorNames: notAllowed,
    mode: 'conditional',
    route: 'passkey',
    gives: 'cancelled',
    because: 'the suggestion was picked and then dismissed; the time counts from the loading of the page',
  },
  {
    errorNames: notAllowed,
    fromMs: timeoutMs,
    gives: 'timed-out',
    because: 'the dialog stayed open until the ceremony ran out',
  },
  {
    errorNames: notAllowed,
    route: 'cross-device',
    fromMs: searchedMs,
    gives: 'hybrid-failed',
    because: 'the code was on the screen long enough to be scanned, and no phone answered',
  },
  {
    errorNames: notAllowed,
    fromMs: searchedMs,
    gives: 'abandoned',
    because: 'somebody looked for the passkey and gave up',
  },
  {
    errorNames: notAllowed,
    gives: 'cancelled',
    because: 'dismissed after a glance; without a time the mildest reading is taken',
  },
  {
    errorNames: ['NetworkError'],
    route: 'cross-device',
    gives: 'hybrid-failed',
    because: 'the tunnel between phone and client could not be built',
  },
  {
    errorNames: 'none',
    route: 'other',
    gives: 'server-rejected',
    because: 'a password or code has no error of the browser: the server said no',
  },
  { errorNames: 'any', gives: 'unknown', because: 'not told, or a name nobody has described' },
]

/** What a finished attempt turned out to be. Total: any name, any time, any method. */
export function classifyOutcome(attempt: FinishedAttempt): Classification {
  if (attempt.result === 'success') return 'succeeded'
  return classificationTable.find((row) => matchesRow(row, attempt))?.gives ?? 'unknown'
}

function matchesRow(row: ClassificationRow, attempt: FinishedAttempt): boolean {
  const { errorName, elapsedMs } = attempt
  if (row.errorNames === 'none' && errorName !== null) return false
  if (Array.isArray(row.errorNames) && (errorName === null || !row.errorNames.includes(errorName)))
    return false
  if (row.route !== undefined && row.route !== routeOf(attempt.method)) return false
  if (row.operation !== undefined && row.operation !== attempt.operation) return false
  if (row.mode !== undefined && row.mode !== (attempt.mode ?? 'modal')) return false
  if (row.untimed === true && elapsedMs !== null) return false
  if (row.fromMs !== undefined && !(elapsedMs !== null && elapsedMs >= row.fromMs)) return false
  return row.belowMs === undefined || (elapsedMs !== null && elapsedMs < row.belowMs)
}

function routeOf(method: string): 'passkey' | 'cross-device' | 'other' {
  return method === 'passkey' || method === 'cross-device' ? method : 'other'
}
