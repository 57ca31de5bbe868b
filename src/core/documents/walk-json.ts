/** Where a text stops being JSON, and what was going on there. */
export interface JsonError {
  /** Of the first character that does not fit, blanks skipped; the length of the text at its end. */
  readonly offset: number
  readonly expecting: Expecting
  /** The end of the last token before it. */
  readonly previousEnd: number
  /** The innermost bracket that is open there. */
  readonly open: { readonly mark: '{' | '['; readonly offset: number } | null
}

export type Expecting =
  | 'value'
  | 'first-value'
  | 'key'
  | 'first-key'
  | 'colon'
  | 'comma'
  | 'end'
  | 'less-depth'

/** Where a value stands. `keyOffset` is that of its key, or its own in a list. */
export interface JsonPlace {
  readonly step: string | number
  readonly keyOffset: number
  readonly offset: number
}

/** Is told of each value as it begins, with what it answered for the object or list around it. */
export type VisitJson<Node> = (parent: Node | null, place: JsonPlace) => Node

interface Frame<Node> {
  readonly node: Node
  readonly mark: '{' | '['
  readonly offset: number
  key: string
  keyOffset: number
  index: number
}

const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids raw control characters in strings
  /[ \t\r\n]*(?:([{}[\],:])|("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/y
const blank = /[ \t\r\n]*/y

/** No file of ours nests a tenth as deep; what walks the values after this one may recurse. */
export const maxJsonDepth = 200

/**
 * Walks a JSON text without recursion and tells each value as it begins. Values are not read: `JSON.parse` does that.
 * Null where the text is JSON to its end.
 */
export function walkJson<Node>(text: string, visit: VisitJson<Node>): JsonError | null {
  const stack: Frame<Node>[] = []
  let expecting: Expecting = 'value'
  let previousEnd = 0

  const fail = (what: Expecting): JsonError => {
    const frame = stack.at(-1)
    const open = frame === undefined ? null : { mark: frame.mark, offset: frame.offset }
    return { offset: skipBlank(text, previousEnd), expecting: what, previousEnd, open }
  }

  do {
    token.lastIndex = previousEnd
    const found = token.exec(text)
    if (found === null) return fail(expecting)
    const [, mark, string] = found
    const end = token.lastIndex
    const offset = end - (mark ?? string ?? found[3] ?? '').length
    const frame = stack.at(-1)

    if (expecting === 'value' || expecting === 'first-value') {
      const closes: boolean = mark === ']' && expecting === 'first-value'
      if (mark !== undefined && mark !== '{' && mark !== '[' && !closes) return fail(expecting)
      if (closes) stack.pop()
      else {
        const isKeyed = frame?.mark === '{'
        const place: JsonPlace = {
          step: isKeyed ? frame.key : (frame?.index ?? ''),
          keyOffset: isKeyed ? frame.keyOffset : offset,
          offset,
        }
        const node = visit(frame?.node ?? null, place)
        if (mark !== undefined) {
          if (stack.length >= maxJsonDepth) return fail('less-depth')
          const opened = mark === '{' ? '{' : '['
          stack.push({ node, mark: opened, offset, key: '', keyOffset: 0, index: 0 })
        }
      }
      expecting = closes || mark === undefined ? 'comma' : mark === '{' ? 'first-key' : 'first-value'
    } else if (expecting === 'key' || expecting === 'first-key') {
      if (string !== undefined && frame) {
        frame.key = String(JSON.parse(string))
        frame.keyOffset = offset
        expecting = 'colon'
      } else if (mark === '}' && expecting === 'first-key') {
        stack.pop()
        expecting = 'comma'
      } else return fail(expecting)
    } else if (expecting === 'colon') {
      if (mark !== ':') return fail(expecting)
      expecting = 'value'
    } else if (mark === ',') {
      if (frame) frame.index++
      expecting = frame?.mark === '{' ? 'key' : 'value'
    } else if (mark === (frame?.mark === '{' ? '}' : ']')) {
      stack.pop()
    } else return fail(expecting)
    previousEnd = end
  } while (stack.length > 0)

  return skipBlank(text, previousEnd) === text.length ? null : fail('end')
}

function skipBlank(text: string, offset: number): number {
  blank.lastIndex = offset
  blank.exec(text)
  return blank.lastIndex
}
