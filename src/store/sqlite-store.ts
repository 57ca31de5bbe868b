import { LRUCache } from 'lru-cache'
import type { DeviceId } from '../contract/ids.ts'
import { type CellEvent, revisionOf, type UserPseudonym } from '../core/index.ts'
import { verifyAuditLines } from './audit-log.ts'
import type { CellStore } from './cell-store.ts'
import type { CeremonyStore } from './ceremony-store.ts'
import type { DrawStore } from './draw-store.ts'
import type { HistoryStore } from './history-store.ts'
import type { LoadedHistory } from './load-history.ts'
import { packRules } from './pack-rules.ts'
import { createFieldCipher } from './personal-field.ts'
import { readResistantFloors } from './resistant-floors.ts'
import type { RuleStore } from './rule-store.ts'
import type { SiteKey } from './site-key.ts'
import { openReaderConnection, openWriterConnection } from './sqlite-connection.ts'
import { createSqliteReader } from './sqlite-reader.ts'
import type { WriteAnswers } from './write-job.ts'
import { createWriter, type WriterOptions } from './writer.ts'
import { createWriterDatabase } from './writer-database.ts'

export interface SqliteStoreOptions
  extends Pick<WriterOptions, 'maxQueuedJobs' | 'maxQueuedDecisions' | 'maxWaitMs'> {
  /** The database file; its folder must exist. SQLite keeps `-wal` and `-shm` files beside it. */
  readonly file: string
  readonly siteKey: SiteKey
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** How many histories are kept in memory; 0: none. */
  readonly cacheUsers?: number
}

export interface SqliteStore extends HistoryStore, CeremonyStore, CellStore, RuleStore, DrawStore {
  /**
   * Deletes decisions made before a time and their outcomes; tells how many. What they taught stays. So do the files of rules
   * that were in force since, and of the newest.
   */
  deleteOlderThan(before: number): Promise<number>
  /**
   * Deletes variants drawn before a time which nobody comes back for; tells how many. Those who are known as users keep
   * theirs while the experiment is one of these. @param experiments null: none is known to be gone
   */
  deleteAssignments(before: number, experiments: ReadonlySet<string> | null): Promise<number>
  /** `PRAGMA synchronous` of the connection that writes: 2 is FULL. */
  readSynchronous(): unknown
}

const sharedDeviceMs = 30 * 86_400_000
/** Characters of history text kept in memory; as objects they take about three times as many bytes. */
const cacheCharacters = 24_000_000
/** Only at the start may a lock be waited for: nothing is served yet. */
const openWaitMs = 10_000
const expiryBatch = 500

/**
 * The history port over one SQLite file. Opening waits up to ten seconds for other processes that open it too;
 * afterwards nothing here ever waits for a lock. Histories are kept in memory until this process changes them; a
 * file is therefore served by one process.
 * @throws StoreError when the file cannot be opened; RangeError when the site key does not have 32 bytes
 */
export function createSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const { file, siteKey, now = Date.now, cacheUsers = 20_000 } = options
  const cipher = createFieldCipher(siteKey, now)
  const histories =
    cacheUsers > 0
      ? new LRUCache<UserPseudonym, LoadedHistory>({
          max: cacheUsers,
          maxSize: cacheCharacters,
          sizeCalculation: ({ size }) => size + 200,
        })
      : null
  const deviceLogins = new LRUCache<DeviceId, readonly number[]>({
    max: 10_000,
    maxSize: 1_000_000,
    sizeCalculation: (logins) => logins.length + 1,
  })
  /** Other processes may write as well; what they drew differs only where percentages have changed since. */
  const assignments = new LRUCache<string, ReadonlyMap<string, string>>({ max: 50_000, ttl: 60_000 })
  // A connection that is opened anew may meet another file, or a commit of which nobody knows whether it went through.
  const forget = (): void => {
    histories?.clear()
    deviceLogins.clear()
    assignments.clear()
  }
  const cellListeners: ((events: readonly CellEvent[]) => void)[] = []
  const writer = createWriter({
    ...options,
    open(isFirst) {
      forget()
      const connection = openWriterConnection(file, {
        waitMs: isFirst ? openWaitMs : 0,
        mustExist: !isFirst,
      })
      return createWriterDatabase(connection, cipher, now)
    },
    onCommit({ users, devices, subjects, cellEvents }) {
      for (const user of users) histories?.delete(user)
      for (const device of devices) deviceLogins.delete(device)
      for (const subject of subjects) assignments.delete(subject)
      if (cellEvents.length > 0) for (const listen of cellListeners) listen(cellEvents)
    },
  })
  let floors: Set<UserPseudonym> = new Set()
  const openReader = () => {
    forget()
    const connection = openReaderConnection(file)
    floors = readResistantFloors(connection)
    return connection
  }
  const reader = createSqliteReader(openReader, cipher)

  return {
    async loadHistory(user) {
      const cached = histories?.get(user)
      if (cached !== undefined) return cached.history
      const loaded = reader.loadHistory(user)
      histories?.set(user, loaded)
      return loaded.history
    },
    async loadDeviceUserCount(deviceId) {
      let logins = deviceLogins.get(deviceId)
      if (logins === undefined) {
        logins = reader.loadDeviceLogins(deviceId)
        deviceLogins.set(deviceId, logins)
      }
      const since = now() - sharedDeviceMs
      return logins.filter((at) => at >= since).length
    },
    recordDecision: writer.recordDecision,
    recordStart: writer.recordStart,
    async loadAssignments(subject) {
      const known = assignments.get(subject)
      if (known !== undefined) return known
      const loaded = reader.loadAssignments(subject)
      assignments.set(subject, loaded)
      return loaded
    },
    recordAssignment(assignment) {
      const { subject, experiment, variant } = assignment
      const known = assignments.get(subject)
      // Theirs from now on, also while it waits to be written.
      if (known?.has(experiment) === false)
        assignments.set(subject, new Map([...known, [experiment, variant]]))
      writer.recordAssignment(assignment)
    },
    listHolds: async () => reader.listHolds(),
    saveHold: (hold, entry, last) => writer.write({ kind: 'hold', request: { hold, entry, last } }),
    loadDecision: async (id) => writer.findQueued(id) ?? reader.loadDecision(id),
    saveOutcome: (outcome, reduce, decision) =>
      writer.write({ kind: 'outcome', request: { outcome, reduce, decision } }),
    saveCredential: (user, update) => writer.write({ kind: 'credential', request: { user, update } }),
    revokeCredential: (user, id, at) => writer.write({ kind: 'revocation', request: { user, id, at } }),
    async saveUser(user, update) {
      await writer.write({ kind: 'user', request: { user, update } })
      if (update.assuranceFloor === 'phishing-resistant') floors.add(user.pseudonym)
      else if (update.assuranceFloor !== undefined) floors.delete(user.pseudonym)
    },
    hasResistantFloor: (user) => floors.has(user),
    saveChanges: (user, changes) => writer.write({ kind: 'changes', request: { user, changes } }),
    exportUser: async (user) => reader.exportUser(user, writer.findQueuedOf(user)),
    async eraseUser(user) {
      const erased = await writer.write({ kind: 'erasure', request: { user } })
      floors.delete(user)
      return erased
    },
    async deleteOlderThan(before) {
      let deleted = 0
      for (;;) {
        const some = await writer.write({ kind: 'expiry', request: { before, limit: expiryBatch } })
        deleted += some
        if (some < expiryBatch) return deleted
      }
    },
    async deleteAssignments(before, experiments) {
      const asked = { before, experiments, limit: expiryBatch }
      let deleted = 0
      for (let after: readonly [string, string] | null = null; ; ) {
        const some: WriteAnswers['assignment-expiry'] = await writer.write({
          kind: 'assignment-expiry',
          request: { ...asked, after },
        })
        deleted += some.deleted
        if (some.next === null) return deleted
        after = some.next
      }
    },
    async saveOneTime(record) {
      await writer.write({ kind: 'one-time', request: { record } })
    },
    takeOneTime: (kind, id) => writer.write({ kind: 'one-time-use', request: { kind, id } }),
    deleteStale: (before) => writer.write({ kind: 'one-time-expiry', request: { before } }),
    loadPasskey: async (id) => reader.loadPasskey(id),
    loadAccount: async (user) => reader.loadAccount(user),
    ensureUserHandle: (user, fresh, profile) =>
      writer.write({ kind: 'handle', request: { user, fresh, profile } }),
    addPasskey: (user, update) => writer.write({ kind: 'passkey', request: { user, update } }),
    saveAuthentication: (update) => writer.write({ kind: 'authentication', request: { update } }),
    loadCells: async (from, recent, minAge) => reader.loadCells(from, recent, minAge),
    onCellEvents: (listener) => void cellListeners.push(listener),
    async saveBreaker(state, entry) {
      await writer.write({ kind: 'breaker', request: { state, entry } })
    },
    async appendAudit(entry) {
      await writer.write({ kind: 'audit', request: { entry } })
    },
    countUnfinished: async (since, until) => reader.countUnfinished(since, until),
    deleteCellEvents: (before) => writer.write({ kind: 'cell-expiry', request: { before } }),
    listAudit: async (from, limit) => reader.listAudit(from, limit),
    listNewestAudit: async (before, limit) => reader.listNewestAudit(before, limit),
    verifyAudit: async () => verifyAuditLines(reader.listAudit(0, Number.MAX_SAFE_INTEGER)),
    readSequence: async () => reader.readRuleSequence(),
    loadLastPublication: async () => reader.listPublications(Number.MAX_SAFE_INTEGER, 1)[0] ?? null,
    listPublications: async (before, limit) => reader.listPublications(before, limit),
    loadRevision: async (revision) => reader.loadRevision(revision),
    async saveRevision(folder, at) {
      const packed = await packRules(folder)
      await writer.write({ kind: 'revision', request: { revision: revisionOf(folder), at, packed } })
    },
    async savePublication(folder, publication, basis) {
      const packed = await packRules(folder)
      return writer.write({ kind: 'publication', request: { publication, packed, basis } })
    },
    isReady: writer.isWell,
    readSynchronous: writer.readSynchronous,
    stats: writer.stats,
    async close() {
      reader.close()
      await writer.close()
    },
  }
}
