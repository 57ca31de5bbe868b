import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { RolloutHold } from './draw-store.ts'
import { rolloutHolds } from './schema.ts'
import { openReaderConnection } from './sqlite-connection.ts'
import { readFailure } from './sqlite-failure.ts'

/** What guards hold, read beside the service. @throws StoreError */
export function loadHolds(file: string): readonly RolloutHold[] {
  const connection = openReaderConnection(file)
  try {
    return drizzle(connection).select().from(rolloutHolds).orderBy(rolloutHolds.rule).all()
  } catch (error) {
    throw readFailure(error)
  } finally {
    connection.close()
  }
}
