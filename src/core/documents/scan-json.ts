import { pointerTo } from './json-pointer.ts'
import { type JsonError, walkJson } from './walk-json.ts'

/** A key that stands twice in one object: where it was first, and where it is again. */
export interface DuplicateKey {
  readonly pointer: string
  readonly key: string
  readonly firstOffset: number
  readonly offset: number
}

/** What `JSON.parse` does not tell: where a text stops being JSON, and which keys stand twice in one object. */
export interface JsonScan {
  readonly error: JsonError | null
  readonly duplicates: readonly DuplicateKey[]
}

/** The way to a value is kept as a chain, and written out only where it is told. */
interface Node {
  readonly parent: Node | null
  readonly step: string | number
  /** Keys seen so far in an object, and where. */
  readonly keys: Map<string, number>
}

/** Nobody mends more at once; a file full of them must not keep the reader busy. */
const mostDuplicates = 100

/** Where a text stops being JSON, and keys that stand twice. */
export function scanJson(text: string): JsonScan {
  const duplicates: DuplicateKey[] = []
  const error = walkJson<Node>(text, (parent, { step, keyOffset }) => {
    const node: Node = { parent, step, keys: new Map() }
    if (parent === null || typeof step === 'number') return node
    const firstOffset = parent.keys.get(step)
    if (firstOffset === undefined) parent.keys.set(step, keyOffset)
    else if (duplicates.length < mostDuplicates) {
      duplicates.push({ pointer: pointerOf(node), key: step, firstOffset, offset: keyOffset })
    }
    return node
  })
  return { error, duplicates }
}

function pointerOf(node: Node): string {
  const steps: (string | number)[] = []
  for (let at = node; at.parent !== null; at = at.parent) steps.unshift(at.step)
  return pointerTo('', ...steps)
}
