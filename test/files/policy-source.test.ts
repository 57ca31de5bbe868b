import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Policy, parsePolicy } from '../../src/core/index.ts'
import { loadBuiltInPolicy } from '../../src/files/load-built-in-policy.ts'
import { loadRuleFolder } from '../../src/files/load-rule-folder.ts'
import { createPolicySource, type PolicyState } from '../../src/files/policy-source.ts'
import { createFolder, shippedRules } from '../http/open-app.ts'
import { isTorture } from '../times.ts'

const builtIn = await loadBuiltInPolicy()
const fallback = (purpose: string, description: string) =>
  JSON.stringify({
    purpose,
    rules: [
      { name: 'otherwise', description, event: { type: 'fallback', params: { reason: 'no-rule-matched' } } },
    ],
  })
/** The shipped files without those a test writes itself. */
const { 'authentication.rules.json': _a, 'step-up.rules.json': _s, ...rest } = shippedRules
const stepUp = { 'step-up.rules.json': fallback('step-up', 'always') }
const good = fallback('authentication', 'one')
const other = fallback('authentication', 'two, é')
const folderOf = (authentication: string) =>
  createFolder({ ...rest, ...stepUp, 'authentication.rules.json': authentication })
const describedBy = ({ ruleSets }: Policy) =>
  [ruleSets.authentication, ruleSets['step-up']].map(({ rules }) => rules[0]?.description)

async function open(dir: string, watch = true) {
  const source = await createPolicySource({ dir, parse: (folder) => parsePolicy(folder), builtIn, watch })
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
    const { source } = await open(await folderOf('{"rules":'))
    expect(source.state()).toMatchObject({
      status: 'built-in',
      policy: { builtIn: true },
      problems: [
        {
          file: 'authentication.rules.json',
          kind: 'json-syntax',
          message: 'the file ends before all brackets are closed',
        },
      ],
    })
  })

  it('that is not there is told with what to do', async () => {
    const dir = join(await createFolder(), 'nowhere')
    const { source } = await open(dir, false)
    expect(source.state().problems[0]?.message).toContain('no rule folder')
    expect(source.state().problems[0]?.help).toContain('KEYWISE_RULES_DIR')
  })

  it('heals without a restart', async () => {
    const dir = await folderOf('x')
    const { source } = await open(dir)
    await writeFile(join(dir, 'authentication.rules.json'), good)
    await vi.waitFor(() => expect(source.state().status).toBe('live'), soon)
  })

  it('keeps its last good rules while it is broken, and takes the next good ones', async () => {
    const dir = await folderOf(good)
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

  it('is not called broken for a listener that throws; the other listeners are told, and reloading goes on', async () => {
    const dir = await folderOf(good)
    const source = await createPolicySource({
      dir,
      parse: (folder) => parsePolicy(folder),
      builtIn,
      watch: false,
    })
    onTestFinished(() => source.close())
    source.onChange(() => {
      throw new Error('a listener of the test fails')
    })
    const states: PolicyState[] = []
    source.onChange((state) => states.push(state))
    for (const text of [other, '{', good]) {
      await writeFile(join(dir, 'authentication.rules.json'), text)
      await source.reload()
    }
    expect(states.map(({ status }) => status)).toEqual(['live', 'stale', 'live'])
  })

  it('cut at any byte is never taken', async () => {
    const text = other
    const dir = await folderOf(text)
    const { source } = await open(dir, false)
    const { revision } = source.current()
    const bytes = Buffer.from(text)
    // Every byte under torture, where it takes long: each cut is a reading of the whole folder. Otherwise some, and
    // always the last one and the one in the middle of a letter.
    const letter = bytes.indexOf(0xc3) + 1
    for (let cut = 0; cut < bytes.length; cut++) {
      if (!isTorture && cut % 5 !== 0 && cut !== letter && cut !== bytes.length - 1) continue
      await writeFile(join(dir, 'authentication.rules.json'), bytes.subarray(0, cut))
      const state = await source.reload()
      expect([state.status, source.current().revision], `cut at ${cut}`).toEqual(['stale', revision])
    }
    await writeFile(join(dir, 'authentication.rules.json'), text)
    expect((await source.reload()).status).toBe('live')
  })

  it('swapped whole behind a symbolic link is seen, and never mixed', async () => {
    const root = await createFolder()
    const version = async (name: string) =>
      rename(
        await createFolder({
          ...rest,
          'authentication.rules.json': fallback('authentication', name),
          'step-up.rules.json': fallback('step-up', name),
        }),
        join(root, name),
      )
    await version('v1')
    await version('v2')
    const link = async (name: string) => {
      await symlink(name, join(root, 'next'))
      await rename(join(root, 'next'), join(root, 'rules'))
    }
    await link('v1')
    const { source, states } = await open(join(root, 'rules'))
    await link('v2')
    await vi.waitFor(() => expect(describedBy(source.current())).toEqual(['v2', 'v2']), soon)
    for (let i = 0; i < 200; i++) await link(i % 2 === 0 ? 'v1' : 'v2')
    await source.reload()
    for (const { policy, status } of states) {
      expect(status).toBe('live')
      expect(new Set(describedBy(policy)).size).toBe(1)
    }
  })

  it('renamed into place again and again is old or new, never broken', async () => {
    const dir = await folderOf(good)
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
    const dir = await folderOf(good)
    const { source, states } = await open(dir, false)
    await rm(join(dir, 'switches.json'))
    const reading = source.reload()
    await new Promise((resolve) => setTimeout(resolve, 80))
    await writeFile(join(dir, 'switches.json'), shippedRules['switches.json'] ?? '')
    await reading
    expect(states).toEqual([])
    await rm(join(dir, 'switches.json'))
    await source.reload()
    expect(source.state().status).toBe('live')
    expect([...source.state().folder.keys()]).not.toContain('switches.json')
  })
})
