import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildOnce, root } from '../end-to-end/build-once.ts'
import { openApp } from './open-app.ts'

const script = 'text/javascript; charset=utf-8'
const map = 'application/json; charset=utf-8'

describe('the browser SDK of the service', () => {
  beforeAll(buildOnce, 300_000)

  it.each([
    ['keywise.js', script],
    ['keywise-core.js', script],
    ['keywise.js.map', map],
    ['keywise-core.js.map', map],
  ])('is there for pages of any origin: %s', async (file, type) => {
    const { app } = await openApp()
    const { statusCode, headers, body } = await app.inject(`/sdk/${file}`)
    expect(statusCode).toBe(200)
    expect(headers).toMatchObject({
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
    })
    expect(body).toBe(await readFile(join(root, 'dist/browser', file), 'utf8'))
  })

  it('names no file that is not served, and exports what its name says', async () => {
    const { app } = await openApp()
    for (const [file, name] of [
      ['keywise.js', 'createKeywise'],
      ['keywise-core.js', 'createKeywiseCore'],
    ]) {
      const { body, headers } = await app.inject(`/sdk/${file}`)
      const named = headers.sourcemap
      expect(body).not.toContain('sourceMappingURL')
      expect((await app.inject(`/sdk/${named}`)).statusCode).toBe(200)
      const exported = [...body.matchAll(/export\{([^}]*)\}/g)].map(([, inner]) => inner)
      expect(exported).toEqual([expect.stringMatching(new RegExp(`^\\w+ as ${name}$`))])
    }
  })

  it.each(['index.js', 'create-keywise.js', 'keywise.d.ts', '..%2Findex.js', ''])(
    'is all there is below /sdk: no %s',
    async (file) => {
      const { app } = await openApp()
      expect((await app.inject(`/sdk/${file}`)).statusCode).toBe(404)
    },
  )
})
