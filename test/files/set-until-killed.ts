import { loadSwitchList } from '../../src/files/switch-list.ts'

/** Sets one switch after another and tells each that is kept, until it is killed. */
const [path = '', round = ''] = process.argv.slice(2)
const list = await loadSwitchList(path)
for (let n = 0; ; n += 1) {
  const name = `child-${round}-${n}`
  await list.change({ kind: 'set', entry: { name, on: true, reason: 'a test' } }, { at: 1, actor: 'test' })
  process.send?.(name)
}
