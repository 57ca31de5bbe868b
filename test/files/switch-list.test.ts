import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSwitchList } from '../../src/files/switch-list.ts'
import { createFolder } from '../http/open-app.ts'

const named = (name: string) => [{ name, on: true, reason: 'a test' }]

describe('switches replaced several times at once', () => {
  it('end as the last list, in memory and on disk', async () => {
    for (let round = 0; round < 20; round++) {
      const path = join(await createFolder(), 'switches.json')
      const list = await loadSwitchList(path)
      // Large files first: each would land after those that follow it.
      const lists = [5_000, 500, 0].map((count) => Array.from({ length: count }, (_, n) => named(`s-${n}`)))
      await Promise.all(lists.map((next) => list.replace(next.flat())))
      expect(list.current()).toEqual([])
      expect((await loadSwitchList(path)).current()).toEqual([])
    }
  })

  it('are written though one before them could not be', async () => {
    const path = join(await createFolder(), 'switches.json')
    const list = await loadSwitchList(path)
    await mkdir(path)
    await expect(list.replace(named('lost'))).rejects.toThrow()
    await rm(path, { recursive: true })
    await list.replace(named('kept'))
    expect((await loadSwitchList(path)).current()).toEqual(named('kept'))
  })
})
