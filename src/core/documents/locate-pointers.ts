import { stepsOf } from './json-pointer.ts'
import { createPositionReader, type TextPosition, withoutByteOrderMark } from './text-position.ts'
import { walkJson } from './walk-json.ts'

/** A pointer that is looked for; `part: 'key'` asks for its key where it has one. */
export interface WantedPointer {
  readonly pointer: string
  readonly part: 'key' | 'value'
}

/** One step on the way to wanted pointers: what is not wanted is walked past and costs nothing. */
interface Wanted {
  readonly below: Map<string, Wanted>
  keyOffset: number | null
  offset: number | null
}

/**
 * Where JSON pointers lead in a text. One that leads nowhere (a missing key) is where its nearest parent begins; all
 * are at the beginning where the text is not JSON at all. A key that stands twice is where it stands last, as
 * `JSON.parse` has it.
 */
export function locatePointers(text: string, pointers: readonly WantedPointer[]): readonly TextPosition[] {
  const body = withoutByteOrderMark(text)
  const root = createWanted()
  for (const { pointer } of pointers) {
    let wanted = root
    for (const step of stepsOf(pointer)) {
      const next = wanted.below.get(step) ?? createWanted()
      wanted.below.set(step, next)
      wanted = next
    }
  }
  walkJson<Wanted | null>(body, (parent, { step, keyOffset, offset }) => {
    // A parent of null may be one that nobody wants, or none at all: only the outermost value has no step.
    const wanted = parent?.below.get(String(step)) ?? (parent === null && step === '' ? root : null)
    if (wanted === null || (wanted === root && root.offset !== null)) return null
    if (wanted.offset !== null) forgetBelow(wanted)
    wanted.keyOffset = keyOffset
    wanted.offset = offset
    return wanted
  })

  const positionAt = createPositionReader(body)
  return pointers.map(({ pointer, part }) => {
    let found = root
    const steps = stepsOf(pointer)
    let depth = 0
    for (const step of steps) {
      const next = found.below.get(step)
      if (next === undefined || next.offset === null) break
      found = next
      depth++
    }
    const isWhole = depth === steps.length
    return positionAt((isWhole && part === 'key' ? found.keyOffset : found.offset) ?? 0)
  })
}

const createWanted = (): Wanted => ({ below: new Map(), keyOffset: null, offset: null })

function forgetBelow(wanted: Wanted): void {
  for (const next of wanted.below.values()) {
    next.offset = null
    next.keyOffset = null
    forgetBelow(next)
  }
}
