import { readBase64url } from './read-base64url.ts'
import type { VerificationFailure } from './verification-failures.ts'

const maxBytes = 1023

/** `id` and `rawId` are the same text in the JSON forms: https://www.w3.org/TR/webauthn-3/#dictdef-registrationresponsejson */
export function checkCredentialId(id: unknown, rawId: unknown): VerificationFailure | null {
  if (id !== rawId) return 'bad-credential-id'
  const bytes = readBase64url(id)
  if (bytes === null) return 'bad-credential-id'
  // https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential step 26
  return bytes.byteLength > maxBytes ? 'credential-id-too-long' : null
}
