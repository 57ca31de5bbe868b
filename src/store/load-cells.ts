import type { Database } from 'better-sqlite3'
import { and, asc, desc, eq, gte, isNotNull, lt, ne, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { type BreakerState, type HeardAccount, leastBreadth, sureFrom } from '../core/index.ts'
import type { AuditLine } from './audit-log.ts'
import type { StoredCells, UnfinishedCount } from './cell-store.ts'
import { auditLog, breakers, cellEvents, decisions, outcomes, users } from './schema.ts'

const dayMs = 86_400_000

/** Days are summed in SQL, in whole numbers: what is long ago is needed only by day. */
export function loadCells(
  connection: Database,
  from: number,
  recent: number,
  minAccountAgeDays: number,
): StoredCells {
  // As `isOldEnough`; nobody knows when: new.
  const isOld = sql`(max(0, ${cellEvents.at} - ${users.createdAt}) >= ${minAccountAgeDays * dayMs})`
  const milli = sql`cast(round(${cellEvents.expected} * 1000) as integer)`
  const isSure = sql`(${cellEvents.expected} >= ${sureFrom})`
  return drizzle(connection).transaction((db) => ({
    days: db
      .select({
        cell: cellEvents.cell,
        route: cellEvents.route,
        day: cellEvents.day,
        events: sql<number>`count(*)`,
        successes: sql<number>`sum(${cellEvents.succeeded})`,
        countsFrom: cellEvents.countsFrom,
        weighsFrom: cellEvents.weighsFrom,
        expectedMilli: sql<number>`sum(${milli})`,
        sureEvents: sql<number>`sum(${isSure})`,
        sureSuccesses: sql<number>`sum(${isSure} and ${cellEvents.succeeded})`,
        oldSuccesses: sql<number>`total(${isOld} and ${cellEvents.succeeded})`,
        oldMilli: sql<number>`total(case when ${isOld} then ${milli} end)`,
      })
      .from(cellEvents)
      .leftJoin(users, eq(users.user, cellEvents.user))
      .where(and(gte(cellEvents.day, from), lt(cellEvents.day, recent)))
      .groupBy(
        cellEvents.cell,
        cellEvents.route,
        cellEvents.day,
        cellEvents.countsFrom,
        cellEvents.weighsFrom,
      )
      .all(),
    accounts: listHeard(connection, from, recent, minAccountAgeDays * dayMs),
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
        countsFrom: cellEvents.countsFrom,
        weighsFrom: cellEvents.weighsFrom,
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

/** Of each finest cell, the accounts and the networks heard of last: as many as the breadth of a cell asks for. */
function listHeard(
  connection: Database,
  from: number,
  recent: number,
  minAgeMs: number,
): readonly HeardAccount[] {
  const { accounts, networks } = leastBreadth
  return connection
    .prepare<unknown[], HeardAccount>(
      `with old as (
         select cell, route, e.user as user, network, day, coalesce(network, e.user) as place
         from cell_events e join users u on u.user = e.user
         where day >= ? and day < ? and max(0, e.at - u.created_at) >= ?
       ), by_account as (
         select cell, route, user, network, max(day) as day from old group by cell, route, user
       ), by_place as (
         select cell, route, user, network, max(day) as day from old group by cell, route, place
       ), ranked as (
         select *, row_number() over (partition by cell, route order by day desc, user) as rank, ${accounts} as most
         from by_account
         union all
         select *, row_number() over (partition by cell, route order by day desc, user) as rank, ${networks} as most
         from by_place
       )
       select cell, route, user, network, day from ranked where rank <= most order by cell, route, day, user`,
    )
    .all(from, recent, minAgeMs)
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

export const listNewestAuditLines = (
  connection: Database,
  before: number,
  limit: number,
): readonly AuditLine[] =>
  drizzle(connection)
    .select()
    .from(auditLog)
    .where(lt(auditLog.line, before))
    .orderBy(desc(auditLog.line))
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
