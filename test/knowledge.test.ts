import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseKnowledge } from '../src/core/platform/parse-knowledge.ts'
import { parseShipped, readShippedFolder } from './core/platform/knowledge-of-the-house.ts'

describe('the shipped knowledge', () => {
  it('passes its schema without a problem', () => {
    expect(parseKnowledge(readShippedFolder()).problems).toEqual([])
  })

  const { dated, providers, statements } = parseShipped()

  it('has a source and a date on every statement', () => {
    expect(dated.length).toBeGreaterThan(300)
    for (const { ref, source, verifiedOn } of dated) {
      expect(source.length, ref).toBeGreaterThan(2)
      expect(verifiedOn, ref).toMatch(/^20\d\d-\d\d$/)
    }
  })

  it('names every statement once', () => {
    const refs = dated.map(({ ref }) => ref)
    expect(new Set(refs).size).toBe(refs.length)
  })

  it('says something of every feature', () => {
    for (const [feature, list] of Object.entries(statements)) expect(list.length, feature).toBeGreaterThan(0)
  })

  // The collected facts lie beside the repository where it is developed; elsewhere there is nothing to compare.
  const facts = fileURLToPath(new URL('../../../shared/data/providers.json', import.meta.url))
  it.skipIf(!existsSync(facts))('has every AAGUID of the collected facts', () => {
    const collected: { readonly providers: readonly { readonly aaguids: readonly string[] }[] } = JSON.parse(
      readFileSync(facts, 'utf8'),
    )
    const ours = new Set([...providers.values()].flatMap(({ aaguids }) => aaguids))
    const theirs = collected.providers
      .flatMap(({ aaguids }) => aaguids)
      .filter((one) => !one.startsWith('00000000'))
    expect(theirs.filter((aaguid) => !ours.has(aaguid))).toEqual([])
    expect(providers.size).toBe(collected.providers.length - 1)
  })
})
