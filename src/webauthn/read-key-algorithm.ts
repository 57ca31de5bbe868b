import { readCbor } from './read-cbor.ts'

/** The algorithm a COSE key is for; null where it says none. */
export function readKeyAlgorithm(cose: Uint8Array): number | null {
  const key = readCbor(cose, 0, 'canonical')
  const alg = key?.value instanceof Map ? key.value.get(3) : undefined
  return typeof alg === 'number' ? alg : null
}
