import type { AuditEntry } from './audit-log.ts'

/** Which variant of an experiment somebody drew: whoever is written down first keeps theirs. */
export interface Assignment {
  /** A user pseudonym or a device id. */
  readonly subject: string
  readonly experiment: string
  readonly variant: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** A rollout that its guard has stopped; one that was let go has 100 percent. */
export interface RolloutHold {
  readonly rule: string
  /** The most percent it may reach. */
  readonly percent: number
  /** Since when, in milliseconds since the epoch: what was before says nothing of what is now. */
  readonly since: number
  /** What was compared, and how it stood; or who let it go, and why. Plain data. */
  readonly reason: unknown
}

/** What draws leave behind: variants that stay, and rollouts that were stopped. */
export interface DrawStore {
  /** By experiment. Kept in memory; what other processes write shows within a minute. */
  loadAssignments(subject: string): Promise<ReadonlyMap<string, string>>
  /** Queued like decisions: never delays an answer, never throws. */
  recordAssignment(assignment: Assignment): void
  listHolds(): Promise<readonly RolloutHold[]>
  /**
   * A hold with its line of the audit log, both or neither. false: what it rests on is so no longer, and nothing was kept.
   * @param last `since` of what was last said of this rule; null: nothing ever was
   */
  saveHold(hold: RolloutHold, entry: AuditEntry, last: number | null): Promise<boolean>
}
