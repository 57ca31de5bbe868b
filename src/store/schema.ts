import { index, primaryKey, sqliteTable, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { CredentialId, DeviceId } from '../contract/ids.ts'
import type {
  AnswerView,
  AssuranceFloor,
  BrowserName,
  CellRoute,
  Classification,
  Confidence,
  LearntRoute,
  OsName,
  PassiveMode,
  PublicationKind,
  Purpose,
  ReachClass,
  RegistrationVariant,
  UserState,
} from '../contract/words.ts'
import type { DecisionRecord, EvidenceKind, UserPseudonym } from '../core/index.ts'
import type { OneTimeKind } from './ceremony-store.ts'
import { column } from './columns.ts'

/**
 * What is kept. Keys lead with the user pseudonym, so that a user's rows lie together and the same schema can be
 * sharded by user. `...Sealed` columns are encrypted (`personal-field.ts`).
 *
 * drizzle-kit cannot say WITHOUT ROWID: it is added by hand to the generated migration, for every table but
 * `decisions` (wide rows, found by id, appended in time order); `test/store/migrations.test.ts` holds us to it.
 */
const userKey = () => column.text('user').$type<UserPseudonym>().notNull()

export const users = sqliteTable('users', {
  user: column.text('user').$type<UserPseudonym>().primaryKey(),
  /** null: known only by outcomes, which carry the pseudonym alone. */
  idSealed: column.text('id_sealed'),
  state: column.text('state').$type<UserState>(),
  attributesSealed: column.text('attributes_sealed'),
  assuranceFloor: column.text('assurance_floor').$type<AssuranceFloor>(),
  credentialsComplete: column.flag('credentials_complete'),
  crossDeviceSuccesses: column.integer('cross_device_successes').notNull(),
  lastCrossDeviceAt: column.epochMs('last_cross_device_at'),
  createdAt: column.epochMs('created_at').notNull(),
  /** The user handle of the account: random, the same for all its passkeys (WebAuthn Level 3, 14.6.1). */
  handleSealed: column.text('handle_sealed'),
  /** Name and display name, as passkey providers show them (JSON). */
  profileSealed: column.text('profile_sealed'),
  profileAt: column.epochMs('profile_at'),
  /** Device tokens issued until then are void: the user signed out everywhere. */
  sessionsRevokedAt: column.epochMs('sessions_revoked_at'),
})

export const credentials = sqliteTable(
  'credentials',
  {
    user: userKey(),
    id: column.text('id').$type<CredentialId>().notNull(),
    publicKey: column.text('public_key'),
    userHandleSealed: column.text('user_handle_sealed'),
    aaguid: column.text('aaguid'),
    transports: column.json<readonly string[]>('transports').notNull(),
    backupEligible: column.flag('backup_eligible'),
    backupState: column.flag('backup_state'),
    authenticatorAttachment: column.text('authenticator_attachment').$type<'platform' | 'cross-platform'>(),
    createdAt: column.epochMs('created_at'),
    lastUsedAt: column.epochMs('last_used_at'),
    revokedAt: column.epochMs('revoked_at'),
    nameSealed: column.text('name_sealed'),
    madeOnDevice: column.text('made_on_device').$type<DeviceId>(),
    madeOnOs: column.text('made_on_os').$type<OsName>(),
    madeOnBrowser: column.text('made_on_browser').$type<BrowserName>(),
    signCount: column.integer('sign_count'),
    uvInitialized: column.flag('uv_initialized'),
    attestationFormat: column.text('attestation_format'),
    signCountRegressedAt: column.epochMs('sign_count_regressed_at'),
    /** When the provider of this passkey was last told the user's name. */
    profileToldAt: column.epochMs('profile_told_at'),
  },
  (table) => [
    primaryKey({ columns: [table.user, table.id] }),
    // A credential id belongs to one account (WebAuthn Level 3, section 7.1, step 26).
    uniqueIndex('credentials_id').on(table.id),
  ],
)

export const devices = sqliteTable(
  'devices',
  {
    user: userKey(),
    id: column.text('id').$type<DeviceId>().notNull(),
    os: column.text('os').$type<OsName | 'unknown'>().notNull(),
    osVersion: column.text('os_version').notNull(),
    browser: column.text('browser').$type<BrowserName | 'unknown'>().notNull(),
    firstSeenAt: column.epochMs('first_seen_at').notNull(),
    lastSeenAt: column.epochMs('last_seen_at').notNull(),
    provenAt: column.epochMs('proven_at'),
  },
  (table) => [primaryKey({ columns: [table.user, table.id] })],
)

export const sightings = sqliteTable(
  'sightings',
  {
    user: userKey(),
    credentialId: column.text('credential_id').$type<CredentialId>().notNull(),
    deviceId: column.text('device_id').$type<DeviceId>().notNull(),
    successes: column.integer('successes').notNull(),
    failures: column.integer('failures').notNull(),
    lastSuccessAt: column.epochMs('last_success_at'),
    lastFailureAt: column.epochMs('last_failure_at'),
  },
  (table) => [primaryKey({ columns: [table.user, table.credentialId, table.deviceId] })],
)

export const evidence = sqliteTable(
  'evidence',
  {
    user: userKey(),
    credentialId: column.text('credential_id').$type<CredentialId>().notNull(),
    deviceId: column.text('device_id').$type<DeviceId>().notNull(),
    at: column.epochMs('at').notNull(),
    key: column.text('key').notNull(),
    kind: column.text('kind').$type<EvidenceKind>().notNull(),
    /** How much of a whole piece of evidence it is, over 0 to 1. */
    weight: column.number('weight').notNull().default(1),
    elapsedMs: column.integer('elapsed_ms'),
  },
  (table) => [
    primaryKey({ columns: [table.user, table.credentialId, table.deviceId, table.at, table.key] }),
    uniqueIndex('evidence_key').on(table.user, table.key),
  ],
)

export const registrationAsks = sqliteTable(
  'registration_asks',
  {
    user: userKey(),
    variant: column.text('variant').$type<RegistrationVariant>().notNull(),
    /** '' where the page has no device id: part of the key, so never null. */
    deviceId: column.text('device_id').$type<DeviceId | ''>().notNull(),
    asked: column.integer('asked').notNull(),
    lastAskedAt: column.epochMs('last_asked_at').notNull(),
    declinedForGood: column.flag('declined_for_good').notNull(),
    taken: column.integer('taken').notNull().default(0),
    lastTakenAt: column.epochMs('last_taken_at'),
  },
  (table) => [primaryKey({ columns: [table.user, table.variant, table.deviceId] })],
)

/** Days (since 1970, UTC) on which a login was proven on a device: rows, so that whatever is told twice counts once. */
export const deviceDays = sqliteTable(
  'device_days',
  {
    user: userKey(),
    deviceId: column.text('device_id').$type<DeviceId>().notNull(),
    day: column.integer('day').notNull(),
  },
  (table) => [primaryKey({ columns: [table.user, table.deviceId, table.day] })],
)

/** Which users have completed a login on a device; every row has its twin in `devices`. */
export const deviceUsers = sqliteTable(
  'device_users',
  {
    deviceId: column.text('device_id').$type<DeviceId>().notNull(),
    user: userKey(),
    provenAt: column.epochMs('proven_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.deviceId, table.user] })],
)

export const decisions = sqliteTable(
  'decisions',
  {
    id: column.text('id').primaryKey(),
    at: column.epochMs('at').notNull(),
    user: column.text('user').$type<UserPseudonym>(),
    deviceId: column.text('device_id').$type<DeviceId>(),
    deviceProven: column.flag('device_proven').notNull(),
    purpose: column.text('purpose').$type<Purpose>().notNull(),
    action: column.text('action').$type<DecisionRecord['action']>().notNull(),
    reason: column.text('reason').$type<DecisionRecord['reason']>().notNull(),
    rule: column.text('rule'),
    revision: column.text('revision').notNull(),
    os: column.text('os').$type<OsName>().notNull(),
    osVersion: column.text('os_version').notNull(),
    browser: column.text('browser').$type<BrowserName>().notNull(),
    browserMajor: column.integer('browser_major'),
    mode: column.text('mode').$type<NonNullable<DecisionRecord['mode']>>(),
    offered: column.json<readonly CredentialId[]>('offered').notNull(),
    probabilityLocal: column.number('probability_local').notNull(),
    probabilityCrossDevice: column.number('probability_cross_device').notNull(),
    inputSealed: column.text('input_sealed').notNull(),
    /** Of the passkey that was likeliest here. */
    provider: column.text('provider'),
    reach: column.text('reach').$type<ReachClass>(),
    confidence: column.text('confidence').$type<Confidence>(),
    passive: column.text('passive').$type<PassiveMode>(),
    /** Pseudonym of the address prefix the request came from. */
    network: column.text('network'),
    /** When a page fetched the options of its ceremony; null: never, or elsewhere. */
    startedAt: column.epochMs('started_at'),
    view: column.text('view').$type<AnswerView>(),
    /** JSON: the draws that had a say; null: none. */
    exposures: column.json<NonNullable<DecisionRecord['exposures']>>('exposures'),
    shadow: column.json<NonNullable<DecisionRecord['shadow']>>('shadow'),
    answerHash: column.text('answer_hash'),
  },
  (table) => [index('decisions_user').on(table.user), index('decisions_at').on(table.at)],
)

/**
 * What may be used once: challenges and tickets. `id` is the SHA-256 of the thing itself, so that reading the file gives
 * nobody a login.
 */
export const oneTime = sqliteTable(
  'one_time',
  {
    id: column.text('id').primaryKey(),
    kind: column.text('kind').$type<OneTimeKind>().notNull(),
    user: column.text('user').$type<UserPseudonym>(),
    payloadSealed: column.text('payload_sealed').notNull(),
    expiresAt: column.epochMs('expires_at').notNull(),
  },
  (table) => [index('one_time_user').on(table.user), index('one_time_expires').on(table.expiresAt)],
)

export const outcomes = sqliteTable(
  'outcomes',
  {
    decisionId: column.text('decision_id').notNull(),
    method: column.text('method').notNull(),
    attempt: column.integer('attempt').notNull(),
    result: column.text('result').$type<'success' | 'failure'>().notNull(),
    classified: column.text('classified').$type<Classification>().notNull(),
    proven: column.flag('proven').notNull(),
    credentialId: column.text('credential_id').$type<CredentialId>(),
    authenticatorAttachment: column.text('authenticator_attachment').$type<'platform' | 'cross-platform'>(),
    elapsedMs: column.integer('elapsed_ms'),
    user: column.text('user').$type<UserPseudonym>(),
    at: column.epochMs('at').notNull(),
    errorName: column.text('error_name'),
    /** What a failure was evidence of by the knowledge of its time. */
    evidence: column.text('evidence').$type<EvidenceKind>(),
    weight: column.number('weight').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.decisionId, table.method, table.attempt] }),
    index('outcomes_user').on(table.user),
  ],
)

/**
 * What proven outcomes say of a platform; in each cell one a user, route and day counts (`core/cells`). The pseudonyms serve to count how
 * many different people and networks stand behind a rate.
 */
export const cellEvents = sqliteTable(
  'cell_events',
  {
    user: userKey(),
    cell: column.text('cell').notNull(),
    route: column.text('route').$type<LearntRoute>().notNull(),
    /** Days since 1970, UTC. */
    day: column.integer('day').notNull(),
    at: column.epochMs('at').notNull(),
    succeeded: column.flag('succeeded').notNull(),
    /** What had been expected: P(success) as it was estimated. */
    expected: column.number('expected').notNull(),
    network: column.text('network'),
    /** In the wider cells the user has counted already that day, or week: see `countLevels`. */
    countsFrom: column.integer('counts_from').notNull().default(0),
    weighsFrom: column.integer('weighs_from').notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.user, table.cell, table.route, table.day] }),
    index('cell_events_at').on(table.at),
  ],
)

/** The circuit breakers that are not simply closed, and those that once were not. */
export const breakers = sqliteTable(
  'breakers',
  {
    cell: column.text('cell').notNull(),
    route: column.text('route').$type<CellRoute>().notNull(),
    /** JSON, as `core/cells` writes it. */
    state: column.json<unknown>('state').notNull(),
    at: column.epochMs('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.cell, table.route] })],
)

/** What was changed by whom, or by the engine itself; each line carries the hash of the line before. */
export const auditLog = sqliteTable('audit_log', {
  line: column.integer('line').primaryKey(),
  at: column.epochMs('at').notNull(),
  /** `engine`, or the kind and short name of the key that was used. */
  actor: column.text('actor').notNull(),
  action: column.text('action').notNull(),
  /** JSON without personal data. */
  detail: column.json<unknown>('detail').notNull(),
  hash: column.text('hash').notNull(),
})

/** Sets of rules that were in force, whole, so that they can be put in force again and decisions replayed; see `deleteExpired`. */
export const ruleRevisions = sqliteTable('rule_revisions', {
  revision: column.text('revision').primaryKey(),
  firstAt: column.epochMs('first_at').notNull(),
  /** The folder: JSON of path to text, brotli, base64. */
  filesPacked: column.text('files_packed').notNull(),
})

/** Which revision was put in force when, by whom and why; the last line is the one in force. */
export const rulePublications = sqliteTable('rule_publications', {
  sequence: column.integer('sequence').primaryKey(),
  revision: column.text('revision').notNull(),
  at: column.epochMs('at').notNull(),
  actor: column.text('actor').notNull(),
  note: column.text('note').notNull(),
  kind: column.text('kind').$type<PublicationKind>().notNull(),
  /** What was in force before; null: nothing. */
  previous: column.text('previous'),
})

/** Which variant somebody drew: it stays theirs whatever becomes of the percentages. `subject` is a user pseudonym or a device id. */
export const experimentAssignments = sqliteTable(
  'experiment_assignments',
  {
    subject: column.text('subject').notNull(),
    experiment: column.text('experiment').notNull(),
    variant: column.text('variant').notNull(),
    at: column.epochMs('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.experiment] })],
)

/** Rollouts that their guards have stopped, by rule. */
export const rolloutHolds = sqliteTable('rollout_holds', {
  rule: column.text('rule').primaryKey(),
  /** The most percent it may reach. */
  percent: column.number('percent').notNull(),
  since: column.epochMs('since').notNull(),
  /** JSON: what was compared, and how it stood. */
  reason: column.json<unknown>('reason').notNull(),
})
