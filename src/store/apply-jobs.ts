import { appendAuditLine } from './audit-log.ts'
import { buildDecisionRow } from './decision-row.ts'
import { deleteExpired, deleteExpiredAssignments } from './delete-expired.ts'
import { ensureUserHandle } from './ensure-user-handle.ts'
import { eraseUser } from './erase-user.ts'
import { deleteStale, saveOneTime, takeOneTime } from './one-time.ts'
import { saveAuthentication } from './save-authentication.ts'
import { addPasskey, saveCredential } from './save-credential.ts'
import { saveHistoryChange } from './save-history-change.ts'
import { saveOutcome } from './save-outcome.ts'
import { savePublication } from './save-publication.ts'
import { saveUser } from './save-user.ts'
import { identifyFailure } from './sqlite-failure.ts'
import type { Touched, WriteAnswers, WriteJob, WriteKind, WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

export type JobResult =
  | { readonly ok: true; readonly answer: WriteAnswers[WriteKind] }
  | { readonly ok: false; readonly error: unknown }

export interface BatchResult {
  /** One result a job, in order. */
  readonly results: readonly JobResult[]
  readonly touched: Touched
}

/**
 * Applies jobs in one durable transaction, synchronously: when this returns, all of it is on disk. A job at fault
 * (its reducer throws, its data breaks a constraint) is undone alone, by its savepoint; when the database is at
 * fault (locked, full, broken) this throws and nothing at all was kept.
 */
export function applyJobs(database: WriterDatabase, jobs: readonly WriteJob[]): BatchResult {
  const { connection, statements } = database
  const touched: Touched = { users: new Set(), devices: new Set(), subjects: new Set(), cellEvents: [] }
  database.requireFile()
  statements.begin()
  try {
    const results = jobs.map((job) => applyAlone(database, job, touched))
    statements.commit()
    return { results, touched }
  } catch (error) {
    // SQLite itself may have rolled back: https://www.sqlite.org/lang_transaction.html (response to errors)
    if (connection.inTransaction) connection.exec('rollback')
    throw error
  }
}

function applyAlone(database: WriterDatabase, job: WriteJob, touched: Touched): JobResult {
  const { connection, statements } = database
  // One statement is its own savepoint.
  const isOneStatement = job.kind === 'decision' || job.kind === 'start' || job.kind === 'assignment'
  const events = touched.cellEvents.length
  try {
    if (!isOneStatement) statements.savepoint()
    const answer = applyJob(database, job, touched)
    if (!isOneStatement) statements.release()
    return { ok: true, answer }
  } catch (error) {
    if (identifyFailure(error) !== 'rejected' || !connection.inTransaction) throw error
    touched.cellEvents.length = events
    if (!isOneStatement) {
      statements.undo()
      statements.release()
    }
    return { ok: false, error }
  }
}

type Appliers = {
  readonly [K in WriteKind]: (
    database: WriterDatabase,
    request: WriteRequests[K],
    touched: Touched,
  ) => WriteAnswers[K]
}

const appliers: Appliers = {
  decision({ statements, cipher }, { record }) {
    statements.insertDecision.run({ ...buildDecisionRow(record, cipher) })
    return undefined
  },
  start({ statements }, request) {
    statements.startDecision.run({ ...request })
    return undefined
  },
  assignment({ statements }, { assignment }) {
    statements.addAssignment.run({ ...assignment })
    return undefined
  },
  hold(database, { hold, entry, last }) {
    const isKept = database.statements.saveHold.run({ ...hold, last }).changes === 1
    if (isKept) appendAuditLine(database, entry)
    return isKept
  },
  outcome: saveOutcome,
  credential: saveCredential,
  revocation({ statements }, { user, id, at }, touched) {
    touched.users.add(user)
    return statements.revokeCredential.run({ user, id, at }).changes === 1
  },
  user(database, request, touched) {
    saveUser(database, request, touched)
    return undefined
  },
  changes(database, { user, changes }, touched) {
    saveUser(database, { user, update: {} }, touched)
    for (const change of changes) saveHistoryChange(database, change, touched)
    return undefined
  },
  erasure: (database, { user }, touched) => eraseUser(database, user, touched),
  expiry: deleteExpired,
  'assignment-expiry': deleteExpiredAssignments,
  'one-time': saveOneTime,
  'one-time-use': takeOneTime,
  'one-time-expiry': deleteStale,
  handle: ensureUserHandle,
  passkey: addPasskey,
  authentication: saveAuthentication,
  breaker(database, { state, entry }) {
    const { cell, route, since: at } = state
    database.statements.saveBreaker.run({ cell, route, state, at })
    appendAuditLine(database, entry)
    return undefined
  },
  audit(database, { entry }) {
    appendAuditLine(database, entry)
    return undefined
  },
  revision({ statements }, { revision, at, packed }) {
    statements.saveRevision.run({ revision, firstAt: at, filesPacked: packed })
    return undefined
  },
  publication: savePublication,
  'cell-expiry': ({ statements }, { before }) => statements.deleteCellEvents.run({ before }).changes,
}

function applyJob<K extends WriteKind>(
  database: WriterDatabase,
  job: WriteJob<K>,
  touched: Touched,
): WriteAnswers[K] {
  return appliers[job.kind](database, job.request, touched)
}
