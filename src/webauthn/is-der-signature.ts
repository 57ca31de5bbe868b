/**
 * Whether bytes are one ECDSA signature in DER, in the one way DER has: the library also reads looser spellings and lets
 * anything follow. https://www.w3.org/TR/webauthn-3/#sctn-signature-attestation-types
 */
export function isDerSignature(bytes: Uint8Array): boolean {
  const start = bytes[1] === 0x81 ? 3 : 2
  // The long form of a length is for lengths that need it: P-521 does.
  const size = bytes[start - 1] ?? 0
  if (bytes[0] !== 0x30 || (start === 2 ? size > 0x7f : size < 0x80)) return false
  const second = skipPositiveInteger(bytes, start)
  const end = second === null ? null : skipPositiveInteger(bytes, second)
  return end === bytes.byteLength && end === start + size
}

/** Where the integer at `start` ends; null where there is none above zero in as few bytes as it needs. */
function skipPositiveInteger(bytes: Uint8Array, start: number): number | null {
  const size = bytes[start + 1] ?? 0
  const [first, next] = [bytes[start + 2], bytes[start + 3] ?? 0]
  if (bytes[start] !== 0x02 || size === 0 || size > 0x7f || first === undefined || first > 0x7f) return null
  if (first === 0 && (size === 1 || next <= 0x7f)) return null
  return start + 2 + size
}
