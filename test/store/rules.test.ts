import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { revisionOf } from '../../src/core/index.ts'
import { keptRevisions } from '../../src/store/delete-expired.ts'
import { openRuleRecords } from '../../src/store/load-rules.ts'
import type { Publication } from '../../src/store/rule-store.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { StoreError } from '../../src/store/store-error.ts'
import { isTorture } from '../times.ts'
import { decisionRecord, newDatabaseFile, siteKey } from './records.ts'

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

describe('rules past the retention of decisions', () => {
  const day = 86_400_000
  const before = 500 * day
  const revision = (text: string) => publicationOf(text).revision

  /** One publication each at a time, in that order. */
  async function publishAll(
    store: ReturnType<typeof open>['store'],
    at: readonly (readonly [string, number])[],
  ) {
    let last: string | null = null
    for (const [text, time] of at) {
      const publication = publicationOf(text, { at: time })
      const saved = await store.savePublication(folderOf(text), publication, { last })
      expect(saved.kind).toBe('kept')
      last = publication.revision
    }
  }
  const many = Array.from({ length: keptRevisions }, (_, n) => [`new-${n}`, before + n] as const)

  it('go once no decision that is left can be of them, and who published them stays on record', async () => {
    const { store } = open()
    await publishAll(store, [
      ['long-gone', day],
      ['again', 2 * day],
      ['ended-in-time', 3 * day],
      ['again', before - 10 * day],
      ['until-lately', before - 5 * day],
      ...many,
    ])
    await store.saveRevision(folderOf('tried-once'), day)
    await store.saveRevision(folderOf('tried-lately'), before)
    await store.deleteOlderThan(before)
    for (const gone of ['long-gone', 'ended-in-time', 'again', 'tried-once'])
      expect(await store.loadRevision(revision(gone)), gone).toBeNull()
    for (const kept of ['until-lately', 'tried-lately', 'new-0', many.at(-1)?.[0] ?? ''])
      expect(await store.loadRevision(revision(kept)), kept).not.toBeNull()
    expect(await store.listPublications(Number.MAX_SAFE_INTEGER, 200)).toHaveLength(5 + many.length)
    // Back in force one day: kept like any other.
    await store.saveRevision(folderOf('long-gone'), before)
    expect(await store.loadRevision(revision('long-gone'))).not.toBeNull()
  })

  it('stay as long as they are among the newest, however old: one can go back to them', async () => {
    const { store } = open()
    await publishAll(store, [['oldest', 0], ...many.slice(1).map(([text], n) => [text, n + 1] as const)])
    await store.deleteOlderThan(before)
    for (const kept of ['oldest', 'new-1']) expect(await store.loadRevision(revision(kept))).not.toBeNull()
    await store.savePublication(folderOf('one-more'), publicationOf('one-more', { at: day }), {
      last: revision(many.at(-1)?.[0] ?? ''),
    })
    await store.deleteOlderThan(before)
    expect(await store.loadRevision(revision('oldest'))).toBeNull()
    expect(await store.loadRevision(revision('new-1'))).not.toBeNull()
  })

  it('are there for every decision that is left, whatever was in force when', async () => {
    const { store } = open()
    const texts = Array.from({ length: keptRevisions + 60 }, (_, n) => `rules-${n % (keptRevisions + 40)}`)
    const startOf = (index: number) => index * 6 * day
    await publishAll(
      store,
      texts.map((text, index) => [text, startOf(index)]),
    )
    texts.forEach((text, index) => {
      for (const offset of [0, 3 * day, 6 * day - 1]) {
        const at = startOf(index) + offset
        store.recordDecision(decisionRecord(`dec-${at}`, null, { at, revision: revision(text) }))
      }
    })
    const until = startOf(40) + 2 * day
    expect(await store.deleteOlderThan(until)).toBe(40 * 3 + 1)
    let gone = 0
    for (const [index, text] of texts.entries()) {
      const kept = (await store.loadRevision(revision(text))) !== null
      if (!kept) gone += 1
      if (startOf(index + 1) > until) expect(kept, text).toBe(true)
    }
    expect(gone).toBeGreaterThan(0)
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
