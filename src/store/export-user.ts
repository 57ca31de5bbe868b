import type { Database } from 'better-sqlite3'
import { eq, inArray, or } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { type DecisionRecord, omitRecordedHistory, type UserPseudonym } from '../core/index.ts'
import { readDecisionRow } from './decision-row.ts'
import { ownDecisions } from './erase-user.ts'
import { type FieldCipher, openField } from './personal-field.ts'
import { credentialPlace } from './save-credential.ts'
import { userPlace } from './save-user.ts'
import {
  cellEvents,
  credentials,
  decisions,
  deviceDays,
  devices,
  evidence,
  experimentAssignments,
  oneTime,
  outcomes,
  registrationAsks,
  sightings,
  users,
} from './schema.ts'

/** Every row about a user, in clear, as of one moment; null where there is none. */
export function exportUser(
  connection: Database,
  cipher: FieldCipher,
  user: UserPseudonym,
  queued: readonly DecisionRecord[],
): Readonly<Record<string, unknown>> | null {
  return drizzle(connection).transaction((db) => {
    const isOwnDecision = ownDecisions(db, user)
    const stored = db.select().from(decisions).where(isOwnDecision).orderBy(decisions.at).all()
    const known = new Set(stored.map(({ id }) => id))
    const told = stored
      .map((row) => readDecisionRow(row, cipher))
      .concat(queued.filter(({ id }) => !known.has(id)))
    const decisionIds = db.select({ id: decisions.id }).from(decisions).where(isOwnDecision)
    const isOwnOutcome = or(eq(outcomes.user, user), inArray(outcomes.decisionId, decisionIds))
    const rows = {
      credentials: db.select().from(credentials).where(eq(credentials.user, user)).all(),
      devices: db.select().from(devices).where(eq(devices.user, user)).all(),
      deviceDays: db.select().from(deviceDays).where(eq(deviceDays.user, user)).all(),
      cellEvents: db.select().from(cellEvents).where(eq(cellEvents.user, user)).all(),
      sightings: db.select().from(sightings).where(eq(sightings.user, user)).all(),
      evidence: db.select().from(evidence).where(eq(evidence.user, user)).all(),
      experimentAssignments: db
        .select()
        .from(experimentAssignments)
        .where(
          or(
            eq(experimentAssignments.subject, user),
            inArray(
              experimentAssignments.subject,
              db.select({ id: devices.id }).from(devices).where(eq(devices.user, user)),
            ),
          ),
        )
        .all(),
      registrationAsks: db.select().from(registrationAsks).where(eq(registrationAsks.user, user)).all(),
      oneTime: db
        .select({ kind: oneTime.kind, expiresAt: oneTime.expiresAt })
        .from(oneTime)
        .where(eq(oneTime.user, user))
        .all(),
      outcomes: db.select().from(outcomes).where(isOwnOutcome).orderBy(outcomes.at).all(),
    }
    const [record] = db.select().from(users).where(eq(users.user, user)).all()
    if (record === undefined && told.length === 0 && rows.outcomes.length === 0) return null

    const {
      idSealed = null,
      attributesSealed = null,
      handleSealed = null,
      profileSealed = null,
      ...plain
    } = record ?? { user }
    return {
      user: {
        ...plain,
        id: openField(cipher, userPlace('id', user), idSealed),
        attributes: JSON.parse(openField(cipher, userPlace('attributes', user), attributesSealed) ?? '{}'),
        userHandle: openField(cipher, userPlace('handle', user), handleSealed),
        profile: JSON.parse(openField(cipher, userPlace('profile', user), profileSealed) ?? 'null'),
      },
      ...rows,
      credentials: rows.credentials.map(({ nameSealed, userHandleSealed, ...credential }) => ({
        ...credential,
        name: openField(cipher, credentialPlace('name', user, credential.id), nameSealed),
        userHandle: openField(cipher, credentialPlace('user_handle', user, credential.id), userHandleSealed),
      })),
      // What was known at each of them is told above, as it stands now.
      decisions: told.map((record) => ({ ...record, input: omitRecordedHistory(record.input) })),
    }
  })
}
