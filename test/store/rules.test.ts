import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { revisionOf } from '../../src/core/index.ts'
import { openRuleRecords } from '../../src/store/load-rules.ts'
import type { Publication } from '../../src/store/rule-store.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { StoreError } from '../../src/store/store-error.ts'
import { isTorture } from '../times.ts'
import { newDatabaseFile, siteKey } from './records.ts'

const open = (file = newDatabaseFile()) => {
  const store = createSqliteStore({ file, siteKey })
  onTestFinished(() => store.close())
  return { file, store }
}
const folderOf = (text: string) => new Map([['settings.json', text]])
const publicationOf = (text: string, changes: Partial<Publication> = {}): Publication => ({
  revision: revisionOf(folderOf(text)),
  at: 5,
  actor: 'admin:adm-1',
  note: 'a reason',
  kind: 'publish',
  ...changes,
})

describe('the rules on record', () => {
  it('are empty at first', async () => {
    const { store } = open()
    expect(await store.readSequence()).toBe(0)
    expect(await store.loadLastPublication()).toBeNull()
    expect(await store.listPublications(Number.MAX_SAFE_INTEGER, 10)).toEqual([])
    expect(await store.loadRevision('r000000000000')).toBeNull()
  })

  it('come back as they were published, newest first, with the audit line of each', async () => {
    const { store, file } = open()
    const folder = new Map([
      ['a.json', 'é "quoted"\n'],
      ['knowledge/b.json', '{}'],
    ])
    const first = publicationOf('', { revision: revisionOf(folder) })
    const saved = await store.savePublication(folder, first, { last: null })
    const kept = { ...first, sequence: 1, previous: null }
    expect(saved).toEqual({ kind: 'kept', publication: kept })
    const second = publicationOf('two', { kind: 'revert', note: 'back' })
    await store.savePublication(folderOf('two'), second, { last: first.revision })

    const records = openRuleRecords(file)
    onTestFinished(records.close)
    for (const reader of [store, records]) {
      expect(await reader.readSequence()).toBe(2)
      expect(await reader.listPublications(Number.MAX_SAFE_INTEGER, 10)).toEqual([
        { ...second, sequence: 2, previous: first.revision },
        kept,
      ])
      expect(await reader.listPublications(2, 10)).toEqual([kept])
      expect(await reader.loadLastPublication()).toMatchObject({ sequence: 2 })
      expect(await reader.loadRevision(first.revision)).toEqual({
        revision: first.revision,
        firstAt: 5,
        folder,
      })
    }
    expect(await store.listAudit(1, 10)).toMatchObject([
      { action: 'rules-published', actor: 'admin:adm-1', detail: { sequence: 1, note: 'a reason' } },
      { action: 'rules-reverted', detail: { revision: second.revision, previous: first.revision } },
    ])
    expect(await store.verifyAudit()).toBeNull()
  })

  it('refuse what rests on a revision that is no longer the last, and keep nothing of it', async () => {
    const { store } = open()
    await store.savePublication(folderOf('one'), publicationOf('one'), { last: null })
    const late = await store.savePublication(folderOf('two'), publicationOf('two'), { last: null })
    expect(late).toMatchObject({ kind: 'conflict', last: { sequence: 1 } })
    expect(await store.readSequence()).toBe(1)
    expect(await store.loadRevision(publicationOf('two').revision)).toBeNull()
    expect(await store.listAudit(1, 10)).toHaveLength(1)
  })

  it('take what is told afterwards once, and only in a row', async () => {
    const { store } = open()
    const tell = async (text: string) => {
      const told = publicationOf(text, { kind: 'folder', actor: 'folder', note: '' })
      return (await store.savePublication(folderOf(text), told, 'told-afterwards')).kind
    }
    expect([await tell('one'), await tell('one'), await tell('two'), await tell('one')]).toEqual([
      'kept',
      'repeated',
      'kept',
      'kept',
    ])
  })

  it('keep the files of a revision once, and not a publication with it', async () => {
    const { store } = open()
    for (const at of [1, 2]) await store.saveRevision(folderOf('one'), at)
    expect(await store.loadRevision(publicationOf('one').revision)).toMatchObject({ firstAt: 1 })
    expect(await store.readSequence()).toBe(0)
  })

  it('are not taken for a revision once somebody has changed the row', async () => {
    const { store, file } = open()
    await store.saveRevision(folderOf('one'), 1)
    await store.saveRevision(folderOf('two'), 1)
    const other = new Database(file)
    other.exec(
      `update rule_revisions set files_packed = (select files_packed from rule_revisions where revision = '${publicationOf('two').revision}')`,
    )
    other.close()
    await expect(store.loadRevision(publicationOf('one').revision)).rejects.toThrow(StoreError)
    expect(await store.loadRevision(publicationOf('two').revision)).not.toBeNull()
  })
})

describe('two processes that publish at the same time', () => {
  const rounds = isTorture ? 1_000 : 60

  it('number and chain as one: no publication is lost, none rests on another than the one before', async () => {
    const file = newDatabaseFile()
    await createSqliteStore({ file, siteKey }).close()
    const script = new URL('./publish-many.ts', import.meta.url).pathname
    const run = (name: string) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', script, file, name, String(rounds)])
    await Promise.all([run('one'), run('two')])

    const { store } = open(file)
    const kept = (await store.listPublications(Number.MAX_SAFE_INTEGER, 10_000)).toReversed()
    expect(kept.map(({ sequence }) => sequence)).toEqual(kept.map((_, index) => index + 1))
    expect(kept).toHaveLength(2 * rounds)
    for (const [index, { previous }] of kept.entries())
      expect(previous).toBe(kept[index - 1]?.revision ?? null)
    for (const name of ['one', 'two'])
      expect(kept.filter(({ actor }) => actor === name).map(({ note }) => note)).toEqual(
        Array.from({ length: rounds }, (_, index) => String(index)),
      )
    expect(await store.verifyAudit()).toBeNull()
    const lines = await store.listAudit(1, 100_000)
    expect(lines.filter(({ action }) => action === 'rules-published')).toHaveLength(2 * rounds)
  })
})
