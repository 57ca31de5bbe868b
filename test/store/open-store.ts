/** Opens a store and closes it again: `migrations.test.ts` runs several of these at once. */
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { siteKey } from './records.ts'

const [, , file = ''] = process.argv
const store = createSqliteStore({ file, siteKey })
await store.close()
