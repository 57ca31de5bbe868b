import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { scanJson } from '../../../src/core/documents/scan-json.ts'
import { maxJsonDepth } from '../../../src/core/documents/walk-json.ts'
import { anyCharacter } from '../../../src/proof/arbitraries/any-character.ts'
import { times } from '../../times.ts'

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('a text that may be JSON', () => {
  test.prop([fc.json(), fc.nat(), fc.constantFrom('', ',', '}', '"', '\u0001', '\\', '0', ' ', 'e', '\n')], {
    ...times(3000),
  })('is refused exactly where JSON.parse refuses it', (json, place, inserted) => {
    const at = place % (json.length + 1)
    for (const text of [json, json.slice(0, at) + inserted + json.slice(at), json.slice(0, at)]) {
      expect(scanJson(text).error === null, text).toBe(isJson(text))
    }
  })
  test.prop([fc.string({ unit: anyCharacter })], times(1000))('may be anything', (text) => {
    expect(scanJson(text).error === null).toBe(isJson(text))
  })
  it('may not nest without end', () => {
    expect(scanJson('['.repeat(200_000)).error).toMatchObject({
      offset: maxJsonDepth,
      expecting: 'less-depth',
    })
  })
  it('may hold very long strings', () => {
    const text = JSON.stringify('\\"é\u2028x'.repeat(500_000))
    expect(scanJson(text).error).toBeNull()
  })
  it('tells keys that stand twice, also when written differently', () => {
    expect(scanJson('{"a":[0,{"x/~y":1,"x\\u002f~y":2}],"b":{"a":1}}').duplicates).toEqual([
      { pointer: '/a/1/x~1~0y', key: 'x/~y', firstOffset: 9, offset: 18 },
    ])
  })
})
