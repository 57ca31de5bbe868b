import type { Database } from 'better-sqlite3'
import { createPresenceCheck } from './file-presence.ts'
import type { FieldCipher } from './personal-field.ts'
import { prepareWriterStatements, type WriterStatements } from './writer-statements.ts'

/** What a write works with. */
export interface WriterDatabase {
  readonly connection: Database
  readonly statements: WriterStatements
  readonly cipher: FieldCipher
  readonly now: () => number
  /** @throws StoreError when the file was deleted or replaced under the connection */
  readonly requireFile: () => void
}

export function createWriterDatabase(
  connection: Database,
  cipher: FieldCipher,
  now: () => number,
): WriterDatabase {
  const requireFile = createPresenceCheck(connection.name)
  return { connection, statements: prepareWriterStatements(connection), cipher, now, requireFile }
}
