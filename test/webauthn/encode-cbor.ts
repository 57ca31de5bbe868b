export type CborInput =
  | number
  | string
  | boolean
  | null
  | Uint8Array
  | readonly CborInput[]
  | ReadonlyMap<number | string, CborInput>

/** CTAP2 canonical CBOR, but for the order of keys: they stay as they are given. */
export function encodeCbor(value: CborInput): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (typeof value === 'boolean') return Buffer.from([value ? 0xf5 : 0xf4])
  if (value === null) return Buffer.from([0xf6])
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.byteLength), value])
  if (value instanceof Map)
    return Buffer.concat([
      head(5, value.size),
      ...[...value].flatMap(([key, inner]) => [encodeCbor(key), encodeCbor(inner)]),
    ])
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(encodeCbor)])
  throw new Error('no such value in CBOR')
}

function head(major: number, argument: number): Buffer {
  const initial = major << 5
  if (argument < 24) return Buffer.from([initial | argument])
  if (argument < 256) return Buffer.from([initial | 24, argument])
  if (argument < 65_536) return Buffer.from([initial | 25, argument >> 8, argument & 0xff])
  const bytes = Buffer.alloc(5)
  bytes.writeUInt8(initial | 26)
  bytes.writeUInt32BE(argument, 1)
  return bytes
}
