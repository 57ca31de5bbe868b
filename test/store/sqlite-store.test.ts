import { renameSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { describeCeremonyStore } from './ceremony-conformance.ts'
import { describeHistoryStore } from './conformance.ts'
import { decisionRecord, newDatabaseFile, outcomeRecord, reduceAlone, siteKey, userOf } from './records.ts'

describeHistoryStore('the SQLite store', async (now) => {
  const file = newDatabaseFile()
  let store = createSqliteStore({ file, siteKey, now })
  return {
    store,
    async reopen() {
      await store.close()
      store = createSqliteStore({ file, siteKey, now })
      return store
    },
  }
})

describeCeremonyStore('the SQLite store, for ceremonies', async (now) => {
  const file = newDatabaseFile()
  let store = createSqliteStore({ file, siteKey, now })
  return {
    store,
    async reopen() {
      await store.close()
      store = createSqliteStore({ file, siteKey, now })
      return store
    },
  }
})

describeHistoryStore('the SQLite store without a cache', async (now) => {
  const file = newDatabaseFile()
  let store = createSqliteStore({ file, siteKey, now, cacheUsers: 0 })
  return {
    store,
    async reopen() {
      await store.close()
      store = createSqliteStore({ file, siteKey, now, cacheUsers: 0 })
      return store
    },
  }
})

describe('decisions past their retention', () => {
  const ada = userOf('ada')

  it('are deleted with their outcomes, and what they taught stays', async () => {
    const store = createSqliteStore({ file: newDatabaseFile(), siteKey })
    const saving = Array.from({ length: 1_200 }, (_, n) => {
      const decision = decisionRecord(`dec-${n}`, ada.pseudonym, { at: n })
      return store.saveOutcome(outcomeRecord(decision.id, ada.pseudonym), reduceAlone, decision)
    })
    await Promise.all(saving)
    expect(await store.deleteOlderThan(1_100)).toBe(1_100)
    expect(await store.deleteOlderThan(1_100)).toBe(0)
    expect(await store.loadDecision('dec-1099')).toBeNull()
    expect(await store.loadDecision('dec-1100')).not.toBeNull()
    const told = await store.exportUser(ada.pseudonym)
    expect(told).toMatchObject({ sightings: [{ successes: 1_200 }] })
    expect(told?.outcomes).toHaveLength(100)
    await store.close()
  })
})

describe('a database file that is moved away', () => {
  it('makes reads and writes unavailable, instead of starting an empty one, until it is back', async () => {
    const file = newDatabaseFile()
    const user = userOf('ada')
    const store = createSqliteStore({ file, siteKey, cacheUsers: 0 })
    await store.saveUser(user, { state: 'active' })
    for (const end of ['', '-wal', '-shm']) renameSync(`${file}${end}`, `${file}.away${end}`)
    await sleep(300)
    const unavailable = { name: 'StoreError', code: 'unavailable' }
    await expect(store.loadHistory(user.pseudonym)).rejects.toMatchObject(unavailable)
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(store.saveUser(user, { state: 'locked' })).rejects.toMatchObject(unavailable)
    }
    await expect(store.loadHistory(user.pseudonym)).rejects.toMatchObject(unavailable)

    for (const end of ['', '-wal', '-shm']) {
      try {
        renameSync(`${file}.away${end}`, `${file}${end}`)
      } catch {
        // SQLite removes its log when the last connection closes.
      }
    }
    expect((await store.loadHistory(user.pseudonym)).state).toBe('active')
    await store.saveUser(user, { state: 'locked' })
    expect((await store.loadHistory(user.pseudonym)).state).toBe('locked')
    await store.close()
  })
})

describe('a database file that is replaced by another', () => {
  it('is served from the new one: nothing of the old stays in memory', async () => {
    const [file, other] = [newDatabaseFile(), newDatabaseFile()]
    const user = userOf('ada')
    const backup = createSqliteStore({ file: other, siteKey })
    await backup.saveUser(user, { state: 'locked' })
    await backup.close()
    const store = createSqliteStore({ file, siteKey })
    await store.saveUser(user, { state: 'active' })
    expect((await store.loadHistory(user.pseudonym)).state).toBe('active')
    for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`)
    renameSync(other, file)
    await sleep(300)
    const unavailable = { code: 'unavailable' }
    await expect(store.saveUser(userOf('bob'), {})).rejects.toMatchObject(unavailable)
    await store.saveUser(userOf('bob'), {})
    await expect(store.loadHistory(user.pseudonym)).rejects.toMatchObject(unavailable)
    expect((await store.loadHistory(user.pseudonym)).state).toBe('locked')
    await store.close()
  })
})
