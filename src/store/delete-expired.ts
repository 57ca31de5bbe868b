import type { Database } from 'better-sqlite3'
import { inArray, lt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { decisions, outcomes } from './schema.ts'
import type { WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** However old: the last so many that were published can be gone back to. */
export const keptRevisions = 100

/**
 * Rules that were in force at the end of the time before are still asked by processes that have not noticed, and clocks
 * differ.
 */
const graceMs = 86_400_000

/**
 * Deletes some of the decisions made before a time, with their outcomes; tells how many. Histories stay. After the last of
 * them, the rules that none of the decisions left was taken under.
 */
export function deleteExpired(
  { connection }: WriterDatabase,
  { before, limit }: WriteRequests['expiry'],
): number {
  const db = drizzle(connection)
  const expired = db.select({ id: decisions.id }).from(decisions).where(lt(decisions.at, before)).limit(limit)
  const ids = expired.all().map(({ id }) => id)
  db.delete(outcomes).where(inArray(outcomes.decisionId, ids)).run()
  db.delete(decisions).where(inArray(decisions.id, ids)).run()
  if (ids.length < limit) deleteRevisions(connection, before - graceMs)
  return ids.length
}

/**
 * Deletes the files of revisions that were last in force before a time, but for the newest. Asked of the publications, not
 * of the decisions: those are many, and reading them all would hold up logins.
 */
const deleteRevisions = (connection: Database, before: number): void =>
  void connection
    .prepare(
      `with spans as (
        select revision, sequence, lead(at) over (order by sequence) as until from rule_publications
      ), published as (
        select revision, max(sequence) as sequence, max(coalesce(until, @before)) as until from spans group by revision
      )
      delete from rule_revisions where first_at < @before
        and revision not in (select revision from published where until >= @before)
        and revision not in (select revision from published order by sequence desc limit @kept)`,
    )
    .run({ before, kept: keptRevisions })
