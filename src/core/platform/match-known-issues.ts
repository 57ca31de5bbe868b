import type { Signals } from '../signals/signals.ts'
import type { ClientPlatform } from './client-platform.ts'
import type { Knowledge } from './knowledge.ts'
import { buildSubject, platformKey, readSubjectSignals } from './knowledge-subject.ts'
import type { MatchedIssue } from './platform-support.ts'

/**
 * The known issues that surely hold for this client: one that only may hold (the version it needs is hidden) is
 * not listed. With the signals, issues that show only in reports (no Bluetooth, a guest profile) are told too.
 */
export function matchKnownIssues(
  platform: ClientPlatform,
  knowledge: Knowledge,
  signals?: Signals,
): readonly MatchedIssue[] {
  const extra = readSubjectSignals(platform, signals)
  const key = `${extra.reports}\n${platformKey(platform, extra)}`
  const remembered = knowledge.memo.issues.get(key)
  if (remembered !== undefined) return remembered
  const subject = buildSubject(platform, extra, knowledge)
  const matched = Object.freeze(
    knowledge.issues
      .filter((issue) => issue.holds?.(subject) === true)
      .map(({ id, effect, advice, certainty, source }) =>
        Object.freeze({ id, effect, advice, certainty, source } satisfies MatchedIssue),
      ),
  )
  knowledge.memo.issues.set(key, matched)
  return matched
}
