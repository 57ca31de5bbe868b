import { and, eq, inArray, isNull, or, type SQL } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { BaseSQLiteDatabase } from 'drizzle-orm/sqlite-core'
import type { UserPseudonym } from '../core/index.ts'
import {
  cellEvents,
  credentials,
  decisions,
  deviceDays,
  devices,
  deviceUsers,
  evidence,
  experimentAssignments,
  oneTime,
  outcomes,
  registrationAsks,
  sightings,
  users,
} from './schema.ts'
import type { Touched } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** Deletes every row that is about a user; false where there was none. */
export function eraseUser({ connection }: WriterDatabase, user: UserPseudonym, touched: Touched): boolean {
  const db = drizzle(connection)
  const known = db.select({ id: devices.id }).from(devices).where(eq(devices.user, user)).all()
  touched.users.add(user)
  for (const device of known) touched.devices.add(device.id)

  let erased = 0
  const isOwnDecision = ownDecisions(db, user)
  const decisionIds = db.select({ id: decisions.id }).from(decisions).where(isOwnDecision).all()
  for (const { id } of decisionIds) {
    erased += db.delete(outcomes).where(eq(outcomes.decisionId, id)).run().changes
    erased += db.delete(decisions).where(eq(decisions.id, id)).run().changes
  }
  erased += db.delete(outcomes).where(eq(outcomes.user, user)).run().changes
  for (const { id } of known) {
    const isOwn = and(eq(deviceUsers.deviceId, id), eq(deviceUsers.user, user))
    erased += db.delete(deviceUsers).where(isOwn).run().changes
  }
  // What was drawn for a device before anybody was named may have been drawn for this user.
  for (const subject of [user, ...known.map(({ id }) => id)]) {
    touched.subjects.add(subject)
    const isTheirs = eq(experimentAssignments.subject, subject)
    erased += db.delete(experimentAssignments).where(isTheirs).run().changes
  }
  for (const table of [
    credentials,
    devices,
    deviceDays,
    sightings,
    evidence,
    registrationAsks,
    cellEvents,
    oneTime,
    users,
  ]) {
    erased += db.delete(table).where(eq(table.user, user)).run().changes
  }
  return erased > 0
}

/** Decisions made for a user, and those made before it was known that it is this user who logs in. */
export function ownDecisions(db: BaseSQLiteDatabase<'sync', unknown>, user: UserPseudonym): SQL | undefined {
  const reportedFor = db.select({ id: outcomes.decisionId }).from(outcomes).where(eq(outcomes.user, user))
  return or(eq(decisions.user, user), and(isNull(decisions.user), inArray(decisions.id, reportedFor)))
}
