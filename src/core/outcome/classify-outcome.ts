import type {
  AttemptRoute,
  BrowserName,
  CeremonyMode,
  Classification,
  FailureEvidenceKind,
  Operation,
  OsName,
} from '../../contract/words.ts'
import type { ClientPlatform } from '../platform/client-platform.ts'
import type { FailureRule } from '../platform/compile-failures.ts'
import type { Knowledge } from '../platform/knowledge.ts'
import { buildSubject, type KnowledgeSubject, readSubjectSignals } from '../platform/knowledge-subject.ts'

/** What is kept of the client of an attempt. */
export interface AttemptClient {
  readonly os: OsName
  /** Dotted, or `'unknown'`. */
  readonly osVersion: string
  readonly browser: BrowserName
  readonly browserMajor: number | null
}

/** What is known of a finished attempt. `null` is "not told". */
export interface FinishedAttempt {
  readonly result: 'success' | 'failure'
  /** What was used or tried: `passkey`, `cross-device`, or a method of the host's (`password`...). */
  readonly method: string
  /** `DOMException.name` as the page caught it; case counts, as in Web IDL. */
  readonly errorName: string | null
  readonly operation: Operation
  /** How the ceremony started; null: by a person's click, which is a modal. */
  readonly mode: CeremonyMode | null
  readonly elapsedMs: number | null
  /** null: rows about particular clients do not hold. */
  readonly client: AttemptClient | null
}

/** What a finished attempt turned out to be, and how much it says. */
export interface ClassifiedOutcome {
  readonly classified: Classification
  /** What a failure is evidence of, where it counts; null: of nothing. */
  readonly evidence: FailureEvidenceKind | null
  /** How much of a whole piece of evidence, over 0 to 1; 0 without evidence. */
  readonly weight: number
  /** The row that held; null for a success. */
  readonly rule: FailureRule | null
}

const success: ClassifiedOutcome = { classified: 'succeeded', evidence: null, weight: 0, rule: null }
const unheardOf: ClassifiedOutcome = { classified: 'unknown', evidence: null, weight: 0, rule: null }

/**
 * Tells a finished attempt apart by the table of the knowledge (`rules/knowledge/failures.json`): the first row that
 * surely holds wins. Total: any name, any time, any method.
 */
export function classifyOutcome(
  attempt: FinishedAttempt,
  knowledge: Pick<Knowledge, 'failures' | 'mirrors' | 'runsOn' | 'assumedWindows' | 'newestVerified'>,
): ClassifiedOutcome {
  if (attempt.result === 'success') return success
  const subject = attempt.client === null ? null : buildClient(attempt.client, knowledge)
  const rule = knowledge.failures.find((candidate) => holds(candidate, attempt, subject))
  if (rule === undefined) return unheardOf
  const { gives, evidence, weight } = rule.row
  return { classified: gives, evidence: evidence ?? null, weight: weight ?? 0, rule }
}

function holds(
  { row, holds }: FailureRule,
  attempt: FinishedAttempt,
  subject: KnowledgeSubject | null,
): boolean {
  const { errorName, elapsedMs } = attempt
  if (row.errors === 'none' && errorName !== null) return false
  if (Array.isArray(row.errors) && (errorName === null || !row.errors.includes(errorName))) return false
  if (row.operation !== undefined && row.operation !== attempt.operation) return false
  if (!isAmong(routeOf(attempt.method), row.route)) return false
  if (!isAmong(attempt.mode ?? 'modal', row.mode)) return false
  if (row.untimed === true && elapsedMs !== null) return false
  if (row.fromMs !== undefined && !(elapsedMs !== null && elapsedMs >= row.fromMs)) return false
  if (row.belowMs !== undefined && !(elapsedMs !== null && elapsedMs < row.belowMs)) return false
  return holds === null || (subject !== null && holds(subject) === true)
}

const isAmong = <T extends string>(word: T, wanted: T | readonly T[] | undefined): boolean =>
  wanted === undefined || (typeof wanted === 'string' ? wanted === word : wanted.includes(word))

const routeOf = (method: string): AttemptRoute =>
  method === 'passkey' || method === 'cross-device' ? method : 'other'

/** A client as statements see it, with nothing but what is kept of it: conditions on the rest are refused by the linter. */
function buildClient(
  { os, osVersion, browser, browserMajor }: AttemptClient,
  knowledge: Parameters<typeof buildSubject>[2],
): KnowledgeSubject {
  const platform: ClientPlatform = {
    os,
    osVersion,
    osVersionSource: 'none',
    osVersionAtLeast: null,
    browser,
    browserMajor: browserMajor ?? 'unknown',
    browserVersion: 'unknown',
    deviceType: 'desktop',
    webview: null,
    bot: false,
    conflicts: [],
  }
  return buildSubject(platform, readSubjectSignals(platform, undefined), knowledge)
}
