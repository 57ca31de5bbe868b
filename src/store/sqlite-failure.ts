import Database from 'better-sqlite3'
import { AlteredRevisionError, StoreError } from './store-error.ts'

/** What an error of SQLite means for the calls that met it. */
export type SqliteFailure =
  /** Somebody else holds the lock: the same call may work in a moment. */
  | 'busy'
  /** No room: the transaction is lost, the connection is sound. */
  | 'full'
  /** The file or the connection is broken: only a new connection may help. */
  | 'broken'
  /** The statement or its data is at fault; the store itself is well. */
  | 'rejected'

const brokenPrefixes = [
  'SQLITE_IOERR',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_CANTOPEN',
  'SQLITE_READONLY',
  'SQLITE_PROTOCOL',
  'SQLITE_NOMEM',
]

export function identifyFailure(error: unknown): SqliteFailure {
  if (error instanceof AlteredRevisionError) return 'rejected'
  if (error instanceof StoreError) return error.code === 'full' ? 'full' : 'broken'
  if (!(error instanceof Database.SqliteError)) return 'rejected'
  const { code } = error
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'busy'
  if (code.startsWith('SQLITE_FULL')) return 'full'
  return brokenPrefixes.some((prefix) => code.startsWith(prefix)) ? 'broken' : 'rejected'
}

const messages = {
  busy: 'the database is locked by another process',
  full: 'the disk of the database is full',
  broken: 'the database cannot be used',
} as const

/** The error callers see: a StoreError where the store is at fault, else the error itself. */
export function readFailure(error: unknown): unknown {
  const failure = identifyFailure(error)
  if (error instanceof StoreError || failure === 'rejected') return error
  return new StoreError(failure === 'full' ? 'full' : 'unavailable', messages[failure], { cause: error })
}
