import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { readCbor } from '../../src/webauthn/read-cbor.ts'
import { times } from '../times.ts'
import { type CborInput, encodeCbor } from './encode-cbor.ts'

const { value: anyValue } = fc.letrec<{ value: CborInput }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 }),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 300 }).map((bytes): CborInput => Buffer.from(bytes)),
    fc.array(tie('value'), { maxLength: 5 }),
    fc
      .uniqueArray(fc.tuple(fc.oneof(fc.integer({ min: -300, max: 300 }), fc.string()), tie('value')), {
        selector: ([key]) => key,
        maxLength: 5,
      })
      .map((entries): CborInput => new Map(entries)),
  ),
}))
/** Bytes as Buffer and as Uint8Array are the same to a reader. */
const plain = (value: unknown): unknown =>
  value instanceof Uint8Array
    ? Buffer.from(value).toString('hex')
    : value instanceof Map
      ? [...value].map(([key, inner]) => [key, plain(inner)])
      : Array.isArray(value)
        ? value.map(plain)
        : value

describe('a CBOR item', () => {
  test.prop([anyValue, fc.uint8Array({ maxLength: 8 })], times(300))(
    'is read back as it was written, whatever follows it',
    (value, rest) => {
      const bytes = encodeCbor(value)
      const found = readCbor(Buffer.concat([bytes, rest]), 0, 'canonical')
      expect(found?.end).toBe(bytes.byteLength)
      expect(plain(found?.value)).toEqual(plain(value))
    },
  )

  test.prop([anyValue, fc.nat()], times(300))('is not read where it is cut short', (value, cut) => {
    const bytes = encodeCbor(value)
    expect(readCbor(bytes.subarray(0, cut % bytes.byteLength), 0, 'canonical')).toBeNull()
  })

  test.prop([fc.uint8Array({ maxLength: 200 })], times(500))('never ends in an exception', (bytes) => {
    const found = readCbor(bytes, 0, 'any')
    if (found !== null) expect(found.end).toBeLessThanOrEqual(bytes.byteLength)
  })

  it.each([
    ['a number in too many bytes', '1801', true],
    ['a length in too many bytes', '590001aa', true],
    ['a number of eight bytes', '1b0000000100000000', true],
    ['a number in eight bytes that needs one', '1b0000000000000001', true],
    ['a number beyond what is safe', '1bffffffffffffffff', false],
    ['an array of unknown length', '9f01ff', false],
    ['bytes of unknown length', '5f41aaff', false],
    ['a length beyond the end', '42aa', false],
    ['an array longer than the rest', '9affffffff', false],
    ['a key said twice', 'a201010102', false],
    ['a key that is a list', 'a18001', false],
    ['a tag', 'c001', false],
    ['a float', 'f97e00', false],
    ['undefined', 'f7', false],
    ['a text that is no UTF-8', '61ff', false],
    ['a reserved length', '1c', false],
    ['nothing', '', false],
  ])('of an odd kind: %s', (name, hex, inAnyForm) => {
    const bytes = Buffer.from(hex, 'hex')
    const canonical = name === 'a number of eight bytes'
    expect(readCbor(bytes, 0, 'canonical') !== null).toBe(canonical)
    expect(readCbor(bytes, 0, 'any') !== null).toBe(inAnyForm)
  })

  it('is not read where it is nested too deep', () => {
    const nested = (depth: number) => Buffer.concat([Buffer.alloc(depth, 0x81), Buffer.from([0])])
    expect(readCbor(nested(16), 0, 'any')).not.toBeNull()
    expect(readCbor(nested(17), 0, 'any')).toBeNull()
    expect(readCbor(nested(100_000), 0, 'any')).toBeNull()
  })
})
