import type { DecisionRecord, OutcomeRecord } from '../core/index.ts'
import { buildDecisionRow, readDecisionRow } from './decision-row.ts'
import type { OutcomeSaved } from './history-store.ts'
import { saveHistoryChange } from './save-history-change.ts'
import type { Touched, WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** Anyone can obtain a decision token, and report attempt after attempt with it: no person tries this often. */
export const maxUnprovenOutcomes = 32

/** Keeps one outcome and what it teaches; a repeat teaches nothing again. */
export function saveOutcome(
  database: WriterDatabase,
  { outcome, reduce, decision: given }: WriteRequests['outcome'],
  touched: Touched,
): OutcomeSaved {
  const decision = findDecision(database, outcome.decisionId) ?? saveGivenDecision(database, outcome, given)
  if (decision === null) return { kind: 'unknown-decision' }

  const reported: readonly OutcomeRecord[] = database.statements.findOutcomes.all({
    decisionId: outcome.decisionId,
  })
  const stored = reported.find((other) => isSameAttempt(other, outcome))
  // Anyone can obtain a decision token: what was reported with one must not stand in the way of what is proven.
  const superseding = stored !== undefined && outcome.proven && !stored.proven
  if (stored !== undefined && !superseding) {
    return isSameReport(stored, outcome)
      ? {
          kind: 'repeated',
          classified: stored.classified,
          decision,
          earlier: reported.filter((other) => other !== stored),
        }
      : { kind: 'altered' }
  }

  if (!outcome.proven && countUnproven(reported) >= maxUnprovenOutcomes) return { kind: 'too-many' }

  database.statements.saveOutcome.run({ ...outcome })
  const earlier = reported.filter((other) => other !== stored || other.result !== outcome.result)
  const changes = reduce(decision, earlier, outcome)
  for (const user of new Set(changes.map((change) => change.user)))
    database.statements.touchUser.run({ user, createdAt: database.now() })
  for (const change of changes) saveHistoryChange(database, change, touched)
  return { kind: 'accepted', classified: outcome.classified, decision, earlier }
}

function findDecision({ statements, cipher }: WriterDatabase, id: string): DecisionRecord | null {
  const row = statements.findDecision.get({ id })
  return row === undefined ? null : readDecisionRow(row, cipher)
}

/** The row was dropped under load, or never written, and the caller has it. */
function saveGivenDecision(
  { statements, cipher }: WriterDatabase,
  outcome: OutcomeRecord,
  given: DecisionRecord | undefined,
): DecisionRecord | null {
  if (given?.id !== outcome.decisionId) return null
  statements.insertDecision.run({ ...buildDecisionRow(given, cipher) })
  return given
}

const countUnproven = (reported: readonly OutcomeRecord[]): number =>
  reported.reduce((count, { proven }) => (proven ? count : count + 1), 0)

const isSameAttempt = (a: OutcomeRecord, b: OutcomeRecord) => a.method === b.method && a.attempt === b.attempt

/**
 * Neither our own clock nor who reports is compared: a page may repeat what a back end has proven. Nor is what we made of
 * it, which changes with the knowledge.
 */
const isSameReport = (stored: OutcomeRecord, repeat: OutcomeRecord) =>
  stored.result === repeat.result &&
  isSameError(stored, repeat) &&
  isSameOrUntold(stored.credentialId, repeat.credentialId) &&
  isSameOrUntold(stored.authenticatorAttachment, repeat.authenticatorAttachment) &&
  isSameOrUntold(stored.elapsedMs, repeat.elapsedMs) &&
  isSameOrUntold(stored.user, repeat.user)

/** What is proven keeps what a page has told besides, so a back end that repeats itself may tell less than is stored. */
const isSameOrUntold = <T>(stored: T, repeat: T): boolean => repeat === null || stored === repeat

/** Older versions kept the classification alone. */
const isSameError = (stored: OutcomeRecord, repeat: OutcomeRecord) =>
  stored.errorName === repeat.errorName ||
  (stored.errorName === null && stored.classified === repeat.classified)
