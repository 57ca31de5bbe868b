import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type RuleFolder, revisionOf } from '../../src/core/index.ts'
import {
  commitRules,
  finishInstallation,
  installRules,
  RuleFolderError,
  stageRules,
} from '../../src/files/install-rules.ts'
import { loadRuleFolder } from '../../src/files/load-rule-folder.ts'
import { createFolder } from '../http/open-app.ts'
import { isTorture } from '../times.ts'

const numbered = (name: string) =>
  Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`file-${index}.json`, `"${name}"`]))
const oldFiles = {
  ...numbered('old'),
  'gone.json': '"old"',
  'same.json': '"same"',
  'knowledge/k.json': '"old"',
}
const newFiles = { ...numbered('new'), 'same.json': '"same"', 'knowledge/deep/new.json': '"new"' }
const others = {
  'README.md': 'words',
  'schema/rules.v1.json': '{}',
  'decisions.md': 'more words',
  '.hidden.json': '1',
}
const folderOf = (files: Readonly<Record<string, string>>): RuleFolder => new Map(Object.entries(files))
const oldRules = folderOf(oldFiles)
const newRules = folderOf(newFiles)
const base = revisionOf(oldRules)
const openOld = () => createFolder({ ...oldFiles, ...others })
const read = async (dir: string) => revisionOf(await loadRuleFolder(dir))

/** Every file below a folder, by path. */
async function listAll(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file.slice(dir.length + 1), await readFile(file, 'utf8')])),
  )
}

describe('a whole set of rules, installed in a folder', () => {
  it('takes the place of the old one; what is no rule file stays, and nothing else is left', async () => {
    const dir = await openOld()
    await chmod(join(dir, 'file-0.json'), 0o600)
    expect(await installRules(dir, newRules, base)).toEqual({ kind: 'installed', finished: true })
    expect(await listAll(dir)).toEqual({ ...newFiles, ...others })
    expect((await stat(join(dir, 'file-0.json'))).mode & 0o777).toBe(0o600)
  })

  it('does not touch a file that stays the same', async () => {
    const dir = await openOld()
    const before = (await stat(join(dir, 'same.json'))).ino
    await installRules(dir, newRules, base)
    expect((await stat(join(dir, 'same.json'))).ino).toBe(before)
  })

  it('is refused where something else lies there than it rests on', async () => {
    const dir = await openOld()
    await writeFile(join(dir, 'file-3.json'), '"by hand"')
    const current = await read(dir)
    expect(await installRules(dir, newRules, base)).toEqual({ kind: 'conflict', current })
    expect(await read(dir)).toBe(current)
    expect((await readdir(dir)).filter((name) => name.startsWith('.publish'))).toEqual([])
  })

  it('works through a symbolic link, which stays one', async () => {
    const root = await createFolder()
    await rename(await openOld(), join(root, 'v1'))
    await symlink('v1', join(root, 'rules'))
    await installRules(join(root, 'rules'), newRules, base)
    expect(await listAll(join(root, 'v1'))).toEqual({ ...newFiles, ...others })
    expect(
      (await readdir(root, { withFileTypes: true })).find(({ name }) => name === 'rules')?.isSymbolicLink(),
    ).toBe(true)
  })

  it('tells a folder that cannot be written, and changes nothing', async ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write anywhere')
    const dir = await openOld()
    await chmod(dir, 0o555)
    onTestFinished(() => chmod(dir, 0o755))
    await expect(installRules(dir, newRules, base)).rejects.toMatchObject({
      name: RuleFolderError.name,
      code: 'read-only',
    })
  })

  it('is one of two where two processes publish at once', async () => {
    const dir = await openOld()
    const drafts = Array.from({ length: 6 }, (_, index) =>
      folderOf({ ...newFiles, 'same.json': `"${index}"` }),
    )
    const done = await Promise.all(drafts.map((draft) => installRules(dir, draft, base)))
    expect(done.filter(({ kind }) => kind === 'installed')).toHaveLength(1)
    const winner = drafts[done.findIndex(({ kind }) => kind === 'installed')]
    expect(await loadRuleFolder(dir)).toEqual(new Map([...(winner ?? [])].toSorted()))
  })
})

describe('a publisher that ends half-way', () => {
  /** Does what a publisher does as far as it got, and looks at what is then read. */
  const steps: readonly (readonly [string, RuleFolder, (dir: string) => Promise<void>])[] = [
    ['after nothing', oldRules, async () => {}],
    [
      'while it writes beside',
      oldRules,
      async (dir) => {
        const staged = await stageRules(dir, newRules)
        await rm(join(staged, 'file-7.json'))
      },
    ],
    ['when all is written beside', oldRules, async (dir) => void (await stageRules(dir, newRules))],
    ['right after the one step', newRules, async (dir) => commitRules(dir, await stageRules(dir, newRules))],
    [
      'with some files in their places',
      newRules,
      async (dir) => {
        await commitRules(dir, await stageRules(dir, newRules))
        for (const index of [0, 1, 2]) await writeFile(join(dir, `file-${index}.json`), '"new"')
        await writeFile(join(dir, 'file-3.json.1234.tmp'), '"ne')
      },
    ],
    [
      'with all files in their places',
      newRules,
      async (dir) => {
        await commitRules(dir, await stageRules(dir, newRules))
        for (const [path, text] of newRules) {
          await mkdir(dirname(join(dir, path)), { recursive: true })
          await writeFile(join(dir, path), text)
        }
      },
    ],
    [
      'before it has cleared away',
      newRules,
      async (dir) => {
        await installRules(dir, newRules, base)
        await mkdir(join(dir, '.published-x.tmp'))
        await writeFile(join(dir, '.published-x.tmp', 'file-1.json'), '"half"')
      },
    ],
  ]

  it.each(steps)(
    '%s leaves old or new, and the next one ends what was begun',
    async (_when, expected, leave) => {
      const dir = await openOld()
      await leave(dir)
      // A lock of a process that is gone.
      const child = spawn(process.execPath, ['-e', ''])
      await once(child, 'close')
      await writeFile(
        join(dir, '.publishing.lock'),
        JSON.stringify({ pid: child.pid, host: hostname(), id: 'x' }),
      )
      expect(await loadRuleFolder(dir)).toEqual(new Map([...expected].toSorted()))

      await finishInstallation(dir)
      expect(await loadRuleFolder(dir)).toEqual(new Map([...expected].toSorted()))
      const left = await readdir(dir)
      expect(left.filter((name) => /^\.publish(ing$|-|ed-)/.test(name))).toEqual([])

      const next = folderOf({ 'a.json': '1' })
      expect(await installRules(dir, next, revisionOf(expected))).toMatchObject({ kind: 'installed' })
      expect(await loadRuleFolder(dir)).toEqual(next)
      expect(await readdir(dir)).not.toContain('.publishing.lock')
    },
  )
})

describe('a publisher killed with -9 at any moment, again and again', () => {
  const rounds = isTorture ? 150 : 3

  it(
    `leaves one of the sets whole in ${rounds} rounds, and readers beside it never see anything else`,
    async () => {
      const sets = [oldFiles, newFiles, { ...numbered('third'), 'x.json': '3' }]
      const revisions = sets.map((files) => revisionOf(folderOf(files)))
      const dir = await openOld()
      const setsFile = join(await createFolder({ 'sets.json': JSON.stringify(sets) }), 'sets.json')
      let reading = true
      const seen = new Set<string>()
      let reads = 0
      const reader = (async () => {
        while (reading) {
          try {
            seen.add(await read(dir))
            reads += 1
          } catch (error) {
            if ((error as Error).name !== 'UnsettledFolderError') throw error
          }
          await sleep(1)
        }
      })()
      const script = new URL('./install-until-killed.ts', import.meta.url).pathname
      let done = 0
      for (let round = 0; round < rounds; round += 1) {
        const child = spawn(process.execPath, ['--import', 'tsx', script, dir, setsFile], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        let text = ''
        child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        const closed = once(child, 'close')
        // Some rounds end in the first publication after the start, some later.
        const wanted = 1 + Math.floor(Math.random() * 3)
        while (text.split('\n').length <= wanted && child.exitCode === null) await sleep(2)
        await sleep(Math.random() * 60)
        child.kill('SIGKILL')
        await closed
        const told = text.split('\n').slice(0, -1)
        expect(told[0]).toMatch(/^found [012]$/)
        expect(told.slice(1).every((line) => line.startsWith('installed'))).toBe(true)
        done += told.length - 1
        const last = Number(told.at(-1)?.split(' ')[1])
        // What was said to be done is there, or the one begun after it.
        expect([revisions[last], revisions[(last + 1) % 3]]).toContain(await read(dir))
      }
      reading = false
      await reader
      if (isTorture) expect(done).toBeGreaterThan(rounds / 2)
      expect(reads).toBeGreaterThan(rounds)
      expect([...seen].filter((revision) => !revisions.includes(revision))).toEqual([])
      await finishInstallation(dir)
      expect(
        Object.keys(await listAll(dir)).filter(
          (path) => path.startsWith('.publish') && path !== '.publishing.lock',
        ),
      ).toEqual([])
    },
    rounds * 20_000,
  )
})

describe('the lock of the rules folder', () => {
  const hold = (dir: string, holder: object) =>
    writeFile(join(dir, '.publishing.lock'), JSON.stringify(holder))
  const next = folderOf({ 'a.json': '1' })

  it('that a killed process left holds up none that starts with its number, as in a container', async () => {
    const dir = await openOld()
    await hold(dir, { pid: process.pid, host: hostname(), id: 'before' })
    const begun = performance.now()
    await installRules(dir, next, await read(dir))
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(await loadRuleFolder(dir)).toEqual(next)
  })

  it('is not taken from somebody who may live, and that is told', async () => {
    const dir = await openOld()
    const base = await read(dir)
    await hold(dir, { pid: 1, host: 'elsewhere', id: 'other' })
    const aWhileAgo = new Date(Date.now() - 25_000)
    await utimes(join(dir, '.publishing.lock'), aWhileAgo, aWhileAgo)
    let clock = 0
    const now = vi.spyOn(performance, 'now').mockImplementation(() => {
      clock += 4_000
      return clock
    })
    onTestFinished(() => now.mockRestore())
    await expect(installRules(dir, next, base)).rejects.toMatchObject({
      name: 'RuleFolderError',
      code: 'busy',
    })
    expect(clock).toBeGreaterThan(10_000)
    expect(await read(dir)).toBe(base)
  })

  it('is taken from another machine after half a minute', async () => {
    const dir = await openOld()
    await hold(dir, { pid: 1, host: 'elsewhere', id: 'other' })
    const before = new Date(Date.now() - 31_000)
    await utimes(join(dir, '.publishing.lock'), before, before)
    expect(await installRules(dir, next, await read(dir))).toMatchObject({ kind: 'installed' })
  })
})
