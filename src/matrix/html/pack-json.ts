/**
 * Every distinct value once; what holds others names them by their place among `values`, the last of which is the
 * whole. A list is `[0, ...places]`; an object is `[shape, ...places]`, its keys are `shapes[shape - 1]`.
 */
export interface Packed {
  readonly shapes: readonly (readonly string[])[]
  readonly values: readonly (string | number | boolean | null | readonly number[])[]
}

/**
 * Stores what repeats once: fixtures share clients, statements, sentences and keys, and a report of them is a seventh as
 * large for it. `unpackJson` on the page is the way back. Takes what JSON can hold; `undefined` is left out as there.
 */
export function packJson(whole: unknown): Packed {
  const values = createShelf<Packed['values'][number]>()
  const shapes = createShelf<readonly string[]>()
  const pack = (value: unknown): number => {
    if (Array.isArray(value)) return values.place([0, ...value.map(pack)])
    if (typeof value === 'object' && value !== null) {
      const told = Object.entries(value).filter(([, part]) => part !== undefined)
      const shape = shapes.place(told.map(([key]) => key))
      return values.place([shape + 1, ...told.map(([, part]) => pack(part))])
    }
    return values.place(typeof value === 'string' || typeof value === 'boolean' ? value : readNumber(value))
  }
  pack(whole)
  return { shapes: shapes.items, values: values.items }
}

/** Keeps each distinct item once, and tells its place. */
function createShelf<T>() {
  const items: T[] = []
  const places = new Map<string, number>()
  return {
    items,
    place(item: T): number {
      const text = JSON.stringify(item)
      const known = places.get(text)
      if (known !== undefined) return known
      places.set(text, items.length)
      return items.push(item) - 1
    },
  }
}

const readNumber = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
