import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { type KeyShape, keyShapes } from './algorithms.ts'
import { type CborValue, readCbor } from './read-cbor.ts'
import type { VerificationFailure } from './verification-failures.ts'

/** What was found out of a key. */
export type PublicKeyReading =
  | { readonly ok: true; readonly algorithm: number; readonly shape: KeyShape }
  | { readonly ok: false; readonly reason: VerificationFailure }

/**
 * Reads a COSE key that logins can be verified with: an algorithm of the list, its own curve, a point on it.
 * The library looks at the key of a registration no further than its algorithm.
 * https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential step 20
 */
export function readPublicKey(cose: Uint8Array, algorithms: readonly number[]): PublicKeyReading {
  const key = readCbor(cose, 0, 'canonical')
  if (!(key?.value instanceof Map) || key.end !== cose.byteLength) return refuse('bad-public-key')
  const algorithm = key.value.get(3)
  if (typeof algorithm !== 'number' || !algorithms.includes(algorithm)) return refuse('unsupported-algorithm')
  const shape = keyShapes.get(algorithm)
  if (shape === undefined) return refuse('unsupported-algorithm')
  const jwk = readKey(key.value, shape)
  if (jwk === null) return refuse('bad-public-key')
  try {
    // Refuses a point that is not on its curve.
    createPublicKey({ key: jwk, format: 'jwk' })
    return { ok: true, algorithm, shape }
  } catch {
    return refuse('bad-public-key')
  }
}

const refuse = (reason: VerificationFailure) => ({ ok: false, reason }) as const

const coseKeyTypes = { OKP: 1, EC: 2, RSA: 3 } as const
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const isBytes = (value: CborValue | undefined, size: number): value is Uint8Array =>
  value instanceof Uint8Array && value.byteLength === size

/** https://www.rfc-editor.org/rfc/rfc9053#section-7 and https://www.rfc-editor.org/rfc/rfc8230#section-4 */
function readKey(key: ReadonlyMap<number | string, CborValue>, shape: KeyShape): JsonWebKey | null {
  if (key.get(1) !== coseKeyTypes[shape.kty]) return null
  const [first, second, third] = [key.get(-1), key.get(-2), key.get(-3)]
  if (shape.kty === 'RSA') {
    if (!(first instanceof Uint8Array) || !(second instanceof Uint8Array)) return null
    const inBounds = first.byteLength >= shape.minSize && first.byteLength <= shape.maxSize && first[0] !== 0
    return inBounds && second.byteLength <= 4 ? { kty: 'RSA', n: text(first), e: text(second) } : null
  }
  if (first !== shape.coseCrv || !isBytes(second, shape.size)) return null
  if (shape.kty === 'OKP') return { kty: 'OKP', crv: shape.crv, x: text(second) }
  // A compressed point (y as a boolean) is not allowed: https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier
  return isBytes(third, shape.size) ? { kty: 'EC', crv: shape.crv, x: text(second), y: text(third) } : null
}
