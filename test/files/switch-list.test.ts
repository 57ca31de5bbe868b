import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSwitchList } from '../../src/files/switch-list.ts'
import { createFolder } from '../http/open-app.ts'

const who = { at: 1, actor: 'admin:test' }
const named = (name: string) => [{ name, on: true, reason: 'a test' }]

describe('switches replaced several times at once', () => {
  it('end as the last list, in memory and on disk', async () => {
    for (let round = 0; round < 20; round++) {
      const path = join(await createFolder(), 'switches.json')
      const list = await loadSwitchList(path)
      // Large files first: each would land after those that follow it.
      const lists = [200, 50, 0].map((count) => Array.from({ length: count }, (_, n) => named(`s-${n}`)))
      await Promise.all(lists.map((next) => list.change({ kind: 'replace', switches: next.flat() }, who)))
      expect(list.current()).toEqual([])
      expect((await loadSwitchList(path)).current()).toEqual([])
    }
  })

  it('are written though one before them could not be', async () => {
    const path = join(await createFolder(), 'switches.json')
    const list = await loadSwitchList(path)
    await mkdir(path)
    await expect(list.change({ kind: 'replace', switches: named('lost') }, who)).rejects.toThrow()
    await rm(path, { recursive: true })
    await list.change({ kind: 'replace', switches: named('kept') }, who)
    expect((await loadSwitchList(path)).current()).toEqual(named('kept'))
  })
})
