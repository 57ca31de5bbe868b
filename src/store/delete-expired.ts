import { inArray, lt } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { decisions, outcomes } from './schema.ts'
import type { WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** Deletes some of the decisions made before a time, with their outcomes; tells how many. Histories stay. */
export function deleteExpired(
  { connection }: WriterDatabase,
  { before, limit }: WriteRequests['expiry'],
): number {
  const db = drizzle(connection)
  const expired = db.select({ id: decisions.id }).from(decisions).where(lt(decisions.at, before)).limit(limit)
  const ids = expired.all().map(({ id }) => id)
  db.delete(outcomes).where(inArray(outcomes.decisionId, ids)).run()
  db.delete(decisions).where(inArray(decisions.id, ids)).run()
  return ids.length
}
