/**
 * The bytes of a base64url text, or null where it is not the one spelling of them that the JSON forms know: no padding,
 * no foreign characters, no stray bits at the end. Several spellings of one id would be several ids to a store.
 * https://www.w3.org/TR/webauthn-3/#base64url-encoding
 */
export function readBase64url(text: unknown): Uint8Array | null {
  if (typeof text !== 'string' || text === '') return null
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? new Uint8Array(bytes) : null
}
