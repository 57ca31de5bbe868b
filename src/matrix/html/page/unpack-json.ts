import type { Packed } from '../pack-json.ts'

/** The way back from `packJson`. What was stored once is one object here: treat it as read-only. */
export function unpackJson({ shapes, values }: Packed): unknown {
  const found: unknown[] = []
  // A part always stands before what holds it.
  for (const value of values) {
    if (typeof value !== 'object' || value === null) {
      found.push(value)
      continue
    }
    const [shape = 0, ...places] = value
    const parts = places.map((place) => found[place])
    const keys = shapes[shape - 1]
    // From entries: a key such as `__proto__` stays a key.
    found.push(keys === undefined ? parts : Object.fromEntries(keys.map((key, at) => [key, parts[at]])))
  }
  return found.at(-1)
}
