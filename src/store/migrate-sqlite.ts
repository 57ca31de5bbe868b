import { fileURLToPath } from 'node:url'
import type { Database } from 'better-sqlite3'
import { readMigrationFiles } from 'drizzle-orm/migrator'

const migrationsFolder = fileURLToPath(new URL('./migrations/sqlite', import.meta.url))

/**
 * Brings a database up to date; safe with several processes starting at once. drizzle's own `migrate` reads what is
 * applied before it takes the lock, so that the second process fails; this takes the lock first. Same table, same
 * files.
 */
export function migrateSqlite(connection: Database): void {
  const migrate = connection.transaction(() => {
    connection.exec(
      'create table if not exists __drizzle_migrations (id integer primary key, hash text not null, created_at numeric)',
    )
    for (const migration of listPending(readLastApplied(connection))) {
      for (const statement of migration.sql) connection.exec(statement)
      connection
        .prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)')
        .run(migration.hash, migration.folderMillis)
    }
  })
  migrate.immediate()
}

/** When the last migration that was applied was made; null: none. */
export const readLastApplied = (connection: Database): number | null =>
  connection.prepare<[], number | null>('select max(created_at) from __drizzle_migrations').pluck().get() ??
  null

export const listPending = (applied: number | null) =>
  readMigrationFiles({ migrationsFolder }).filter(
    ({ folderMillis }) => applied === null || folderMillis > applied,
  )
