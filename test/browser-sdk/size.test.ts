import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildOnce, root } from '../end-to-end/build-once.ts'

const read = (name: string) => readFile(join(root, 'dist/browser', name))

describe('what a login page loads', () => {
  beforeAll(buildOnce, 120_000)

  it.each([
    ['keywise-core.js', 3_072],
    ['keywise.js', 6_144],
  ])('%s has at most %i bytes, compressed', async (name, most) => {
    const bytes = gzipSync(await read(name), { level: 9 }).length
    expect(bytes).toBeGreaterThan(1_000)
    expect(bytes).toBeLessThanOrEqual(most)
  })

  it('is one file, and no code of the server', async () => {
    const code = String(await read('keywise.js'))
    expect(code).not.toMatch(/\bimport\b[ {'"(]/)
    const { sources } = JSON.parse(String(await read('keywise.js.map'))) as { sources: string[] }
    const strangers = sources.filter(
      (path) => !path.includes('src/browser/') && !path.includes('@simplewebauthn/browser/'),
    )
    expect(strangers).toEqual([])
    expect(sources.length).toBeGreaterThan(10)
  })
})
