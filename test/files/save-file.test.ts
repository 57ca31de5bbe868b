import { execFileSync } from 'node:child_process'
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { saveFile } from '../../src/files/save-file.ts'
import { loadSwitchList } from '../../src/files/switch-list.ts'
import { createFolder } from '../http/open-app.ts'

describe('a file written whole', () => {
  it('has its folder made, its mode set and no draft left', async () => {
    const dir = await createFolder()
    const path = join(dir, 'deep', 'file.json')
    await saveFile(path, 'one', 0o600)
    await saveFile(path, 'two', 0o600)
    expect(await readFile(path, 'utf8')).toBe('two')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(join(dir, 'deep'))).toEqual(['file.json'])
  })

  it('takes the place of no device, pipe or link', async () => {
    const dir = await createFolder({ 'real.json': 'one' })
    const link = join(dir, 'link.json')
    await symlink(join(dir, 'real.json'), link)
    await saveFile(link, 'two')
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(await readFile(join(dir, 'real.json'), 'utf8')).toBe('two')

    const pipe = join(dir, 'pipe')
    execFileSync('mkfifo', [pipe])
    const read = readFile(pipe, 'utf8')
    await saveFile(pipe, 'three')
    expect(await read).toBe('three')
    expect((await lstat(pipe)).isFIFO()).toBe(true)
  })

  it('leaves no draft where it cannot take its place', async () => {
    const dir = await createFolder()
    await mkdir(join(dir, 'taken', 'by'), { recursive: true })
    await expect(saveFile(join(dir, 'taken'), 'text')).rejects.toThrow()
    expect(await readdir(dir)).toEqual(['taken'])
  })
})

describe('the run-time switches', () => {
  const off = { name: 'off', on: true, reason: 'incident' }

  it('begin empty and outlive a restart', async () => {
    const path = join(await createFolder(), 'switches.json')
    const list = await loadSwitchList(path)
    expect(list.current()).toEqual([])
    await list.change({ kind: 'replace', switches: [off] }, { at: 1, actor: 'admin:test' })
    expect((await loadSwitchList(path)).current()).toEqual([off])
  })

  it('are not silently lost when their file is broken', async () => {
    const dir = await createFolder({ 'switches.json': '{"switches":[{"name":"off"}]}' })
    await chmod(dir, 0o755)
    const list = await loadSwitchList(join(dir, 'switches.json'))
    expect(list.current()).toMatchObject([{ name: 'switches-file-broken', on: true }])
    expect(list.state()).toMatchObject({
      status: 'stale',
      problem: expect.stringContaining('is not a list of switches'),
    })
  })
})
