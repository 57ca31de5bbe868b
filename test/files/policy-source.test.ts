import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { loadRuleFolder } from '../../src/files/load-rule-folder.ts'
import { createPolicySource, type PolicyState } from '../../src/files/policy-source.ts'
import { builtInPolicy, parseFolder } from '../http/doubles.ts'
import { createFolder } from '../http/open-app.ts'

const good = '{"rules":[]}'
const other = '{"rules":[{}]}'

async function open(dir: string, watch = true) {
  const source = await createPolicySource({ dir, parse: parseFolder, builtIn: builtInPolicy, watch })
  onTestFinished(() => source.close())
  const states: PolicyState[] = []
  source.onChange((state) => states.push(state))
  return { source, states }
}
const soon = { timeout: 5000, interval: 20 }

describe('a rule folder', () => {
  it('is read with its subfolders, but without schemas and what is no rule file', async () => {
    const dir = await createFolder({
      'b.rules.json': '1',
      'a.json': '2',
      'README.md': 'x',
      '.a.json.swp': 'x',
    })
    await mkdir(join(dir, 'knowledge'))
    await mkdir(join(dir, 'schema'))
    await writeFile(join(dir, 'knowledge', 'k.json'), '3')
    await writeFile(join(dir, 'schema', 'rules.v1.json'), '4')
    expect([...(await loadRuleFolder(dir))]).toEqual([
      ['a.json', '2'],
      ['b.rules.json', '1'],
      ['knowledge/k.json', '3'],
    ])
  })

  it('that is broken at the first start leaves the built-in rules in force and says why', async () => {
    const dir = await createFolder({ 'authentication.rules.json': '{"rules":' })
    const { source } = await open(dir)
    expect(source.state()).toMatchObject({
      status: 'built-in',
      policy: { revision: 'built-in' },
      problems: [{ file: 'authentication.rules.json', kind: 'not-json' }],
    })
  })

  it('that is not there is told with what to do', async () => {
    const dir = join(await createFolder(), 'nowhere')
    const { source } = await open(dir, false)
    expect(source.state().problems[0]?.message).toContain('no rule folder')
    expect(source.state().problems[0]?.help).toContain('KEYWISE_RULES_DIR')
  })

  it('heals without a restart', async () => {
    const dir = await createFolder({ 'authentication.rules.json': 'x' })
    const { source } = await open(dir)
    await writeFile(join(dir, 'authentication.rules.json'), good)
    await vi.waitFor(() => expect(source.state().status).toBe('live'), soon)
  })

  it('keeps its last good rules while it is broken, and takes the next good ones', async () => {
    const dir = await createFolder({ 'authentication.rules.json': good })
    const { source, states } = await open(dir)
    const { revision } = source.current()
    await writeFile(join(dir, 'authentication.rules.json'), '{')
    await vi.waitFor(() => expect(source.state().status).toBe('stale'), soon)
    expect(source.current().revision).toBe(revision)
    expect(source.state().folder.get('authentication.rules.json')).toBe(good)
    await writeFile(join(dir, 'authentication.rules.json'), other)
    await vi.waitFor(() => expect(source.state().status).toBe('live'), soon)
    expect(source.current().revision).not.toBe(revision)
    expect(states.map(({ status }) => status)).toEqual(['stale', 'live'])
  })

  it('cut at every byte is never taken', async () => {
    const text = JSON.stringify({ rules: [{ name: 'é', conditions: { all: [] } }] }, null, 1)
    const dir = await createFolder({ 'authentication.rules.json': text })
    const { source } = await open(dir, false)
    const { revision } = source.current()
    const bytes = Buffer.from(text)
    for (let cut = 0; cut < bytes.length; cut++) {
      await writeFile(join(dir, 'authentication.rules.json'), bytes.subarray(0, cut))
      const state = await source.reload()
      expect([state.status, source.current().revision], `cut at ${cut}`).toEqual(['stale', revision])
    }
    await writeFile(join(dir, 'authentication.rules.json'), text)
    expect((await source.reload()).status).toBe('live')
  })

  it('swapped whole behind a symbolic link is seen, and never mixed', async () => {
    const root = await createFolder()
    const version = async (name: string, text: string) => {
      await mkdir(join(root, name))
      for (const file of ['authentication.rules.json', 'registration.rules.json'])
        await writeFile(join(root, name, file), text)
    }
    await version('v1', good)
    await version('v2', other)
    const link = async (name: string) => {
      await symlink(name, join(root, 'next'))
      await rename(join(root, 'next'), join(root, 'rules'))
    }
    await link('v1')
    const { source, states } = await open(join(root, 'rules'))
    await link('v2')
    await vi.waitFor(() => expect(source.state().folder.get('authentication.rules.json')).toBe(other), soon)
    for (let i = 0; i < 200; i++) await link(i % 2 === 0 ? 'v1' : 'v2')
    await source.reload()
    for (const { folder, status } of states) {
      expect(status).toBe('live')
      expect(new Set(folder.values()).size).toBe(1)
    }
  })

  it('renamed into place again and again is old or new, never broken', async () => {
    const dir = await createFolder({ 'authentication.rules.json': good })
    const { source, states } = await open(dir)
    for (let i = 0; i < 100; i++) {
      await writeFile(join(dir, 'draft.tmp'), i % 2 === 0 ? other : good)
      await rename(join(dir, 'draft.tmp'), join(dir, 'authentication.rules.json'))
      expect(source.state().status).toBe('live')
    }
    await source.reload()
    expect(source.state().folder.get('authentication.rules.json')).toBe(good)
    expect(states.every(({ status }) => status === 'live')).toBe(true)
  })

  it('is not believed to have lost a file that is back a moment later', async () => {
    const dir = await createFolder({ 'authentication.rules.json': good, 'switches.json': '{"switches":[]}' })
    const { source, states } = await open(dir, false)
    await rm(join(dir, 'switches.json'))
    const reading = source.reload()
    await new Promise((resolve) => setTimeout(resolve, 80))
    await writeFile(join(dir, 'switches.json'), '{"switches":[]}')
    await reading
    expect(states).toEqual([])
    await rm(join(dir, 'switches.json'))
    await source.reload()
    expect([...source.state().folder.keys()]).toEqual(['authentication.rules.json'])
  })
})
