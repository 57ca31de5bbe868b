import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { changeKeptSwitches } from '../../src/files/change-switches.ts'
import { loadKeptSwitches } from '../../src/files/kept-switches.ts'
import { loadSwitchList } from '../../src/files/switch-list.ts'
import { takeLock } from '../../src/files/take-lock.ts'
import { watchSwitches } from '../../src/files/watch-switches.ts'
import { createFolder } from '../http/open-app.ts'
import { times } from '../times.ts'

const off = (name: string) => ({ name, on: true, reason: 'a test' })
const who = { at: 1, actor: 'admin:test' }
const set = (name: string) => ({ kind: 'set', entry: off(name) }) as const
const newPath = async () => join(await createFolder(), 'switches.json')
const namesOf = (switches: readonly { readonly name: string }[]) => switches.map(({ name }) => name).sort()
const soon = { timeout: 2_000, interval: 20 }

async function openFollowing(path: string) {
  const list = await loadSwitchList(path)
  const watch = watchSwitches(list)
  onTestFinished(() => watch.close())
  return list
}

describe('two processes with one list of switches', () => {
  it('see what the other has set, and what it has ended, within two seconds', async () => {
    const path = await newPath()
    const [one, other] = [await openFollowing(path), await openFollowing(path)]
    await one.change(set('first'), who)
    await vi.waitFor(() => expect(namesOf(other.current())).toEqual(['first']), soon)
    await other.change(set('second'), who)
    await vi.waitFor(() => expect(namesOf(one.current())).toEqual(['first', 'second']), soon)
    await one.change({ kind: 'remove', name: 'first' }, who)
    await vi.waitFor(() => expect(namesOf(other.current())).toEqual(['second']), soon)
  })

  it('lose nothing of what each was told is kept, although they write at once', async () => {
    const path = await newPath()
    const lists = await Promise.all([1, 2, 3].map(() => loadSwitchList(path)))
    const names = lists.flatMap((_list, n) => Array.from({ length: 15 }, (_, m) => `s-${n}-${m}`))
    await Promise.all(
      lists.flatMap((list, n) =>
        names.filter((name) => name.startsWith(`s-${n}-`)).map((name) => list.change(set(name), who)),
      ),
    )
    const kept = await loadKeptSwitches(path)
    expect(namesOf(kept?.switches ?? [])).toEqual(names.toSorted())
    expect(kept?.unaudited.map(({ detail }) => detail.name).sort()).toEqual(names.toSorted())
    expect(await readdir(join(path, '..'))).toEqual(['switches.json'])
  })

  it('lose nothing either where one is killed with -9 in the middle, again and again', async () => {
    const path = await newPath()
    const told: string[] = []
    const rounds = times(3).numRuns
    for (let round = 0; round < rounds; round += 1) {
      const child = fork(
        fileURLToPath(new URL('./set-until-killed.ts', import.meta.url)),
        [path, `${round}`],
        {
          execArgv: ['--import', 'tsx'],
          stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        },
      )
      child.on('message', (name) => void told.push(String(name)))
      await once(child, 'message')
      const begun = performance.now()
      await changeKeptSwitches(path, [{ change: set(`here-${round}`), ...who }])
      told.push(`here-${round}`)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40))
      child.kill('SIGKILL')
      await once(child, 'close')
      const between = performance.now()
      await changeKeptSwitches(path, [{ change: set(`after-${round}`), ...who }])
      told.push(`after-${round}`)
      // The lock of a dead process holds nobody up.
      expect(performance.now() - between).toBeLessThan(1_500)
      expect(between - begun).toBeLessThan(5_000)
    }
    const kept = await loadKeptSwitches(path)
    expect(namesOf(kept?.switches ?? [])).toEqual(expect.arrayContaining(told))
    expect(told.length).toBeGreaterThan(rounds * 2)
    const audited = new Set(kept?.unaudited.map(({ detail }) => detail.name))
    expect(kept?.switches.filter(({ name }) => !audited.has(name))).toEqual([])
  }, 120_000)
})

describe('a list whose file is spoilt', () => {
  const spoil: Readonly<Record<string, (path: string) => Promise<void>>> = {
    'cut off in the middle': async (path) => writeFile(path, (await readFile(path, 'utf8')).slice(0, 30)),
    'no list of switches': (path) => writeFile(path, '{"switches":[{"name":"first"}]}'),
    'with a time that nobody can read': (path) =>
      writeFile(path, JSON.stringify({ switches: [{ ...off('first'), until: '2026-13-01T00:00:00Z' }] })),
    gone: (path) => rm(path),
    'gone with its directory': (path) => rename(join(path, '..'), `${join(path, '..')}-away`),
  }

  it.each(Object.entries(spoil))('keeps the last good one, says so, and heals: %s', async (how, spoilIt) => {
    const path = await newPath()
    const list = await openFollowing(path)
    await list.change(set('first'), who)
    await spoilIt(path)
    await vi.waitFor(() => expect(list.state().status).toBe('stale'), soon)
    expect(list.state().problem).toContain(path)
    expect(namesOf(list.current())).toEqual(['first'])
    if (how === 'gone with its directory') {
      await rename(`${join(path, '..')}-away`, join(path, '..'))
    } else {
      // What is set now must not cost the one that was on.
      await list.change(set('second'), who)
      expect(namesOf((await loadSwitchList(path)).current())).toEqual(['first', 'second'])
    }
    await vi.waitFor(() => expect(list.state()).toEqual({ status: 'live', problem: null }), soon)
    expect(namesOf(list.current())).toContain('first')
  })

  it.each(Object.entries(spoil))('is left alone by what only keeps the books: %s', async (how, spoilIt) => {
    const path = await newPath()
    const list = await loadSwitchList(path)
    await list.change(set('first'), who)
    const written = list.unaudited()
    expect(written).toHaveLength(1)
    await spoilIt(path)
    const spoilt = await readFile(path, 'utf8').catch(() => null)
    const forgotten = list.forgetAudited(new Set(written.map(({ id }) => id)))
    if (how === 'gone with its directory') await expect(forgotten).rejects.toThrow('ENOENT')
    else await forgotten
    expect(namesOf(list.current())).toEqual(['first'])
    expect(list.unaudited()).toEqual(written)
    expect(await readFile(path, 'utf8').catch(() => null)).toBe(spoilt)
  })

  it.each(['', '{"switches": [', '{"switches":[{"name":"first"}]}', 'a folder'])(
    'from the start switches everything off, until it is mended or changed: %s',
    async (text) => {
      const path = await newPath()
      await (text === 'a folder' ? mkdir(path) : writeFile(path, text))
      const list = await openFollowing(path)
      expect(list.current()).toEqual([
        { name: 'switches-file-broken', on: true, reason: expect.stringContaining(path) },
      ])
      expect(list.state()).toEqual({
        status: 'stale',
        problem: expect.stringContaining('switches-file-broken'),
      })
      // Gone is not mended.
      await rm(path, { recursive: true })
      await list.follow()
      expect(namesOf(list.current())).toEqual(['switches-file-broken'])
      await writeFile(path, JSON.stringify({ switches: [off('first')] }))
      await vi.waitFor(() => expect(list.state()).toEqual({ status: 'live', problem: null }), soon)
      expect(namesOf(list.current())).toEqual(['first'])
    },
  )

  it('from the start keeps everything off beside what is set, until somebody ends that', async () => {
    const path = await newPath()
    await writeFile(path, '{"switches": [')
    const list = await loadSwitchList(path)
    await list.change(set('first'), who)
    expect(list.state().status).toBe('live')
    expect(namesOf((await loadSwitchList(path)).current())).toEqual(['first', 'switches-file-broken'])
    expect(await readFile(`${path}.broken`, 'utf8')).toBe('{"switches": [')
    await list.change({ kind: 'remove', name: 'switches-file-broken' }, who)
    expect(namesOf((await loadSwitchList(path)).current())).toEqual(['first'])
  })

  it('is not written over by somebody who has no good one, and says nothing while somebody writes it', async () => {
    const path = await newPath()
    const list = await loadSwitchList(path)
    await list.change(set('first'), who)
    await writeFile(path, '{')
    await list.follow()
    expect(list.state().status).toBe('live')
    await expect(changeKeptSwitches(path, [{ change: set('second'), ...who }])).rejects.toThrow('is not JSON')
    expect(await readFile(path, 'utf8')).toBe('{')
  })
})

describe('a change that cannot be written', () => {
  it('holds, says so, and is written once that is possible', async () => {
    const path = await newPath()
    const list = await openFollowing(path)
    await mkdir(path)
    await expect(list.change(set('first'), who)).rejects.toThrow()
    expect(namesOf(list.current())).toEqual(['first'])
    expect(list.state().status).toBe('not-kept')
    await rm(path, { recursive: true })
    await vi.waitFor(() => expect(list.state().status).toBe('live'), soon)
    expect(namesOf((await loadSwitchList(path)).current())).toEqual(['first'])
    expect(list.unaudited()).toMatchObject([
      { actor: 'admin:test', action: 'switch-on', detail: { name: 'first' } },
    ])
  })
})

describe('a lock', () => {
  it('is held by one at a time', async () => {
    const path = join(await createFolder(), 'a.lock')
    let inside = 0
    let most = 0
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const lock = await takeLock(path)
        inside += 1
        most = Math.max(most, inside)
        await new Promise((resolve) => setTimeout(resolve, 2))
        inside -= 1
        await lock?.release()
      }),
    )
    expect(most).toBe(1)
    expect(await readdir(join(path, '..'))).toEqual([])
  })

  it('is not had while another holds it, and is taken over from one who has died', async () => {
    const path = join(await createFolder(), 'a.lock')
    const held = await takeLock(path)
    expect(await takeLock(path, { waitMs: 0 })).toBeNull()
    await held?.release()
    const dead = 2 ** 22 + 1
    await writeFile(path, JSON.stringify({ pid: dead, host: hostname(), id: 'x' }))
    const next = await takeLock(path, { waitMs: 100 })
    expect(next).not.toBeNull()
    await next?.release()
    // As process 1 of a container has the number of the one before.
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname(), id: 'x' }))
    const after = await takeLock(path, { waitMs: 100 })
    expect(after).not.toBeNull()
    await after?.release()
    // Of another machine only its age is known.
    await writeFile(path, JSON.stringify({ pid: dead, host: 'elsewhere', id: 'x' }))
    expect(await takeLock(path, { waitMs: 0 })).toBeNull()
    const late = await takeLock(path, { waitMs: 500, staleMs: 100 })
    expect(late).not.toBeNull()
    await late?.release()
  })
})
