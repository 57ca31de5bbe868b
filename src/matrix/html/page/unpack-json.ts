import type { Packed } from '../pack-json.ts'

/** The way back from `packJson`. What was stored once is one object here: treat it as read-only. */
export function unpackJson(packed: Packed): unknown {
  const found: unknown[] = []
  // A part always stands before what holds it.
  for (const value of packed) {
    if (Array.isArray(value)) found.push(value.map((at) => found[at]))
    else if (typeof value === 'object' && value !== null)
      found.push(Object.fromEntries(Object.entries(value).map(([key, at]) => [key, found[at]])))
    else found.push(value)
  }
  return found.at(-1)
}
