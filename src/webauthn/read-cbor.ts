export type CborValue =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborValue[]
  | ReadonlyMap<number | string, CborValue>

/** `canonical`: each number and length in its shortest spelling, as CTAP2 demands inside authenticator data. */
export type CborForm = 'canonical' | 'any'

const maxDepth = 16

/** How many bytes follow an initial byte, and the least number that needs as many. */
const argumentSizes: ReadonlyMap<number, { readonly size: number; readonly least: number }> = new Map([
  [24, { size: 1, least: 24 }],
  [25, { size: 2, least: 256 }],
  [26, { size: 4, least: 65_536 }],
  [27, { size: 8, least: 2 ** 32 }],
])

/** Signals the end of reading inside this file; never leaves it. */
class NotCbor extends Error {}

/**
 * The one item that begins at `start`, and where it ends; null where there is none. What WebAuthn does not use (tags,
 * floats, indefinite lengths, keys said twice, lengths beyond the end) is not read: the library forgives some of it, and
 * two readers that understand one text differently are how forgeries pass.
 * https://fidoalliance.org/specs/fido-v2.1-ps-20210615/fido-client-to-authenticator-protocol-v2.1-ps-errata-20220621.html#ctap2-canonical-cbor-encoding-form
 */
export function readCbor(
  bytes: Uint8Array,
  start: number,
  form: CborForm,
): { readonly value: CborValue; readonly end: number } | null {
  let at = start

  const take = (size: number): number => {
    if (size > bytes.byteLength - at) throw new NotCbor()
    at += size
    return at - size
  }
  const readArgument = (info: number): number => {
    if (info < 24) return info
    const announced = argumentSizes.get(info)
    if (announced === undefined) throw new NotCbor()
    const from = take(announced.size)
    let value = 0
    for (const byte of bytes.subarray(from, at)) value = value * 256 + byte
    if (!Number.isSafeInteger(value) || (form === 'canonical' && value < announced.least)) throw new NotCbor()
    return value
  }
  const readItem = (depth: number): CborValue => {
    if (depth > maxDepth) throw new NotCbor()
    const initial = bytes[take(1)] ?? 0
    const info = initial & 0x1f
    switch (initial >> 5) {
      case 0:
        return readArgument(info)
      case 1:
        return -1 - readArgument(info)
      case 2: {
        const size = readArgument(info)
        const from = take(size)
        return bytes.slice(from, from + size)
      }
      case 3: {
        const size = readArgument(info)
        const from = take(size)
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
          bytes.subarray(from, from + size),
        )
      }
      case 4: {
        const items: CborValue[] = []
        for (let left = readArgument(info); left > 0; left--) items.push(readItem(depth + 1))
        return items
      }
      case 5: {
        const map = new Map<number | string, CborValue>()
        for (let left = readArgument(info); left > 0; left--) {
          const key = readItem(depth + 1)
          if ((typeof key !== 'number' && typeof key !== 'string') || map.has(key)) throw new NotCbor()
          map.set(key, readItem(depth + 1))
        }
        return map
      }
      case 7:
        if (info === 20 || info === 21) return info === 21
        if (info === 22) return null
        throw new NotCbor()
      default:
        throw new NotCbor()
    }
  }
  try {
    const value = readItem(0)
    return { value, end: at }
  } catch {
    return null
  }
}
