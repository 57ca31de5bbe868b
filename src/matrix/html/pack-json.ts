/** Every distinct value once; what holds others names them by their place. The last value is the whole. */
export type Packed = readonly (string | number | boolean | null | readonly number[] | PackedObject)[]
export interface PackedObject {
  readonly [key: string]: number
}

/**
 * Stores what repeats once: fixtures share clients, statements and sentences, and a report of 1,700 of them is a quarter
 * as large for it. `unpackJson` on the page is the way back. Takes what JSON can hold; `undefined` is left out as there.
 */
export function packJson(whole: unknown): Packed {
  const values: Packed[number][] = []
  const places = new Map<string, number>()
  const place = (value: Packed[number]): number => {
    const text = JSON.stringify(value)
    const known = places.get(text)
    if (known !== undefined) return known
    places.set(text, values.length)
    return values.push(value) - 1
  }
  const pack = (value: unknown): number => {
    if (Array.isArray(value)) return place(value.map(pack))
    if (typeof value === 'object' && value !== null) {
      const told = Object.entries(value).filter(([, part]) => part !== undefined)
      return place(Object.fromEntries(told.map(([key, part]) => [key, pack(part)])))
    }
    return place(typeof value === 'string' || typeof value === 'boolean' ? value : readNumber(value))
  }
  pack(whole)
  return values
}

const readNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
