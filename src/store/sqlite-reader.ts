import type { Database } from 'better-sqlite3'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { CredentialId, DeviceId } from '../contract/ids.ts'
import type { DecisionRecord, UserPseudonym } from '../core/index.ts'
import type { AuditLine } from './audit-log.ts'
import type { StoredCells, UnfinishedCount } from './cell-store.ts'
import type { Account, StoredPasskey } from './ceremony-store.ts'
import { readDecisionRow } from './decision-row.ts'
import type { RolloutHold } from './draw-store.ts'
import { exportUser } from './export-user.ts'
import { createPresenceCheck } from './file-presence.ts'
import { createAccountLoader } from './load-account.ts'
import { countUnfinished, listAuditLines, listNewestAuditLines, loadCells } from './load-cells.ts'
import { createHistoryLoader, type LoadedHistory } from './load-history.ts'
import { listPublications, loadRevision, readSequence } from './load-rules.ts'
import type { FieldCipher } from './personal-field.ts'
import type { KeptPublication, KeptRevision } from './rule-store.ts'
import { decisions, experimentAssignments, rolloutHolds } from './schema.ts'
import { identifyFailure, readFailure } from './sqlite-failure.ts'
import { StoreError } from './store-error.ts'

/** Reads as of the last commit, at once or not at all. @throws StoreError */
export interface SqliteReader {
  loadHistory(user: UserPseudonym): LoadedHistory
  /** When each user of a device last completed a login on it. */
  loadDeviceLogins(deviceId: DeviceId): readonly number[]
  loadDecision(id: string): DecisionRecord | null
  loadPasskey(id: CredentialId): StoredPasskey | null
  loadAccount(user: UserPseudonym): Account
  /** @param queued decisions about the user that are not written yet */
  exportUser(user: UserPseudonym, queued: readonly DecisionRecord[]): Readonly<Record<string, unknown>> | null
  loadCells(from: number, recent: number, minAccountAgeDays: number): StoredCells
  listAudit(from: number, limit: number): readonly AuditLine[]
  listNewestAudit(before: number, limit: number): readonly AuditLine[]
  loadAssignments(subject: string): ReadonlyMap<string, string>
  listHolds(): readonly RolloutHold[]
  countUnfinished(since: number, until: number): readonly UnfinishedCount[]
  readRuleSequence(): number
  listPublications(before: number, limit: number): readonly KeptPublication[]
  loadRevision(revision: string): KeptRevision | null
  close(): void
}

/** @param open asked for a connection at the start, and again after one broke */
export function createSqliteReader(open: () => Database, cipher: FieldCipher): SqliteReader {
  const connect = () => {
    const connection = open()
    const findDecision = drizzle(connection)
      .select()
      .from(decisions)
      .where(eq(decisions.id, sql.placeholder('id')))
      .prepare()
    return {
      connection,
      requireFile: createPresenceCheck(connection.name),
      loadHistory: createHistoryLoader(connection, cipher),
      accounts: createAccountLoader(connection, cipher),
      findDeviceLogins: connection
        .prepare<[DeviceId], number>('select proven_at from device_users where device_id = ?')
        .pluck(),
      findDecision,
      findAssignments: drizzle(connection)
        .select({ experiment: experimentAssignments.experiment, variant: experimentAssignments.variant })
        .from(experimentAssignments)
        .where(eq(experimentAssignments.subject, sql.placeholder('subject')))
        .prepare(),
      findHolds: drizzle(connection).select().from(rolloutHolds).orderBy(rolloutHolds.rule).prepare(),
    }
  }
  type Connected = ReturnType<typeof connect>
  let connected: Connected | null = connect()
  let closed = false

  const read = <T>(work: (connected: Connected) => T): T => {
    if (closed) throw new StoreError('unavailable', 'the store is closed')
    try {
      connected ??= connect()
      connected.requireFile()
      return work(connected)
    } catch (error) {
      if (identifyFailure(error) === 'broken') disconnect()
      throw readFailure(error)
    }
  }
  const disconnect = () => {
    connected?.connection.close()
    connected = null
  }

  return {
    loadHistory: (user) => read(({ loadHistory }) => loadHistory(user)),
    loadDeviceLogins: (deviceId) => read(({ findDeviceLogins }) => findDeviceLogins.all(deviceId)),
    loadDecision: (id) =>
      read(({ findDecision }) => {
        const row = findDecision.get({ id })
        return row === undefined ? null : readDecisionRow(row, cipher)
      }),
    loadPasskey: (id) => read(({ accounts }) => accounts.loadPasskey(id)),
    loadAccount: (user) => read(({ accounts }) => accounts.loadAccount(user)),
    exportUser: (user, queued) => read(({ connection }) => exportUser(connection, cipher, user, queued)),
    loadCells: (from, recent, minAge) =>
      read(({ connection }) => loadCells(connection, from, recent, minAge)),
    loadAssignments: (subject) =>
      read(
        ({ findAssignments }) =>
          new Map(findAssignments.all({ subject }).map(({ experiment, variant }) => [experiment, variant])),
      ),
    listHolds: () => read(({ findHolds }) => findHolds.all()),
    countUnfinished: (since, until) => read(({ connection }) => countUnfinished(connection, since, until)),
    listNewestAudit: (before, limit) =>
      read(({ connection }) => listNewestAuditLines(connection, before, limit)),
    listAudit: (from, limit) => read(({ connection }) => listAuditLines(connection, from, limit)),
    readRuleSequence: () => read(({ connection }) => readSequence(connection)),
    listPublications: (before, limit) =>
      read(({ connection }) => listPublications(connection, before, limit)),
    loadRevision: (revision) => read(({ connection }) => loadRevision(connection, revision)),
    close() {
      closed = true
      disconnect()
    },
  }
}
