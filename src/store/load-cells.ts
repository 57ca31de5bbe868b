import type { Database } from 'better-sqlite3'
import { and, asc, eq, gte, isNotNull, lt, ne, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { BreakerState } from '../core/index.ts'
import type { AuditLine } from './audit-log.ts'
import type { StoredCells, UnfinishedCount } from './cell-store.ts'
import { auditLog, breakers, cellEvents, decisions, outcomes, users } from './schema.ts'

/** Days are summed in SQL, in whole numbers: what is long ago is needed only by day. */
export function loadCells(connection: Database, from: number, recent: number): StoredCells {
  return drizzle(connection).transaction((db) => ({
    days: db
      .select({
        cell: cellEvents.cell,
        route: cellEvents.route,
        day: cellEvents.day,
        events: sql<number>`count(*)`,
        successes: sql<number>`sum(${cellEvents.succeeded})`,
        expectedMilli: sql<number>`sum(cast(round(${cellEvents.expected} * 1000) as integer))`,
      })
      .from(cellEvents)
      .where(and(gte(cellEvents.day, from), lt(cellEvents.day, recent)))
      .groupBy(cellEvents.cell, cellEvents.route, cellEvents.day)
      .all(),
    events: db
      .select({
        user: cellEvents.user,
        cell: cellEvents.cell,
        route: cellEvents.route,
        day: cellEvents.day,
        at: cellEvents.at,
        succeeded: cellEvents.succeeded,
        expected: cellEvents.expected,
        network: cellEvents.network,
        accountAt: users.createdAt,
      })
      .from(cellEvents)
      .leftJoin(users, eq(users.user, cellEvents.user))
      .where(gte(cellEvents.day, recent))
      .orderBy(asc(cellEvents.at), asc(cellEvents.user), asc(cellEvents.cell), asc(cellEvents.route))
      .all(),
    // INVARIANT: only `saveBreaker` writes them.
    breakers: db
      .select({ state: breakers.state })
      .from(breakers)
      .orderBy(asc(breakers.cell), asc(breakers.route))
      .all()
      .map(({ state }) => state as BreakerState),
  }))
}

export const listAuditLines = (connection: Database, from: number, limit: number): readonly AuditLine[] =>
  drizzle(connection)
    .select()
    .from(auditLog)
    .where(gte(auditLog.line, from))
    .orderBy(asc(auditLog.line))
    .limit(limit)
    .all()
    .map((row) => ({ ...row, detail: row.detail as AuditLine['detail'] }))

export function countUnfinished(
  connection: Database,
  since: number,
  until: number,
): readonly UnfinishedCount[] {
  const succeeded = sql`exists (select 1 from ${outcomes} where ${outcomes.decisionId} = ${decisions.id} and ${outcomes.result} = 'success')`
  const { os, osVersion, browser, browserMajor, provider } = decisions
  return drizzle(connection)
    .select({
      os,
      osVersion,
      browser,
      browserMajor,
      provider,
      started: sql<number>`count(*)`,
      unfinished: sql<number>`sum(not ${succeeded})`,
    })
    .from(decisions)
    .where(
      and(
        gte(decisions.at, since),
        lt(decisions.at, until),
        eq(decisions.deviceProven, true),
        ne(decisions.purpose, 'registration'),
        isNotNull(decisions.startedAt),
      ),
    )
    .groupBy(os, osVersion, browser, browserMajor, provider)
    .all()
}
