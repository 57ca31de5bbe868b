import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { revisionOf } from '../../src/core/index.ts'
import { loadRuleFolder } from '../../src/files/load-rule-folder.ts'
import { createSqliteStore } from '../../src/store/sqlite-store.ts'
import { root } from '../end-to-end/build-once.ts'
import { seedDecisions } from '../replay/seed-decisions.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { siteKey } from '../store/records.ts'
import { createEmptyFolder, runHere } from './run-keywise.ts'

/** A folder of rules as they ship, and a database in which others were published: with a rule on top. */
async function publishAnother() {
  const cwd = await createEmptyFolder()
  for (const name of ['rules', 'published'])
    await cp(join(root, 'rules'), join(cwd, name), { recursive: true })
  const path = join(cwd, 'published/authentication.rules.json')
  const content = JSON.parse(await readFile(path, 'utf8'))
  content.rules.unshift({
    name: 'published-only',
    priority: 1000,
    rollout: { percent: 10, salt: 'published', by: 'user' },
    event: { type: 'fallback', params: { reason: 'excluded-by-rule', passive: 'button' } },
  })
  await writeFile(path, JSON.stringify(content))
  const file = join(cwd, 'data/keywise.sqlite')
  await mkdir(join(cwd, 'data'))
  await writeFile(join(cwd, 'data/site.key'), siteKey.toString('base64'))
  await seedDecisions(file, { policy: shippedPolicy(), count: 20 })
  const folder = await loadRuleFolder(join(cwd, 'published'))
  const store = createSqliteStore({ file, siteKey })
  const publication = {
    revision: revisionOf(folder),
    at: 1,
    actor: 'cli',
    note: 'a test',
    kind: 'publish',
  } as const
  await store.savePublication(folder, publication, { last: null })
  await store.close()
  return async (source: string, ...words: readonly string[]) => {
    const { code, out, err } = await runHere(words, { cwd, env: { KEYWISE_RULES_SOURCE: source } })
    expect([code, err]).toEqual([0, ''])
    return out
  }
}

it('speaks of the rules in force, wherever they are kept', async () => {
  const run = await publishAnother()
  const rollouts = ['report', 'rollouts']
  expect(await run('store', ...rollouts)).toContain('published-only (authentication): 10 % now')
  expect(await run('directory', ...rollouts)).not.toContain('published-only')
  expect(await run('store', ...rollouts, '--rules-dir', 'rules')).not.toContain('published-only')

  const simulate = ['simulate', 'published', '--no-fixtures', '--from', '2026-11-01', '--to', '2026-11-22']
  expect(await run('store', ...simulate)).toContain('the files are the same')
  expect(await run('directory', ...simulate)).toContain('files that differ: authentication.rules.json')
  expect(await run('store', ...simulate, '--against', 'rules')).toContain('files that differ')

  expect(await run('store', 'diff', 'live', 'published')).toContain('nothing differs')
  const coverage = ['coverage', '--recorded', '--from', '2026-11-01', '--json']
  expect(await run('store', ...coverage)).toContain('"published-only"')
}, 120_000)
