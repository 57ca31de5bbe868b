import type { Database } from 'better-sqlite3'
import { and, asc, desc, eq, gte, isNull, lt, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { added, incoming, incomingOrKept, larger, smaller } from './columns.ts'
import {
  auditLog,
  breakers,
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
  rolloutHolds,
  rulePublications,
  ruleRevisions,
  sightings,
  users,
} from './schema.ts'

const value = sql.placeholder

/** One piece of evidence is added at a time, so that one at most is too many. */
const mostSurplus = 1

const prepareCommand = (connection: Database, text: string): (() => void) => {
  const statement = connection.prepare(text)
  return () => {
    statement.run()
  }
}

/** Every statement of the writer, prepared once per connection. Counters are added to in SQL, never read first. */
export function prepareWriterStatements(connection: Database) {
  const db = drizzle(connection)
  return {
    begin: prepareCommand(connection, 'begin immediate'),
    commit: prepareCommand(connection, 'commit'),
    savepoint: prepareCommand(connection, 'savepoint job'),
    release: prepareCommand(connection, 'release job'),
    undo: prepareCommand(connection, 'rollback to job'),

    insertDecision: db
      .insert(decisions)
      .values({
        id: value('id'),
        at: value('at'),
        user: value('user'),
        deviceId: value('deviceId'),
        deviceProven: value('deviceProven'),
        purpose: value('purpose'),
        action: value('action'),
        reason: value('reason'),
        rule: value('rule'),
        revision: value('revision'),
        os: value('os'),
        osVersion: value('osVersion'),
        browser: value('browser'),
        browserMajor: value('browserMajor'),
        mode: value('mode'),
        offered: value('offered'),
        probabilityLocal: value('probabilityLocal'),
        probabilityCrossDevice: value('probabilityCrossDevice'),
        inputSealed: value('inputSealed'),
        provider: value('provider'),
        reach: value('reach'),
        confidence: value('confidence'),
        passive: value('passive'),
        network: value('network'),
        startedAt: value('startedAt'),
        view: value('view'),
        exposures: value('exposures'),
        shadow: value('shadow'),
        answerHash: value('answerHash'),
      })
      .onConflictDoNothing()
      .prepare(),
    findDecision: db
      .select()
      .from(decisions)
      .where(eq(decisions.id, value('id')))
      .prepare(),
    findOutcomes: db
      .select()
      .from(outcomes)
      .where(eq(outcomes.decisionId, value('decisionId')))
      .orderBy(asc(outcomes.at), asc(outcomes.method), asc(outcomes.attempt))
      .prepare(),
    /** The first fetch counts; a decision that is gone stays gone. */
    startDecision: db
      .update(decisions)
      .set({ startedAt: sql`${value('at')}` })
      .where(and(eq(decisions.id, value('id')), isNull(decisions.startedAt)))
      .prepare(),
    saveOutcome: db
      .insert(outcomes)
      .values({
        decisionId: value('decisionId'),
        method: value('method'),
        attempt: value('attempt'),
        result: value('result'),
        classified: value('classified'),
        proven: value('proven'),
        credentialId: value('credentialId'),
        authenticatorAttachment: value('authenticatorAttachment'),
        elapsedMs: value('elapsedMs'),
        user: value('user'),
        at: value('at'),
        errorName: value('errorName'),
        evidence: value('evidence'),
        weight: value('weight'),
      })
      .onConflictDoUpdate({
        target: [outcomes.decisionId, outcomes.method, outcomes.attempt],
        set: {
          result: incoming(outcomes.result),
          classified: incoming(outcomes.classified),
          proven: incoming(outcomes.proven),
          credentialId: incomingOrKept(outcomes.credentialId),
          authenticatorAttachment: incomingOrKept(outcomes.authenticatorAttachment),
          elapsedMs: incomingOrKept(outcomes.elapsedMs),
          user: incomingOrKept(outcomes.user),
          at: incoming(outcomes.at),
          errorName: incoming(outcomes.errorName),
          evidence: incoming(outcomes.evidence),
          weight: incoming(outcomes.weight),
        },
      })
      .prepare(),

    addCellEvent: db
      .insert(cellEvents)
      .values({
        user: value('user'),
        cell: value('cell'),
        route: value('route'),
        day: value('day'),
        at: value('at'),
        succeeded: value('succeeded'),
        expected: value('expected'),
        network: value('network'),
        countsFrom: value('countsFrom'),
        weighsFrom: value('weighsFrom'),
      })
      .onConflictDoNothing()
      .prepare(),
    findCellEvents: db
      .select({ cell: cellEvents.cell, day: cellEvents.day })
      .from(cellEvents)
      .where(
        and(
          eq(cellEvents.user, value('user')),
          eq(cellEvents.route, value('route')),
          gte(cellEvents.day, value('from')),
          lt(cellEvents.day, value('before')),
        ),
      )
      .prepare(),
    findUserStart: db
      .select({ createdAt: users.createdAt })
      .from(users)
      .where(eq(users.user, value('user')))
      .prepare(),
    saveBreaker: db
      .insert(breakers)
      .values({ cell: value('cell'), route: value('route'), state: value('state'), at: value('at') })
      .onConflictDoUpdate({
        target: [breakers.cell, breakers.route],
        set: { state: incoming(breakers.state), at: incoming(breakers.at) },
      })
      .prepare(),
    /** What was drawn first stays. */
    addAssignment: db
      .insert(experimentAssignments)
      .values({
        subject: value('subject'),
        experiment: value('experiment'),
        variant: value('variant'),
        at: value('at'),
      })
      .onConflictDoNothing()
      .prepare(),
    saveHold: db
      .insert(rolloutHolds)
      .values({
        rule: value('rule'),
        percent: value('percent'),
        since: value('since'),
        reason: value('reason'),
      })
      .onConflictDoUpdate({
        target: [rolloutHolds.rule],
        set: {
          percent: incoming(rolloutHolds.percent),
          since: incoming(rolloutHolds.since),
          reason: incoming(rolloutHolds.reason),
        },
        // Processes judge the same rollout at the same time: the first one counts, and is told once.
        setWhere: eq(rolloutHolds.since, value('last')),
      })
      .prepare(),
    findLastAuditLine: db
      .select({ line: auditLog.line, hash: auditLog.hash })
      .from(auditLog)
      .orderBy(desc(auditLog.line))
      .limit(1)
      .prepare(),
    addAuditLine: db
      .insert(auditLog)
      .values({
        line: value('line'),
        at: value('at'),
        actor: value('actor'),
        action: value('action'),
        detail: value('detail'),
        hash: value('hash'),
      })
      .prepare(),
    findLastPublication: db
      .select()
      .from(rulePublications)
      .orderBy(desc(rulePublications.sequence))
      .limit(1)
      .prepare(),
    addPublication: db
      .insert(rulePublications)
      .values({
        sequence: value('sequence'),
        revision: value('revision'),
        at: value('at'),
        actor: value('actor'),
        note: value('note'),
        kind: value('kind'),
        previous: value('previous'),
      })
      .prepare(),
    saveRevision: db
      .insert(ruleRevisions)
      .values({
        revision: value('revision'),
        firstAt: value('firstAt'),
        filesPacked: value('filesPacked'),
      })
      .onConflictDoNothing()
      .prepare(),
    deleteCellEvents: db
      .delete(cellEvents)
      .where(lt(cellEvents.at, value('before')))
      .prepare(),

    touchUser: db
      .insert(users)
      .values({ user: value('user'), crossDeviceSuccesses: 0, createdAt: value('createdAt') })
      .onConflictDoNothing()
      .prepare(),
    saveUser: db
      .insert(users)
      .values({
        user: value('user'),
        idSealed: value('idSealed'),
        state: value('state'),
        attributesSealed: value('attributesSealed'),
        assuranceFloor: value('assuranceFloor'),
        credentialsComplete: value('credentialsComplete'),
        crossDeviceSuccesses: 0,
        createdAt: value('createdAt'),
        profileSealed: value('profileSealed'),
        profileAt: value('profileAt'),
        sessionsRevokedAt: value('sessionsRevokedAt'),
      })
      .onConflictDoUpdate({
        target: users.user,
        set: {
          profileSealed: incomingOrKept(users.profileSealed),
          profileAt: incomingOrKept(users.profileAt),
          idSealed: incomingOrKept(users.idSealed),
          state: incomingOrKept(users.state),
          attributesSealed: incomingOrKept(users.attributesSealed),
          assuranceFloor: incomingOrKept(users.assuranceFloor),
          credentialsComplete: incomingOrKept(users.credentialsComplete),
          sessionsRevokedAt: larger(users.sessionsRevokedAt),
        },
      })
      .prepare(),
    addCrossDeviceSuccess: db
      .insert(users)
      .values({
        user: value('user'),
        crossDeviceSuccesses: 1,
        lastCrossDeviceAt: value('at'),
        createdAt: value('createdAt'),
      })
      .onConflictDoUpdate({
        target: users.user,
        set: {
          crossDeviceSuccesses: added(users.crossDeviceSuccesses),
          lastCrossDeviceAt: larger(users.lastCrossDeviceAt),
        },
      })
      .prepare(),

    findProfile: db
      .select({ profileSealed: users.profileSealed })
      .from(users)
      .where(eq(users.user, value('user')))
      .prepare(),
    findHandle: db
      .select({ handleSealed: users.handleSealed })
      .from(users)
      .where(eq(users.user, value('user')))
      .prepare(),
    keepHandle: db
      .update(users)
      .set({ handleSealed: sql`coalesce(${users.handleSealed}, ${value('handleSealed')})` })
      .where(eq(users.user, value('user')))
      .prepare(),

    insertOneTime: db
      .insert(oneTime)
      .values({
        id: value('id'),
        kind: value('kind'),
        user: value('user'),
        payloadSealed: value('payloadSealed'),
        expiresAt: value('expiresAt'),
      })
      .prepare(),
    deleteOneTime: db
      .delete(oneTime)
      .where(and(eq(oneTime.id, value('id')), eq(oneTime.kind, value('kind'))))
      .returning()
      .prepare(),
    deleteStaleOneTime: db
      .delete(oneTime)
      .where(lte(oneTime.expiresAt, value('before')))
      .prepare(),

    findSignCount: db
      .select({ signCount: credentials.signCount })
      .from(credentials)
      .where(and(eq(credentials.user, value('user')), eq(credentials.id, value('id'))))
      .prepare(),
    saveAuthentication: db
      .update(credentials)
      .set({
        signCount: sql`${value('signCount')}`,
        // Constant, so told once; records that were brought along may lack it.
        backupEligible: sql`coalesce(${credentials.backupEligible}, ${value('backupEligible')})`,
        backupState: sql`${value('backupState')}`,
        uvInitialized: sql`coalesce(${value('uvInitialized')}, ${credentials.uvInitialized})`,
        signCountRegressedAt: sql`coalesce(${value('signCountRegressedAt')}, ${credentials.signCountRegressedAt})`,
        profileToldAt: sql`coalesce(${value('profileToldAt')}, ${credentials.profileToldAt})`,
        lastUsedAt: sql`max(coalesce(${credentials.lastUsedAt}, 0), ${value('at')})`,
      })
      .where(and(eq(credentials.user, value('user')), eq(credentials.id, value('id'))))
      .prepare(),

    findCredential: db
      .select({
        user: credentials.user,
        revokedAt: credentials.revokedAt,
        transports: credentials.transports,
      })
      .from(credentials)
      .where(eq(credentials.id, value('id')))
      .prepare(),
    saveCredential: db
      .insert(credentials)
      .values({
        user: value('user'),
        id: value('id'),
        publicKey: value('publicKey'),
        userHandleSealed: value('userHandleSealed'),
        aaguid: value('aaguid'),
        transports: value('transports'),
        backupEligible: value('backupEligible'),
        backupState: value('backupState'),
        authenticatorAttachment: value('authenticatorAttachment'),
        createdAt: value('createdAt'),
        // A login may have been reported before its credential was.
        lastUsedAt: sql`(select max(at) from evidence where user = ${value('user')} and credential_id = ${value('id')} and kind in ('succeeded-here', 'succeeded-by-phone', 'succeeded-by-key'))`,
        nameSealed: value('nameSealed'),
        madeOnDevice: value('madeOnDevice'),
        madeOnOs: value('madeOnOs'),
        madeOnBrowser: value('madeOnBrowser'),
        signCount: value('signCount'),
        uvInitialized: value('uvInitialized'),
        attestationFormat: value('attestationFormat'),
      })
      .onConflictDoUpdate({
        target: [credentials.user, credentials.id],
        set: {
          publicKey: incomingOrKept(credentials.publicKey),
          userHandleSealed: incomingOrKept(credentials.userHandleSealed),
          aaguid: incomingOrKept(credentials.aaguid),
          transports: incoming(credentials.transports),
          backupEligible: incomingOrKept(credentials.backupEligible),
          backupState: incomingOrKept(credentials.backupState),
          authenticatorAttachment: incomingOrKept(credentials.authenticatorAttachment),
          createdAt: smaller(credentials.createdAt),
          revokedAt: sql`null`,
          nameSealed: incomingOrKept(credentials.nameSealed),
          madeOnDevice: incomingOrKept(credentials.madeOnDevice),
          madeOnOs: incomingOrKept(credentials.madeOnOs),
          madeOnBrowser: incomingOrKept(credentials.madeOnBrowser),
          signCount: incomingOrKept(credentials.signCount),
          uvInitialized: incomingOrKept(credentials.uvInitialized),
          attestationFormat: incomingOrKept(credentials.attestationFormat),
        },
      })
      .prepare(),
    useCredential: db
      .update(credentials)
      .set({ lastUsedAt: sql`max(coalesce(${credentials.lastUsedAt}, 0), ${value('at')})` })
      .where(and(eq(credentials.user, value('user')), eq(credentials.id, value('id'))))
      .prepare(),
    revokeCredential: db
      .update(credentials)
      .set({ revokedAt: sql`${value('at')}` })
      .where(
        and(
          eq(credentials.user, value('user')),
          eq(credentials.id, value('id')),
          isNull(credentials.revokedAt),
        ),
      )
      .prepare(),

    insertEvidence: db
      .insert(evidence)
      .values({
        user: value('user'),
        credentialId: value('credentialId'),
        deviceId: value('deviceId'),
        at: value('at'),
        key: value('key'),
        kind: value('kind'),
        weight: value('weight'),
        elapsedMs: value('elapsedMs'),
      })
      .onConflictDoNothing()
      .prepare(),
    findSurplusEvidence: db
      .select({ key: evidence.key })
      .from(evidence)
      .where(
        and(
          eq(evidence.user, value('user')),
          eq(evidence.credentialId, value('credentialId')),
          eq(evidence.deviceId, value('deviceId')),
          gte(evidence.at, value('from')),
          lt(evidence.at, value('before')),
          sql`${evidence.kind} in (select value from json_each(${value('kinds')}))`,
        ),
      )
      .orderBy(asc(evidence.at), asc(evidence.key))
      .limit(mostSurplus)
      .offset(value('limit'))
      .prepare(),
    deleteEvidence: db
      .delete(evidence)
      .where(and(eq(evidence.user, value('user')), eq(evidence.key, value('key'))))
      .prepare(),
    addSighting: db
      .insert(sightings)
      .values({
        user: value('user'),
        credentialId: value('credentialId'),
        deviceId: value('deviceId'),
        successes: value('successes'),
        failures: value('failures'),
        lastSuccessAt: value('lastSuccessAt'),
        lastFailureAt: value('lastFailureAt'),
      })
      .onConflictDoUpdate({
        target: [sightings.user, sightings.credentialId, sightings.deviceId],
        set: {
          successes: added(sightings.successes),
          failures: added(sightings.failures),
          lastSuccessAt: larger(sightings.lastSuccessAt),
          lastFailureAt: larger(sightings.lastFailureAt),
        },
      })
      .prepare(),
    /**
     * What the device said last is kept, whatever arrives last; equal times are settled by the words themselves.
     * A proof that tells no client keeps what is known.
     */
    proveDevice: db
      .insert(devices)
      .values({
        user: value('user'),
        id: value('id'),
        os: value('os'),
        osVersion: value('osVersion'),
        browser: value('browser'),
        firstSeenAt: value('at'),
        lastSeenAt: value('at'),
        provenAt: value('at'),
      })
      .onConflictDoUpdate({
        target: [devices.user, devices.id],
        set: {
          os: toldLast(devices.os),
          osVersion: toldLast(devices.osVersion),
          browser: toldLast(devices.browser),
          firstSeenAt: smaller(devices.firstSeenAt),
          lastSeenAt: larger(devices.lastSeenAt),
          provenAt: larger(devices.provenAt),
        },
      })
      .prepare(),
    addDeviceUser: db
      .insert(deviceUsers)
      .values({ deviceId: value('deviceId'), user: value('user'), provenAt: value('at') })
      .onConflictDoUpdate({
        target: [deviceUsers.deviceId, deviceUsers.user],
        set: { provenAt: larger(deviceUsers.provenAt) },
      })
      .prepare(),
    addDeviceDay: db
      .insert(deviceDays)
      .values({ user: value('user'), deviceId: value('deviceId'), day: value('day') })
      .onConflictDoNothing()
      .prepare(),
    addRegistrationAsk: db
      .insert(registrationAsks)
      .values({
        user: value('user'),
        variant: value('variant'),
        deviceId: value('deviceId'),
        asked: 1,
        lastAskedAt: value('at'),
        declinedForGood: value('declinedForGood'),
        taken: value('taken'),
        lastTakenAt: value('lastTakenAt'),
      })
      .onConflictDoUpdate({
        target: [registrationAsks.user, registrationAsks.variant, registrationAsks.deviceId],
        set: {
          asked: added(registrationAsks.asked),
          lastAskedAt: larger(registrationAsks.lastAskedAt),
          declinedForGood: larger(registrationAsks.declinedForGood),
          taken: added(registrationAsks.taken),
          lastTakenAt: larger(registrationAsks.lastTakenAt),
        },
      })
      .prepare(),
  }
}

export type WriterStatements = ReturnType<typeof prepareWriterStatements>

const toldLast = (target: (typeof devices)['os' | 'osVersion' | 'browser']) => sql`case
  when excluded.os = 'unknown' then ${target}
  when ${devices.os} = 'unknown' then ${incoming(target)}
  when (excluded.last_seen_at, excluded.os, excluded.os_version, excluded.browser)
     > (${devices.lastSeenAt}, ${devices.os}, ${devices.osVersion}, ${devices.browser})
  then ${incoming(target)} else ${target} end`
