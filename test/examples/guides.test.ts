import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../end-to-end/build-once.ts'
import { readGuide } from './read-guide.ts'

const guides = ['', 'from-nothing', 'own-webauthn-server', 'existing-idp']
const textOf = (guide: string) => readFileSync(join(root, 'examples', guide, 'README.md'), 'utf8')

/** What a heading is called in a link. */
const toAnchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-')

describe.each(guides)('the guide examples/%s', (guide) => {
  const text = textOf(guide)
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target)
  const paths = links.filter((target) => !target.startsWith('https:'))

  it('quotes its files as they are', async () => {
    const files = paths.map((target) => join(root, 'examples', guide, target.replace(/#.*/, '')))
    const sources = files
      .filter((file) => /\.(mjs|html)$/.test(file))
      .map((file) => readFileSync(file, 'utf8'))
    const quotes = (await readGuide(guide)).filter(({ language }) => ['js', 'html'].includes(language))
    expect(quotes.length).toBeGreaterThan(0)
    for (const quote of quotes)
      expect(
        sources.some((source) => source.includes(`${quote.text}\n`)),
        quote.text,
      ).toBe(true)
  })

  it('has no block that nothing tests', async () => {
    const languages = new Set((await readGuide(guide)).map(({ language }) => language))
    expect([...languages].filter((language) => !['sh', 'text', 'js', 'html'].includes(language))).toEqual([])
    expect(text.match(/^```/gm)).toHaveLength((await readGuide(guide)).length * 2)
  })

  it('links to what is there', () => {
    for (const target of paths) {
      const [path = '', anchor] = target.split('#')
      const file = join(root, 'examples', guide, path)
      expect(existsSync(file), target).toBe(true)
      if (anchor === undefined) continue
      const headings = textOf(join(guide, dirname(path))).match(/(?<=^#+ ).*/gm) ?? []
      expect(headings.map(toAnchor), target).toContain(anchor)
    }
  })
})

describe('the settings that the guides name', () => {
  it('are settings of Keywise, or of the examples', () => {
    const config = readFileSync(join(root, 'src/http/config.ts'), 'utf8')
    const named = new Set(guides.flatMap((guide) => textOf(guide).match(/KEYWISE_[A-Z_]+/g) ?? []))
    expect([...named].filter((name) => !config.includes(`'${name}'`))).toEqual([])
    expect(named.size).toBeGreaterThan(5)
  })

  it('are measured by what Keywise measures', () => {
    const metrics = readFileSync(join(root, 'src/http/metrics.ts'), 'utf8')
    const named = [...new Set(textOf('').match(/keywise_[a-z_]+/g))]
    expect(named.filter((name) => !metrics.includes(`'${name}'`))).toEqual([])
    expect(named.length).toBeGreaterThan(5)
  })
})
