import { test as property } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatJson } from '../../src/matrix/format-json.ts'
import { insertFixture } from '../../src/matrix/insert-fixture.ts'
import { makeFixture } from './small-suite.ts'

const made = { $schema: '../schema/fixtures.v1.json', about: 'a new file' }
const json = fc.jsonValue({ maxDepth: 4 })

describe('JSON as fixture files are written', () => {
  property.prop([json])('reads back as what it was', (value) => {
    // JSON has no negative zero.
    expect(JSON.parse(formatJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
  })

  it('keeps short lists on their line and unfolds the others', () => {
    const long = Array.from({ length: 20 }, (_, index) => `passkey-${index}`)
    expect(formatJson({ short: ['a', 'b'], none: [], long: long.slice(0, 2), deep: [{ a: 1 }] })).toBe(
      '{\n  "short": ["a", "b"],\n  "none": [],\n  "long": ["passkey-0", "passkey-1"],\n  "deep": [\n    {\n      "a": 1\n    }\n  ]\n}',
    )
    expect(formatJson({ long }).split('\n')).toHaveLength(24)
  })
})

describe('a fixture file', () => {
  property.prop([fc.array(fc.record({ id: fc.string(), fixtures: json })), fc.string(), fc.nat(4)])(
    'takes one more at its end and keeps every other character',
    (fixtures, about, indent) => {
      const text = `${JSON.stringify({ about, nested: { fixtures: [1] }, fixtures: [{ id: 'x' }, ...fixtures], tail: [] }, null, indent)}\n`
      const fixture = makeFixture({ title: about })
      const inserted = insertFixture(text, fixture, made)
      // JSON has no negative zero.
      const written = JSON.parse(JSON.stringify(fixtures))
      expect(JSON.parse(inserted).fixtures).toEqual([{ id: 'x' }, ...written, fixture])
      const added = `,\n    ${formatJson(fixture, '    ')}`
      expect(inserted.replace(added, '')).toBe(text)
    },
  )

  it('begins a list where there are only tables, or nothing', () => {
    for (const text of ['{\n  "tables": []\n}\n', '{}\n']) {
      const { fixtures, ...rest } = JSON.parse(insertFixture(text, makeFixture({}), made))
      expect([fixtures, rest]).toEqual([[makeFixture({})], JSON.parse(text)])
    }
  })

  it('is made where there is none', () => {
    const text = insertFixture(null, makeFixture({}), made)
    expect(JSON.parse(text)).toEqual({ ...made, fixtures: [makeFixture({})] })
    expect(text.endsWith('}\n')).toBe(true)
  })

  it('that cannot be read is left alone', () => {
    expect(() => insertFixture('{ "fixtures": [', makeFixture({}), made)).toThrow()
    // A key that stands twice: the last one counts, and the fixture would be lost in the first.
    expect(() =>
      insertFixture('{"fixtures":[{"id":"a"}],"fixtures":[{"id":"b"}]}', makeFixture({}), made),
    ).toThrow('cannot take a fixture')
  })
})
