import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseKnowledge } from '../src/core/platform/parse-knowledge.ts'
import { parseShipped, readShippedFolder } from './core/platform/knowledge-of-the-house.ts'
import { findSharedData, sharedDataRequired } from './shared-data.ts'

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

  const { file, present, reason } = findSharedData('providers.json')
  it.runIf(present || sharedDataRequired)('has every AAGUID of the collected facts', () => {
    if (!present) expect.fail(reason)
    const collected: { readonly providers: readonly { readonly aaguids: readonly string[] }[] } = JSON.parse(
      readFileSync(file, 'utf8'),
    )
    const ours = new Set([...providers.values()].flatMap(({ aaguids }) => aaguids))
    const theirs = collected.providers
      .flatMap(({ aaguids }) => aaguids)
      .filter((one) => !one.startsWith('00000000'))
    expect(theirs.filter((aaguid) => !ours.has(aaguid))).toEqual([])
    expect(providers.size).toBe(collected.providers.length - 1)
  })
})
