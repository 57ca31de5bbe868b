import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { pointerTo } from '../../../src/core/documents/json-pointer.ts'
import { locatePointers } from '../../../src/core/documents/locate-pointers.ts'
import { times } from '../../times.ts'

interface Printed {
  readonly text: string
  /** Offsets by pointer: of the key, where there is one, and of the value. */
  readonly places: ReadonlyMap<string, { readonly key: number; readonly value: number }>
}

/** A JSON value in the blanks that `blank` hands out, and where each part of it came to stand. */
function print(value: unknown, blank: () => string): Printed {
  let text = ''
  const places = new Map<string, { key: number; value: number }>()
  const put = (part: unknown, pointer: string, key: number | null): void => {
    text += blank()
    places.set(pointer, { key: key ?? text.length, value: text.length })
    if (Array.isArray(part)) {
      text += '['
      part.forEach((entry, index) => {
        if (index > 0) text += `${blank()},`
        put(entry, pointerTo(pointer, index), null)
      })
      text += `${blank()}]`
    } else if (typeof part === 'object' && part !== null) {
      text += '{'
      Object.entries(part).forEach(([name, entry], index) => {
        if (index > 0) text += `${blank()},`
        text += blank()
        const keyAt = text.length
        text += `${JSON.stringify(name)}${blank()}:`
        put(entry, pointerTo(pointer, name), keyAt)
      })
      text += `${blank()}}`
    } else text += JSON.stringify(part)
  }
  put(value, '', null)
  return { text: text + blank(), places }
}

/** Told anew, by another way than the code goes: line by line. */
function placeAt(text: string, offset: number) {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  // A cut between CR and LF is one line end, not two; no value begins there.
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

const anyValue = fc.jsonValue({ maxDepth: 5 })
const anyBlanks = fc.infiniteStream(fc.constantFrom('', '', ' ', '\n', '\r\n', '\t', '\r', ' \n  '))

describe('a JSON pointer', () => {
  test.prop([anyValue, anyBlanks, fc.boolean()], times(500))(
    'leads to where its value begins, and its key, however the text is printed',
    (value, blanks, marked) => {
      const { text, places } = print(value, () => blanks.next().value ?? '')
      expect(JSON.stringify(JSON.parse(text))).toBe(JSON.stringify(value))
      const pointers = [...places.keys()]
      for (const part of ['value', 'key'] as const) {
        const found = locatePointers(
          marked ? `\u{feff}${text}` : text,
          pointers.map((pointer) => ({ pointer, part })),
        )
        expect(found).toEqual(pointers.map((pointer) => placeAt(text, places.get(pointer)?.[part] ?? -1)))
      }
    },
  )
  test.prop([anyValue, fc.string(), anyBlanks], times(200))(
    'that leads nowhere is where its nearest parent begins',
    (value, key, blanks) => {
      const { text, places } = print(value, () => blanks.next().value ?? '')
      for (const [pointer, place] of places) {
        const missing = pointerTo(pointer, key)
        if (places.has(missing)) continue
        for (const part of ['value', 'key'] as const) {
          const found = locatePointers(text, [{ pointer: pointerTo(missing, 'x', 0), part }])
          expect(found).toEqual([placeAt(text, place.value)])
        }
      }
    },
  )
  test.prop([fc.string(), fc.string()], times(500))('leads somewhere in any text', (text, pointer) => {
    const [place] = locatePointers(text, [{ pointer, part: 'value' }])
    expect(place?.line).toBeGreaterThan(0)
    expect(place?.column).toBeGreaterThan(0)
  })

  it('leads to the last of keys that stand twice, which is the one that counts', () => {
    const text = '{"a": {"b": 1},\n "a": {"c": 2}}'
    const at = (pointer: string) => locatePointers(text, [{ pointer, part: 'value' }])[0]
    expect(at('/a')).toEqual({ line: 2, column: 7 })
    expect(at('/a/c')).toEqual({ line: 2, column: 13 })
    expect(at('/a/b')).toEqual({ line: 2, column: 7 })
  })
  it('knows own keys from those of every object', () => {
    const text = '{"__proto__": {"constructor": [1]}}'
    const [place] = locatePointers(text, [{ pointer: '/__proto__/constructor/0', part: 'value' }])
    expect(place).toEqual({ line: 1, column: 32 })
  })
  it('costs little in a text that is made to be slow', () => {
    const wide = `{${Array.from({ length: 50_000 }, (_, index) => `"k${index}": [${index}]`).join(',\n')}}`
    const pointers = Array.from({ length: 5000 }, (_, index) => ({
      pointer: `/k${index * 10}/0`,
      part: 'value' as const,
    }))
    const before = process.cpuUsage()
    const found = locatePointers(wide, pointers)
    const { user, system } = process.cpuUsage(before)
    expect(found[4999]?.line).toBe(49_991)
    expect((user + system) / 1000).toBeLessThan(3000)
  })
})
