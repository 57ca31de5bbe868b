/** Once told to, opens a store and closes it again: `migrations.test.ts` runs several of these at once. */
import { once } from 'node:events'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { siteKey } from './records.ts'

const [, , file = ''] = process.argv
process.stdout.write('loaded')
await once(process.stdin, 'data')
const store = createSqliteStore({ file, siteKey })
await store.close()
process.stdin.destroy()
