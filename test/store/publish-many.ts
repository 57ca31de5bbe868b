/** Publishes rules again and again, each on top of whatever is last, and writes other audit lines: one of several processes. */
import { revisionOf } from '../../src/core/index.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { siteKey } from './records.ts'

const [, , file = '', name = '', count = ''] = process.argv
const store = createSqliteStore({ file, siteKey })
let conflicts = 0
for (let index = 0; index < Number(count); ) {
  const folder = new Map([['settings.json', `${name} ${index}`]])
  const last = (await store.loadLastPublication())?.revision ?? null
  const publication = {
    revision: revisionOf(folder),
    at: index,
    actor: name,
    note: String(index),
    kind: 'publish',
  } as const
  const saved = await store.savePublication(folder, publication, { last })
  if (saved.kind === 'kept') index += 1
  else conflicts += 1
  await store.appendAudit({ at: index, actor: name, action: 'looked', detail: { b: 1, a: 2 } })
}
await store.close()
process.stdout.write(String(conflicts))
