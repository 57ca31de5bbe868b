import { createHash } from 'node:crypto'
import { Script } from 'node:vm'
import { fc, test } from '@fast-check/vitest'
import { beforeAll, describe, expect, it } from 'vitest'
import type { MatrixView } from '../../src/contract/matrix.ts'
import { linkModules } from '../../src/matrix/html/link-modules.ts'
import { packJson } from '../../src/matrix/html/pack-json.ts'
import { unpackJson } from '../../src/matrix/html/page/unpack-json.ts'
import { renderHtmlReport } from '../../src/matrix/html/render-html-report.ts'
import { buildOnce } from '../end-to-end/build-once.ts'
import { loadShippedView } from './shipped-view.ts'

let view: MatrixView
let html: string
beforeAll(async () => {
  await buildOnce()
  view = await loadShippedView()
  html = renderHtmlReport(view)
}, 180_000)

/** What lies between the first such tag and the first end tag after it: as a browser reads it. */
const contentOf = (text: string, tag: string): string => {
  const from = text.indexOf(tag) + tag.length
  expect(from, `${tag} is there`).toBeGreaterThan(tag.length)
  return text.slice(from, text.indexOf('</', from))
}
const dataTag = '<script type="application/json" id="data">'
const readData = (text: string): unknown => unpackJson(JSON.parse(contentOf(text, dataTag)))

describe('the HTML report', () => {
  it('holds the whole view', () => {
    expect(readData(html)).toEqual(JSON.parse(JSON.stringify(view)))
  })

  it('asks for nothing from anywhere', () => {
    const page = html.replace(contentOf(html, dataTag), '')
    expect(page.match(/\b(?:src|href|srcset|action|data)="[^"]*"/g)).toEqual(['href="#map"'])
    const asking = /@import|\burl\(|\bfetch\(|XMLHttpRequest|sendBeacon|WebSocket|EventSource|\bimport\b.*/g
    expect(page.match(asking)).toBe(null)
    // The namespace of SVG is a name, not an address that anybody asks.
    expect(page.match(/(?:https?:|["'(])\/\/\w.*/g)).toEqual(["http://www.w3.org/2000/svg';"])
    expect(page).not.toContain('sourceMappingURL')
  })

  it('allows its own script and style by their hashes, and nothing else', () => {
    const policy = contentOf(html, '<meta http-equiv="Content-Security-Policy" content="').split('"')[0] ?? ''
    const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`
    const script = html.slice(html.lastIndexOf('<script>') + 8, html.lastIndexOf('</script>'))
    expect(Object.fromEntries(policy.split('; ').map((part) => part.split(/ (.*)/).slice(0, 2)))).toEqual({
      'default-src': "'none'",
      'script-src': hashOf(script),
      'style-src': hashOf(contentOf(html, '<style>')),
      'base-uri': "'none'",
      'form-action': "'none'",
    })
    expect(() => new Script(script)).not.toThrow()
  })

  it('is small: less than 800 bytes for a fixture', () => {
    expect(view.total).toBeGreaterThan(500)
    expect(html.length / view.total).toBeLessThan(800)
  })

  it.each(['</script><script>alert(1)</script>', '<!--<script>', '\u2028', ']]>', '__proto__', '&lt;'])(
    'takes %j in a fixture as text',
    (evil) => {
      const [first] = view.fixtures
      const bad = {
        ...view,
        revision: evil,
        problems: [evil],
        fixtures: [{ ...first, title: evil, platform: { [evil]: evil } }] as MatrixView['fixtures'],
      }
      const text = renderHtmlReport(bad)
      expect(readData(text)).toEqual(bad)
      expect(contentOf(text, dataTag)).not.toContain('<')
      expect(text.match(/<script/g)).toHaveLength(2)
    },
  )
})

describe('packing', () => {
  test.prop([fc.jsonValue()])('gives back what JSON gives back', (value) => {
    const packed = JSON.parse(JSON.stringify(packJson(value)))
    expect(unpackJson(packed)).toEqual(JSON.parse(JSON.stringify(value)))
  })

  it('stores what repeats once', () => {
    const client = { os: 'windows', browsers: ['chrome', 'edge'] }
    const once = JSON.stringify(packJson([client])).length
    expect(JSON.stringify(packJson(Array.from({ length: 100 }, () => ({ ...client })))).length).toBeLessThan(
      once + 300,
    )
  })
})

describe('linking modules into one script', () => {
  const link = (modules: Record<string, string>) => linkModules('main.js', (path) => modules[path] ?? '')
  const run = (script: string): unknown => {
    const told: unknown[] = []
    new Script(script).runInNewContext({ tell: (value: unknown) => told.push(value) })
    return told
  }

  it('runs each module once, after what it imports, with names of its own', () => {
    const script = link({
      'main.js':
        "import { a } from './a.js';\nimport { b, } from './b.js';\nconst own = 'main';\ntell(own + a() + b);\nexport {};\n//# sourceMappingURL=main.js.map",
      'a.js':
        "import { b } from './b.js';\nconst own = ' a';\nexport function a() { return own + b }\nexport async function later() {}",
      'b.js': "tell('b');\nconst own = ' b';\nexport const b = own;",
    })
    expect(run(script)).toEqual(['b', 'main a b b'])
    expect(script).not.toContain('sourceMappingURL')
  })

  it.each([
    ['a renamed import', "import { a as b } from './a.js';", 'renames'],
    ['a whole module', "import * as all from './a.js';", 'cannot link'],
    ['a default export', 'export default 1', 'cannot link'],
    ['a class', 'export class A {}', 'cannot link'],
    ['itself', "import { a } from './main.js';", 'imports itself'],
  ])('refuses %s', (_what, code, message) => {
    expect(() => link({ 'main.js': code, 'a.js': 'export const a = 1;' })).toThrow(message)
  })
})
