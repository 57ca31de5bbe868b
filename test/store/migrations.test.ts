import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import { getTableColumns, getTableName, is } from 'drizzle-orm'
import { SQLiteTable } from 'drizzle-orm/sqlite-core'
import { describe, expect, it } from 'vitest'
import { countPendingMigrations } from '../../src/store/count-pending-migrations.ts'
import * as schema from '../../src/store/schema.ts'
import { openWriterConnection } from '../../src/store/sqlite-connection.ts'
import { newDatabaseFile } from './records.ts'

const tables = Object.values(schema).filter((value) => is(value, SQLiteTable))

describe('a migrated database', () => {
  const connection = openWriterConnection(newDatabaseFile(), { waitMs: 0, mustExist: false })

  it.each(tables.map((table) => [getTableName(table), table] as const))(
    'has the columns of %s',
    (name, table) => {
      const columns = connection
        .prepare<[string], string>('select name from pragma_table_info(?)')
        .pluck()
        .all(name)
      expect(columns).toEqual(Object.values(getTableColumns(table)).map((column) => column.name))
    },
  )

  it('clusters every table by its key, but for decisions', () => {
    const clustered = connection
      .prepare<[], string>(
        "select name from pragma_table_list where wr = 1 and schema = 'main' order by name",
      )
      .pluck()
      .all()
    const expected = tables.map(getTableName).filter((name) => name !== 'decisions')
    expect(clustered).toEqual(expected.sort())
  })

  it('reads a history without scanning a table', () => {
    for (const table of ['credentials', 'devices', 'sightings', 'evidence', 'registration_asks']) {
      const plan = connection
        .prepare<[], { detail: string }>(`explain query plan select * from ${table} where user = 'x'`)
        .all()
      expect(plan.map(({ detail }) => detail).join()).toContain('USING PRIMARY KEY (user=?)')
    }
  })
})

describe('several processes that start at once on an empty folder', () => {
  it('all get the whole schema', async () => {
    const file = newDatabaseFile()
    const script = new URL('./open-store.ts', import.meta.url).pathname
    const children = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--import', 'tsx', script, file], { stdio: ['pipe', 'pipe', 'inherit'] }),
    )
    const exits = Promise.all(children.map((child) => once(child, 'exit')))
    await Promise.all(children.map((child) => once(child.stdout, 'data')))
    for (const child of children) child.stdin.write('open')
    expect((await exits).map(([code]) => code)).toEqual([0, 0, 0, 0])
    const connection = new Database(file)
    const applied = connection.prepare('select count(*) from __drizzle_migrations').pluck().get()
    expect(applied).toBe(7)
    connection.close()
  }, 60_000)
})

describe('a database that another process is preparing', () => {
  it.each(['begin immediate', 'begin exclusive'])('is waited for (%s)', async (begin) => {
    const file = newDatabaseFile()
    const preparer = new Worker(
      `const { workerData, parentPort } = require('node:worker_threads')
      const connection = new (require('better-sqlite3'))(workerData.file)
      connection.exec(workerData.begin)
      parentPort.postMessage('locked')
      setTimeout(() => connection.exec('commit').close(), 300)`,
      { eval: true, workerData: { file, begin } },
    )
    const ended = once(preparer, 'exit')
    await once(preparer, 'message')
    openWriterConnection(file, { waitMs: 10_000, mustExist: false }).close()
    expect(countPendingMigrations(file)).toBe(0)
    expect(await ended).toEqual([0])
  })

  it('is refused as locked where it takes too long', () => {
    const file = newDatabaseFile()
    const preparer = new Database(file).exec('begin immediate')
    expect(() => openWriterConnection(file, { waitMs: 50, mustExist: false })).toThrow(/locked by another/)
    preparer.exec('rollback')
    openWriterConnection(file, { waitMs: 0, mustExist: false }).close()
    preparer.close()
  })
})

describe('the migrations a database lacks', () => {
  it('are counted without applying them', () => {
    const file = newDatabaseFile()
    new Database(file).exec('vacuum').close()
    expect(countPendingMigrations(file)).toBeGreaterThan(0)
    expect(countPendingMigrations(file)).toBeGreaterThan(0)
    openWriterConnection(file, { waitMs: 0, mustExist: true }).close()
    expect(countPendingMigrations(file)).toBe(0)
  })
})
