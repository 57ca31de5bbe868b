import type { BreakerState, CellDay, CellEvent, DecisionRecord, HeardAccount } from '../core/index.ts'
import type { AuditEntry, AuditLine } from './audit-log.ts'

/** What is kept of the outcomes by platform. */
export interface StoredCells {
  /** What is older, by day. */
  readonly days: readonly CellDay[]
  /** Of each finest cell, those who were heard of last in that time. */
  readonly accounts: readonly HeardAccount[]
  /** What is recent, one by one, oldest first. */
  readonly events: readonly CellEvent[]
  readonly breakers: readonly BreakerState[]
}

/** By platform, as decisions were recorded. */
export interface UnfinishedCount
  extends Pick<DecisionRecord, 'os' | 'osVersion' | 'browser' | 'browserMajor' | 'provider'> {
  readonly started: number
  readonly unfinished: number
}

/** What platforms are measured by, and the log of what was changed because of it. */
export interface CellStore {
  /**
   * @param recent from this day on, events come one by one; before it, by day
   * @param minAccountAgeDays younger accounts do not weigh
   */
  loadCells(from: number, recent: number, minAccountAgeDays: number): Promise<StoredCells>
  /** Told of what is new, in the turn of its commit. */
  onCellEvents(listener: (events: readonly CellEvent[]) => void): void
  /** A breaker that moved, with its line of the audit log, both or neither. */
  saveBreaker(state: BreakerState, entry: AuditEntry): Promise<void>
  appendAudit(entry: AuditEntry): Promise<void>
  /** Ceremonies started within a time on devices that have proven a login, and how many never ended in one. */
  countUnfinished(since: number, until: number): Promise<readonly UnfinishedCount[]>
  /** Deletes events before a time; tells how many. */
  deleteCellEvents(before: number): Promise<number>
  /** In order, from a line on. */
  listAudit(from: number, limit: number): Promise<readonly AuditLine[]>
  /** Newest first, of the lines before one. */
  listNewestAudit(before: number, limit: number): Promise<readonly AuditLine[]>
  /** The first line that is not as it was written; null: the log is whole. */
  verifyAudit(): Promise<{ readonly line: number; readonly problem: string } | null>
}
