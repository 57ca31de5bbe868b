import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { createSqliteStore, type SqliteStore } from '../../src/store/sqlite-store.ts'
import { decisionRecord, newDatabaseFile, outcomeRecord, reduceAlone, siteKey, userOf } from './records.ts'

describe('a database that somebody else has locked', () => {
  const ada = userOf('ada')
  const opened: { close(): unknown }[] = []
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close()
  })

  const lock = (file: string) => {
    const other = new Database(file)
    opened.push(other)
    other.exec('begin exclusive')
    return () => other.exec('rollback')
  }
  const open = (options: { readonly file: string; readonly maxWaitMs?: number }): SqliteStore => {
    const store = createSqliteStore({ ...options, siteKey, cacheUsers: 0 })
    opened.push(store)
    return store
  }
  /** The longest time the event loop stood still until told to stop. */
  const watchEventLoop = () => {
    let last = performance.now()
    let longest = 0
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last)
      last = performance.now()
    }, 5)
    return () => {
      clearInterval(timer)
      return Math.max(longest, performance.now() - last)
    }
  }

  it('is still read, and takes what waited once it is free, without blocking the event loop', async () => {
    const file = newDatabaseFile()
    const store = open({ file })
    await store.saveUser(ada, { state: 'active' })
    const longestBlock = watchEventLoop()
    const unlock = lock(file)
    const decisions = Array.from({ length: 1_000 }, (_, n) => decisionRecord(`dec-${n}`, ada.pseudonym))
    for (const decision of decisions) store.recordDecision(decision)
    const saving = decisions
      .slice(0, 300)
      .map(({ id }) => store.saveOutcome(outcomeRecord(id, ada.pseudonym), reduceAlone))
    await sleep(2_000)

    expect((await store.loadHistory(ada.pseudonym)).state).toBe('active')
    expect((await store.loadDecision('dec-999'))?.id).toBe('dec-999')
    expect(store.isReady()).toBe(false)
    expect(store.stats()).toMatchObject({ queued: 1_300, dropped: 0 })
    unlock()
    const saved = await Promise.all(saving)
    expect(new Set(saved.map(({ kind }) => kind))).toEqual(new Set(['accepted']))
    expect(longestBlock()).toBeLessThan(1_000)
    expect(store.isReady()).toBe(true)
    expect((await store.loadHistory(ada.pseudonym)).sightings[0]?.successes).toBe(300)
  })

  it('makes writes that waited too long fail as unavailable, unwritten, and recovers', async () => {
    const file = newDatabaseFile()
    const store = open({ file, maxWaitMs: 100 })
    store.recordDecision(decisionRecord('dec-1', ada.pseudonym))
    const outcome = outcomeRecord('dec-1', ada.pseudonym)
    const unlock = lock(file)
    await expect(store.saveOutcome(outcome, reduceAlone)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'unavailable',
    })
    unlock()
    expect((await store.saveOutcome(outcome, reduceAlone)).kind).toBe('accepted')
    expect((await store.loadHistory(ada.pseudonym)).sightings[0]?.successes).toBe(1)
  })
})
