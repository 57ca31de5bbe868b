import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../src/core/documents/parse-json.ts'
import { anyCharacter } from '../../../src/proof/arbitraries/any-character.ts'
import { times } from '../../times.ts'

/** Text, place and message of what people write who think that JSON is something else. */
const mistakes: readonly (readonly [text: string, place: string, message: RegExp])[] = [
  ['', '1:1', /the file is empty/],
  ['{\n  // remark\n  "a": 1\n}', '2:3', /JSON has no comments/],
  ['{ "a": 1 /* b */ }', '1:10', /JSON has no comments/],
  ['# remark\n{}', '1:1', /JSON has no comments/],
  ['{ "a": 1, }', '1:9', /a comma too many before `}`/],
  ['[1,\n]', '1:3', /a comma too many before `]`/],
  ['[1,,2]', '1:4', /two commas/],
  ['[\n  "a"\n  "b"\n]', '2:6', /a comma is missing.*add `,` here/],
  ['{ "a": 1\n  "b": 2 }', '1:9', /a comma is missing/],
  ['{ "a": { "b": 1 }', '1:18', /ends before all brackets.*`{` of line 1 is still open/],
  ['{ "a": [1 }', '1:11', /closes a bracket.*`\[` of line 1 first/],
  ["{ 'a': 1 }", '1:3', /no quote in JSON.*straight double quotes/],
  ['{ \u201ca\u201d: 1 }', '1:3', /no quote in JSON/],
  ['{ a: 1 }', '1:3', /the key `a` has no double quotes.*`"a"`/],
  ['{ "a": windows }', '1:8', /`windows` has no double quotes.*`"windows"`/],
  ['{ "a": True }', '1:8', /no value in JSON.*`true`/],
  ['{ "a": None }', '1:8', /no value in JSON.*`null`/],
  ['{ "a": yes }', '1:8', /no value in JSON.*`true`/],
  ['{ "a": truee }', '1:8', /no value in JSON.*`true`/],
  ['{ "a": 01 }', '1:8', /`01` is not a number/],
  ['{ "a": .5 }', '1:8', /`.5` is not a number/],
  ['{ "a": +5 }', '1:8', /`\+5` is not a number/],
  ['{ "a": 18.4.1 }', '1:8', /`18.4.1` is not a number.*versions are texts/],
  ['{ "a" = 1 }', '1:7', /found `=` after a key/],
  ['{ "a", "b" }', '1:6', /found `,` after a key/],
  ['{ "a": "b }', '1:8', /not closed on its line/],
  ['{ "a": "b\n c" }', '1:8', /not closed on its line/],
  ['{ "a": "C:\\Users" }', '1:11', /`\\U` means nothing/],
  ['{ "a": "b\tc" }', '1:10', /a text has a tab/],
  ['{ "a": 1 } }', '1:12', /more text after the end/],
  ['{}\n{}', '2:1', /more text after the end/],
  ['\ufffd\ufffd{\u0000', '1:1', /not in UTF-8/],
  ['{ "a": }', '1:8', /found `}`.*expected a value/],
]

describe('a text that is not JSON', () => {
  it.each(mistakes)('%j is told at %s', (text, place, message) => {
    const { value, problems } = parseJson(text, 'f.json')
    expect(value).toBeUndefined()
    expect(problems).toHaveLength(1)
    const [problem] = problems
    expect(`${problem?.line}:${problem?.column}`).toBe(place)
    expect(`${problem?.message}; ${problem?.help}`).toMatch(message)
  })
  test.prop(
    [fc.oneof(fc.string({ unit: anyCharacter }), fc.json()), fc.nat(), fc.string({ maxLength: 3 })],
    times(1000),
  )('is told whatever it is, on one line, within the text', (text, at, inserted) => {
    const broken = text.slice(0, at % (text.length + 1)) + inserted + text.slice(at % (text.length + 1))
    for (const problem of parseJson(broken, 'f.json').problems) {
      const { line = 0, column = 0 } = problem
      expect(line).toBeGreaterThan(0)
      expect(column).toBeGreaterThan(0)
      expect(line).toBeLessThanOrEqual(broken.split(/\r\n|\r|\n/).length)
      expect(`${problem.message}${problem.help}`).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u)
    }
  })
})
