import type { Database } from 'better-sqlite3'
import { and, asc, eq, exists, gte, inArray, lt, not, or, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { decisions, deviceUsers, experimentAssignments, outcomes, users } from './schema.ts'
import type { Touched, WriteAnswers, WriteRequests } from './write-job.ts'
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

/**
 * Looks through some of the variants that were drawn, and deletes those drawn before a time which nobody comes back for:
 * of an experiment that is gone, or of nobody who is known as a user, has logged in on the device or asked since.
 */
export function deleteExpiredAssignments(
  { connection }: WriterDatabase,
  { before, experiments, after, limit }: WriteRequests['assignment-expiry'],
  touched: Touched,
): WriteAnswers['assignment-expiry'] {
  const db = drizzle(connection)
  const { subject, experiment, at } = experimentAssignments
  const one = { one: sql`1` }
  const isUsed = or(
    exists(db.select(one).from(users).where(eq(users.user, subject))),
    exists(
      db
        .select(one)
        .from(deviceUsers)
        .where(and(eq(deviceUsers.deviceId, subject), gte(deviceUsers.provenAt, before))),
    ),
    exists(
      db
        .select(one)
        .from(decisions)
        .where(and(eq(decisions.user, subject), gte(decisions.at, before))),
    ),
  )
  const isUnused = not(isUsed ?? sql`0`)
  const seen = db
    .select({ subject, experiment, at, isUnused: sql<0 | 1>`${at} < ${before} and ${isUnused}` })
    .from(experimentAssignments)
    // Row values, so that the primary key leads there: https://www.sqlite.org/rowvalue.html
    .where(after === null ? undefined : sql`(${subject}, ${experiment}) > (${after[0]}, ${after[1]})`)
    .orderBy(asc(subject), asc(experiment))
    .limit(limit)
    .all()
  let deleted = 0
  for (const row of seen) {
    const isGone = row.at < before && experiments !== null && !experiments.has(row.experiment)
    if (row.isUnused === 0 && !isGone) continue
    const isThis = and(eq(subject, row.subject), eq(experiment, row.experiment))
    deleted += db.delete(experimentAssignments).where(isThis).run().changes
    touched.subjects.add(row.subject)
  }
  const last = seen.length < limit ? undefined : seen.at(-1)
  return { deleted, next: last === undefined ? null : [last.subject, last.experiment] }
}
