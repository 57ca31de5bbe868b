import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildOnce, root } from '../end-to-end/build-once.ts'

beforeAll(buildOnce, 300_000)

describe('the pages as they are built', () => {
  it('have every file they name, and scripts that load nothing but the SDK', () => {
    const dir = join(root, 'dist/demo/pages')
    const files = readdirSync(dir)
    const pages = files.filter((file) => file.endsWith('.html'))
    expect(pages.sort()).toEqual(
      ['account', 'login', 'password', 'playground', 'signup'].map((name) => `${name}.html`),
    )
    for (const page of pages) {
      const text = readFileSync(join(dir, page), 'utf8')
      const named = [...text.matchAll(/"\/demo\/assets\/([^"]+)"/g)].map(([, name]) => name)
      expect(named).toContain('demo.css')
      expect(files).toEqual(expect.arrayContaining(named))
    }
    for (const script of files.filter((file) => file.endsWith('.js'))) {
      const code = readFileSync(join(dir, script), 'utf8')
      const imported = [...code.matchAll(/^import .* from "([^"]+)"|import\("([^"]+)"\)/gm)].map(
        ([, from]) => from,
      )
      expect([script, imported]).toEqual([script, ['/sdk/keywise.js']])
    }
  })
})
