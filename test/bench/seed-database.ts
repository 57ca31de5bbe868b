import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import type { UserPseudonym } from '../../src/core/index.ts'
import { migrateSqlite } from '../../src/store/migrate-sqlite.ts'
import { createFieldCipher, type FieldCipher } from '../../src/store/personal-field.ts'
import { pseudonymOf } from '../../src/store/pseudonym.ts'
import { userPlace } from '../../src/store/save-user.ts'
import type { BenchUser, Population } from './population.ts'

/** Of the bench alone: its databases hold nobody. */
export const benchSiteKey = Buffer.alloc(32, 5)

const dayMs = 86_400_000
const batchUsers = 20_000

/** What a seeded database depends on: the schema, and the files that say who is in it. */
function hashSeed(): string {
  const migrations = fileURLToPath(new URL('../../src/store/migrations/sqlite', import.meta.url))
  const here = fileURLToPath(new URL('.', import.meta.url))
  const files = [
    ...readdirSync(migrations)
      .filter((file) => file.endsWith('.sql'))
      .map((file) => join(migrations, file)),
    ...['random.ts', 'vary-clients.ts', 'population.ts', 'seed-database.ts'].map((file) => join(here, file)),
    fileURLToPath(new URL('../../src/store/personal-field.ts', import.meta.url)),
    fileURLToPath(new URL('../../fixtures/clients.json', import.meta.url)),
    fileURLToPath(new URL('../../fixtures/passkeys.json', import.meta.url)),
  ].sort()
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.digest('hex').slice(0, 16)
}

/** A database file of so many users, made now or kept from an earlier run; it is not to be written to. */
export function prepareDatabase(population: Population, users: number): string {
  const folder = join(tmpdir(), 'keywise-bench')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${hashSeed()}-${users}.sqlite`)
  if (existsSync(file)) return file
  const draft = `${file}.${process.pid}`
  seedDatabase(draft, population, users, Date.now())
  renameSync(draft, file)
  return file
}

/**
 * Writes users straight into the tables. The store itself would take ten times as long, because it makes each write
 * durable; here a crash just means to begin again. Rows come in the order of their keys, and indexes last.
 */
export function seedDatabase(file: string, population: Population, users: number, now: number): void {
  rmSync(file, { force: true })
  const connection = new Database(file)
  connection.pragma('journal_mode = OFF')
  connection.pragma('synchronous = OFF')
  connection.pragma('cache_size = -500000')
  migrateSqlite(connection)
  const indexes = connection
    .prepare<[], { name: string; sql: string }>(
      "select name, sql from sqlite_master where type = 'index' and sql is not null",
    )
    .all()
  for (const { name } of indexes) connection.exec(`drop index ${name}`)

  const cipher = createFieldCipher(benchSiteKey, () => now)
  const insert = prepareInserts(connection)
  const ordered = Array.from({ length: users }, (_, index) => ({
    index,
    pseudonym: pseudonymOf(benchSiteKey, population.userAt(index).id),
  })).sort((a, b) => (a.pseudonym < b.pseudonym ? -1 : 1))
  for (let from = 0; from < users; from += batchUsers) {
    connection.transaction(() => {
      for (const { index, pseudonym } of ordered.slice(from, from + batchUsers)) {
        insertUser(insert, cipher, population.userAt(index), pseudonym, now)
      }
    })()
  }
  for (const { sql } of indexes) connection.exec(sql)
  connection.pragma('optimize')
  connection.close()
}

function prepareInserts(connection: Database.Database) {
  const into = (table: string, columns: readonly string[]) =>
    connection.prepare(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    )
  return {
    user: into('users', [
      'user',
      'id_sealed',
      'attributes_sealed',
      'cross_device_successes',
      'last_cross_device_at',
      'created_at',
    ]),
    credential: into('credentials', [
      ...[
        'user',
        'id',
        'aaguid',
        'transports',
        'backup_eligible',
        'backup_state',
        'authenticator_attachment',
      ],
      ...['created_at', 'last_used_at', 'made_on_device', 'made_on_os', 'made_on_browser'],
    ]),
    device: into('devices', [
      'user',
      'id',
      'os',
      'os_version',
      'browser',
      'first_seen_at',
      'last_seen_at',
      'proven_at',
    ]),
    deviceUser: into('device_users', ['device_id', 'user', 'proven_at']),
    sighting: into('sightings', [
      'user',
      'credential_id',
      'device_id',
      'successes',
      'failures',
      'last_success_at',
      'last_failure_at',
    ]),
    evidence: into('evidence', ['user', 'credential_id', 'device_id', 'at', 'key', 'kind']),
    ask: into('registration_asks', [
      'user',
      'variant',
      'device_id',
      'asked',
      'last_asked_at',
      'declined_for_good',
    ]),
  }
}

const flag = (value: boolean | undefined): number | null => (value === undefined ? null : Number(value))

function insertUser(
  insert: ReturnType<typeof prepareInserts>,
  cipher: FieldCipher,
  user: BenchUser,
  pseudonym: UserPseudonym,
  now: number,
): void {
  const phoneLogins = user.hasPhoneLogins ? 3 : 0
  const phoneAt = user.hasPhoneLogins ? now - 12 * dayMs : null
  const attributes = cipher.seal(userPlace('attributes', pseudonym), JSON.stringify(user.attributes))
  const id = cipher.seal(userPlace('id', pseudonym), user.id)
  insert.user.run(pseudonym, id, attributes, phoneLogins, phoneAt, now - 300 * dayMs)
  for (const { id, client } of user.devices) {
    const { os, osVersion, browser } = client.platform
    const provenAt = now - 5 * dayMs
    insert.device.run(pseudonym, id, os, osVersion, browser, now - 200 * dayMs, now - 2 * dayMs, provenAt)
    insert.deviceUser.run(id, pseudonym, provenAt)
  }
  for (const { id, passkey, device, successes, failures } of user.passkeys) {
    const usedAt = successes > 0 ? now - 3 * dayMs : null
    const failedAt = failures > 0 ? now - 40 * dayMs : null
    insert.credential.run(
      ...[pseudonym, id, passkey.aaguid ?? null, JSON.stringify(passkey.transports ?? [])],
      ...[flag(passkey.backupEligible), flag(passkey.backupState), passkey.authenticatorAttachment ?? null],
      ...[now - 200 * dayMs, usedAt, device.id, device.client.platform.os, device.client.platform.browser],
    )
    if (usedAt === null && failedAt === null) continue
    insert.sighting.run(pseudonym, id, device.id, successes, failures, usedAt, failedAt)
    for (let number = 0; number < successes; number++) {
      insert.evidence.run(
        pseudonym,
        id,
        device.id,
        now - (3 + 7 * number) * dayMs,
        `${id} s${number}`,
        'succeeded-here',
      )
    }
    for (let number = 0; number < failures; number++) {
      insert.evidence.run(
        pseudonym,
        id,
        device.id,
        now - (40 + number) * dayMs,
        `${id} f${number}`,
        'cancelled',
      )
    }
  }
  if (user.wasAsked) insert.ask.run(pseudonym, 'default', user.devices[0]?.id ?? '', 2, now - 60 * dayMs, 0)
}
