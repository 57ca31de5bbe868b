import type { Database } from 'better-sqlite3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFieldCipher } from '../../src/store/personal-field.ts'
import { openWriterConnection } from '../../src/store/sqlite-connection.ts'
import { createWriter, type Writer } from '../../src/store/writer.ts'
import { createWriterDatabase } from '../../src/store/writer-database.ts'
import { decisionRecord, newDatabaseFile, outcomeRecord, reduceAlone, siteKey, userOf } from './records.ts'

describe('the writer', () => {
  const ada = userOf('ada')
  let writer: Writer
  let connection: Database
  let opened = 0
  const start = (limits: { maxQueuedJobs?: number; maxQueuedDecisions?: number } = {}) => {
    const file = newDatabaseFile()
    opened = 0
    writer = createWriter({
      ...limits,
      open() {
        opened += 1
        connection = openWriterConnection(file, { waitMs: 0, mustExist: false })
        return createWriterDatabase(connection, createFieldCipher(siteKey, Date.now), Date.now)
      },
      onCommit() {},
    })
  }
  afterEach(() => writer.close())
  const saveUser = () => writer.write({ kind: 'user', request: { user: ada, update: { state: 'active' } } })
  const saveOutcome = (id: string) =>
    writer.write({
      kind: 'outcome',
      request: {
        outcome: outcomeRecord(id, ada.pseudonym),
        reduce: reduceAlone,
        decision: decisionRecord(id, ada.pseudonym),
      },
    })

  it('commits with synchronous = FULL, before and after it has written', async () => {
    start()
    expect(writer.readSynchronous()).toBe(2)
    await saveUser()
    expect(writer.readSynchronous()).toBe(2)
    expect(connection.pragma('journal_mode', { simple: true })).toBe('wal')
    connection.pragma('synchronous = NORMAL')
    expect(writer.isWell()).toBe(false)
  })

  it('gathers what arrives together into few commits', async () => {
    start()
    const before = writer.stats().commits
    await Promise.all(Array.from({ length: 200 }, (_, n) => saveOutcome(`dec-${n}`)))
    expect(writer.stats().commits - before).toBe(1)
  })

  it('drops the oldest decisions where too many wait, and tells how many', async () => {
    start({ maxQueuedDecisions: 10 })
    for (let n = 0; n < 15; n += 1) writer.recordDecision(decisionRecord(`dec-${n}`, ada.pseudonym))
    expect(writer.stats()).toMatchObject({ queued: 10, dropped: 5 })
    expect(writer.findQueued('dec-4')).toBeUndefined()
    expect(writer.findQueued('dec-5')?.id).toBe('dec-5')
  })

  it('refuses writes at once where too many wait', async () => {
    start({ maxQueuedJobs: 2 })
    const waiting = [saveUser(), saveUser()]
    await expect(saveUser()).rejects.toMatchObject({ code: 'unavailable' })
    await Promise.all(waiting)
  })

  it('on a full disk refuses as full, keeps decisions waiting, and goes on when there is room', async () => {
    start()
    await saveUser()
    const pages = Number(connection.pragma('page_count', { simple: true }))
    connection.pragma(`max_page_count = ${pages}`)
    const saving = await Promise.allSettled(Array.from({ length: 200 }, (_, n) => saveOutcome(`dec-${n}`)))
    const codes = saving.map((one) => (one.status === 'rejected' ? one.reason.code : one.status))
    expect(new Set(codes)).toEqual(new Set(['full']))
    writer.recordDecision(decisionRecord('dec-waiting', ada.pseudonym))
    connection.pragma('max_page_count = 1000000')
    expect((await saveOutcome('dec-2')).kind).toBe('accepted')
    expect(writer.findQueued('dec-waiting')).toBeUndefined()
    expect(writer.isWell()).toBe(true)
    expect(opened).toBe(1)
  })

  it('counts a decision that cannot be written as dropped, and writes the others', async () => {
    start()
    writer.recordDecision({
      ...decisionRecord('dec-bad', ada.pseudonym),
      revision: null as unknown as string,
    })
    writer.recordDecision(decisionRecord('dec-good', ada.pseudonym))
    await saveUser()
    expect(writer.stats()).toMatchObject({ queued: 0, dropped: 1 })
    expect(connection.prepare('select id from decisions').pluck().all()).toEqual(['dec-good'])
  })

  it('is well again after a fault although nothing else is written', async () => {
    start()
    await saveUser()
    connection.close()
    await expect(saveUser()).rejects.toMatchObject({ code: 'unavailable' })
    expect(writer.readSynchronous()).toBeNull()
    expect(writer.isWell()).toBe(false)
    await vi.waitFor(() => expect(writer.isWell()).toBe(true))
  })

  it('opens a new connection after the old one broke', async () => {
    start()
    await saveUser()
    connection.close()
    await expect(saveUser()).rejects.toMatchObject({ code: 'unavailable' })
    await saveUser()
    expect(opened).toBe(2)
    expect(writer.readSynchronous()).toBe(2)
  })
})
