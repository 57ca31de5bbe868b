import { type AttestationFormat, attestationFormats } from './attestation-formats.ts'
import { type CborValue, readCbor } from './read-cbor.ts'

export interface Attestation {
  readonly format: AttestationFormat | 'other'
  readonly statement: ReadonlyMap<number | string, CborValue>
  readonly authenticatorData: Uint8Array
}

/** The parts of an attestation object, or null: https://www.w3.org/TR/webauthn-3/#sctn-generating-an-attestation-object */
export function readAttestation(bytes: Uint8Array): Attestation | null {
  const item = readCbor(bytes, 0, 'any')
  if (!(item?.value instanceof Map) || item.end !== bytes.byteLength) return null
  const [format, statement, authData]: CborValue[] = ['fmt', 'attStmt', 'authData'].map((key) =>
    item.value instanceof Map ? item.value.get(key) : undefined,
  )
  if (typeof format !== 'string' || !(statement instanceof Map) || !(authData instanceof Uint8Array))
    return null
  return {
    format: attestationFormats.find((known) => known === format) ?? 'other',
    statement,
    authenticatorData: authData,
  }
}
