import { pointerTo } from './json-pointer.ts'

/** What `JSON.parse` does not tell: where a text stops being JSON, and which keys stand twice in one object. */
export interface JsonScan {
  readonly error: { readonly offset: number; readonly expected: string } | null
  readonly duplicates: readonly { readonly pointer: string; readonly key: string }[]
}

interface Frame {
  readonly pointer: string
  /** Keys seen so far in an object; null in a list. */
  readonly keys: Set<string> | null
  key: string
  index: number
}

type State = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'comma'

const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids raw control characters in strings
  /[ \t\r\n]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y
const blank = /[ \t\r\n]*/y

const expectations: Readonly<Record<State, string>> = {
  value: 'a value',
  'first-value': 'a value or `]`',
  key: 'a key in double quotes',
  'first-key': 'a key in double quotes or `}`',
  colon: '`:`',
  comma: '`,` or the closing bracket',
}

/** Walks a JSON text without recursion, however deep it nests. Values are not read: `JSON.parse` does that. */
export function scanJson(text: string): JsonScan {
  const stack: Frame[] = []
  const duplicates: { pointer: string; key: string }[] = []
  let state: State = 'value'
  let offset = 0

  const fail = (expected: string): JsonScan => ({
    error: { offset: skipBlank(text, offset), expected },
    duplicates,
  })

  do {
    token.lastIndex = offset
    const found = token.exec(text)
    if (found === null) return fail(expectations[state])
    const [, mark, string] = found
    const frame = stack.at(-1)

    if (state === 'value' || state === 'first-value') {
      if (mark === '{' || mark === '[') {
        const pointer =
          frame === undefined ? '' : pointerTo(frame.pointer, frame.keys ? frame.key : frame.index)
        stack.push({ pointer, keys: mark === '{' ? new Set() : null, key: '', index: 0 })
        state = mark === '{' ? 'first-key' : 'first-value'
      } else if (mark === ']' && state === 'first-value') {
        stack.pop()
        state = 'comma'
      } else if (mark === undefined) {
        state = 'comma'
      } else return fail(expectations[state])
    } else if (state === 'key' || state === 'first-key') {
      if (string !== undefined && frame?.keys) {
        frame.key = String(JSON.parse(string))
        if (frame.keys.has(frame.key)) {
          duplicates.push({ pointer: pointerTo(frame.pointer, frame.key), key: frame.key })
        }
        frame.keys.add(frame.key)
        state = 'colon'
      } else if (mark === '}' && state === 'first-key') {
        stack.pop()
        state = 'comma'
      } else return fail(expectations[state])
    } else if (state === 'colon') {
      if (mark !== ':') return fail(expectations[state])
      state = 'value'
    } else if (mark === ',') {
      if (frame) frame.index++
      state = frame?.keys ? 'key' : 'value'
    } else if (mark === (frame?.keys ? '}' : ']')) {
      stack.pop()
    } else return fail(expectations[state])
    offset = token.lastIndex
  } while (stack.length > 0)

  return skipBlank(text, offset) === text.length ? { error: null, duplicates } : fail('the end of the file')
}

function skipBlank(text: string, offset: number): number {
  blank.lastIndex = offset
  blank.exec(text)
  return blank.lastIndex
}
