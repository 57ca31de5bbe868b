import Database from 'better-sqlite3'
import { migrateSqlite } from './migrate-sqlite.ts'
import { identifyFailure, readFailure } from './sqlite-failure.ts'
import { StoreError } from './store-error.ts'

/** `PRAGMA synchronous` as a number: every commit reaches the disk before it is acknowledged. */
export const synchronousFull = 2
/** 32 MB of log between checkpoints: a busy hour touches scattered pages, and writing each of them once is cheaper. */
const checkpointPages = 8000

export interface WriterOpening {
  /** How long to wait for processes that hold a lock now; the event loop stands still meanwhile. */
  readonly waitMs: number
  /** Opening again must not put an empty database in the place of one that is gone. */
  readonly mustExist: boolean
}

/** Milliseconds between two tries to open where another process is in the way. */
const retryMs = 20

/**
 * Opens, migrates and prepares the one connection that writes. From then on it never waits for a lock.
 *
 * SQLite's own waiting is not enough: where two processes turn a new file to WAL at once, one of them is refused
 * without any, lest both wait for each other. So whoever is refused lets go and begins again.
 * @throws StoreError
 */
export function openWriterConnection(file: string, { waitMs, mustExist }: WriterOpening): Database.Database {
  const end = performance.now() + waitMs
  for (;;) {
    const left = Math.max(0, Math.ceil(end - performance.now()))
    try {
      return prepareWriter(file, { waitMs: left, mustExist })
    } catch (error) {
      const isLocked = error instanceof StoreError && identifyFailure(error.cause) === 'busy'
      if (!isLocked || left === 0) throw error
    }
    standStill(Math.min(retryMs, left))
  }
}

/** Without letting anything else run: nothing can be served before the database is open. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, ms)
}

function prepareWriter(file: string, { waitMs, mustExist }: WriterOpening): Database.Database {
  return open(file, { timeout: waitMs, fileMustExist: mustExist }, (connection) => {
    connection.pragma('journal_mode = WAL')
    connection.pragma('synchronous = FULL')
    connection.pragma('secure_delete = ON')
    connection.pragma(`wal_autocheckpoint = ${checkpointPages}`)
    migrateSqlite(connection)
    requireDurableCommits(connection)
    connection.pragma('busy_timeout = 0')
  })
}

/** A connection for reading, which sees the last commit and never waits for a lock. @throws StoreError */
export function openReaderConnection(file: string): Database.Database {
  return open(file, { readonly: true, timeout: 0 }, (connection) => {
    connection.pragma('query_only = ON')
  })
}

/**
 * better-sqlite3 is compiled with DEFAULT_WAL_SYNCHRONOUS=1: a connection may fall back to NORMAL with its first
 * write in WAL, which loses acknowledged data on power loss. So write something first, then set, then read back.
 */
function requireDurableCommits(connection: Database.Database): void {
  const version = connection.pragma('user_version', { simple: true })
  connection.pragma(`user_version = ${Number(version)}`)
  connection.pragma('synchronous = FULL')
  if (readSynchronous(connection) !== synchronousFull) {
    throw new StoreError('unavailable', 'the database does not accept synchronous = FULL')
  }
}

export function readSynchronous(connection: Database.Database): unknown {
  return connection.pragma('synchronous', { simple: true })
}

function open(
  file: string,
  options: Database.Options,
  prepare: (connection: Database.Database) => void,
): Database.Database {
  let connection: Database.Database | undefined
  try {
    connection = new Database(file, options)
    prepare(connection)
    return connection
  } catch (error) {
    connection?.close()
    const failure = readFailure(error)
    if (failure instanceof StoreError) throw failure
    throw new StoreError('unavailable', `cannot open the database \`${file}\``, { cause: error })
  }
}
