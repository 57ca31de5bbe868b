import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { describeHistoryStore } from './conformance.ts'
import { newDatabaseFile, siteKey } from './records.ts'

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
