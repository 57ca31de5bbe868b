import type { CeremonyTerms } from './ceremony-terms.ts'
import { readBase64url } from './read-base64url.ts'
import { type ClientData, readClientData } from './read-client-data.ts'
import type { VerificationFailure } from './verification-failures.ts'

/** Whether the client did what was asked, on our page; the same for both ceremonies. Null where all is well. `text`: base64url. */
export function checkClientData(
  text: unknown,
  type: 'webauthn.create' | 'webauthn.get',
  terms: CeremonyTerms,
): VerificationFailure | null {
  const bytes = readBase64url(text)
  const data = bytes && readClientData(bytes)
  if (data === null) return 'bad-client-data'
  // https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential step 7, #sctn-verifying-assertion step 10
  if (data.type !== type) return 'wrong-type'
  // Step 8 and 11.
  if (data.challenge !== terms.challenge) return 'wrong-challenge'
  // Step 9 and 12: https://www.w3.org/TR/webauthn-3/#sctn-validating-origin
  if (typeof data.origin !== 'string' || !terms.origins.includes(data.origin)) return 'wrong-origin'
  return checkFrames(data, terms.topOrigins) ?? checkTokenBinding(data.tokenBinding)
}

/** Step 10 to 11 and 13 to 14: inside a frame of another origin only where that is wanted. */
function checkFrames(
  { crossOrigin, topOrigin }: ClientData,
  topOrigins: readonly string[],
): VerificationFailure | null {
  if (crossOrigin !== undefined && typeof crossOrigin !== 'boolean') return 'bad-client-data'
  if (topOrigin !== undefined && typeof topOrigin !== 'string') return 'bad-client-data'
  if (crossOrigin !== true) {
    // A top origin is told for cross-origin ceremonies only: https://www.w3.org/TR/webauthn-3/#dom-collectedclientdata-toporigin
    return topOrigin === undefined ? null : 'wrong-top-origin'
  }
  if (topOrigins.length === 0) return 'cross-origin'
  // Not every browser names the top origin (Safari does not); which frames may hold the page is for CSP to say there.
  if (topOrigin !== undefined && !topOrigins.includes(topOrigin)) return 'wrong-top-origin'
  return null
}

/** Of no meaning since Level 2, and what the library cannot read in it would look like a bad signature. */
function checkTokenBinding(tokenBinding: unknown): VerificationFailure | null {
  if (tokenBinding === undefined || tokenBinding === null) return null
  if (typeof tokenBinding !== 'object' || !('status' in tokenBinding)) return 'bad-client-data'
  return tokenBinding.status === 'present' || tokenBinding.status === 'supported' ? null : 'bad-client-data'
}
