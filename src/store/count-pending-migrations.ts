import { listPending, readLastApplied } from './migrate-sqlite.ts'
import { openReaderConnection } from './sqlite-connection.ts'
import { readFailure } from './sqlite-failure.ts'

/** How many migrations a database still lacks; changes nothing. @throws StoreError when it cannot be read */
export function countPendingMigrations(file: string): number {
  const connection = openReaderConnection(file)
  try {
    const isBegun = connection
      .prepare("select 1 from sqlite_master where name = '__drizzle_migrations'")
      .pluck()
      .get()
    const applied = isBegun === undefined ? null : readLastApplied(connection)
    return listPending(applied).length
  } catch (error) {
    throw readFailure(error)
  } finally {
    connection.close()
  }
}
