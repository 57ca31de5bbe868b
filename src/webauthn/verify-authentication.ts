import { verifyAuthenticationResponse } from '@simplewebauthn/server'
import type { AuthenticationResponse } from '../contract/webauthn.ts'
import type { AttachmentName } from '../contract/words.ts'
import { keyShapes } from './algorithms.ts'
import type { CeremonyTerms } from './ceremony-terms.ts'
import { checkAuthenticatorData } from './check-authenticator-data.ts'
import { checkClientData } from './check-client-data.ts'
import { checkCredentialId } from './check-credential-id.ts'
import { isDerSignature } from './is-der-signature.ts'
import { readAuthenticatorData } from './read-authenticator-data.ts'
import { readBase64url } from './read-base64url.ts'
import { readAttachment } from './read-client-words.ts'
import { readPublicKey } from './read-public-key.ts'
import type { VerificationFailure } from './verification-failures.ts'

/** The credential record that the id of the response led to, and whose it is. */
export interface StoredCredential {
  readonly id: string
  /** COSE key, base64url. */
  readonly publicKey: string
  /** `'unknown'` where it was not told when the record was taken over from elsewhere. */
  readonly backupEligible: boolean | 'unknown'
  /** User handle of the account, base64url; null where it is not known, and then none can be compared. */
  readonly userHandle: string | null
  /** Who it is was settled before (`allowCredentials` was filled), so the authenticator need not say. */
  readonly mayLackUserHandle: boolean
}

export interface AuthenticationResult {
  /** Step 22 compares it where the last one is kept. */
  readonly signCount: number
  readonly backupEligible: boolean
  readonly backupState: boolean
  readonly userVerified: boolean
  readonly authenticatorAttachment: AttachmentName | null
}

export type AuthenticationVerification =
  | { readonly ok: true; readonly result: AuthenticationResult }
  | { readonly ok: false; readonly reason: VerificationFailure }

/** https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion from step 5 on. Never throws, whatever the response. */
export async function verifyAuthentication(
  response: AuthenticationResponse,
  terms: CeremonyTerms,
  stored: StoredCredential,
): Promise<AuthenticationVerification> {
  try {
    return await verify(response, terms, stored)
  } catch {
    return refuse('malformed')
  }
}

const refuse = (reason: VerificationFailure) => ({ ok: false, reason }) as const

async function verify(
  response: AuthenticationResponse,
  terms: CeremonyTerms,
  stored: StoredCredential,
): Promise<AuthenticationVerification> {
  if (response.type !== 'public-key') return refuse('wrong-credential-type')
  const badId = checkCredentialId(response.id, response.rawId)
  if (badId !== null) return refuse(badId)
  if (response.id !== stored.id) return refuse('credential-id-mismatch')

  // Step 6.
  const badUser = checkUserHandle(response.response.userHandle, stored)
  if (badUser !== null) return refuse(badUser)

  // Steps 7 to 14.
  const badClientData = checkClientData(response.response.clientDataJSON, 'webauthn.get', terms)
  if (badClientData !== null) return refuse(badClientData)

  // Steps 15 to 18.
  const dataBytes = readBase64url(response.response.authenticatorData)
  const data = dataBytes && readAuthenticatorData(dataBytes)
  if (data === null) return refuse('bad-authenticator-data')
  const badData = checkAuthenticatorData(data, terms, false)
  if (badData !== null) return refuse(badData)
  // Step 19: eligibility is settled when a credential is made.
  if (stored.backupEligible !== 'unknown' && data.backupEligible !== stored.backupEligible)
    return refuse('backup-eligibility-changed')

  // Steps 20 and 21.
  const publicKey = readBase64url(stored.publicKey)
  if (publicKey === null) return refuse('bad-public-key')
  const key = readPublicKey(publicKey, [...keyShapes.keys()])
  if (!key.ok) return key
  const signature = readBase64url(response.response.signature)
  if (signature === null) return refuse('bad-signature')
  if (key.shape.kty === 'EC' && !isDerSignature(signature)) return refuse('bad-signature')
  if (!(await verifySignature(response, terms, publicKey))) return refuse('bad-signature')

  return {
    ok: true,
    result: {
      signCount: data.signCount,
      backupEligible: data.backupEligible,
      backupState: data.backupState,
      userVerified: data.userVerified,
      authenticatorAttachment: readAttachment(response.authenticatorAttachment),
    },
  }
}

/** https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion step 6; authenticators without one may give an empty text. */
function checkUserHandle(
  told: string | null | undefined,
  { userHandle, mayLackUserHandle }: StoredCredential,
): VerificationFailure | null {
  if (told === undefined || told === null || told === '')
    return mayLackUserHandle ? null : 'missing-user-handle'
  return userHandle !== null && told !== userHandle ? 'foreign-user-handle' : null
}

/** Everything else is settled when this is asked, so whatever the library throws is about the signature. */
async function verifySignature(
  response: AuthenticationResponse,
  terms: CeremonyTerms,
  publicKey: Uint8Array,
): Promise<boolean> {
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id: response.id,
        rawId: response.rawId,
        type: 'public-key',
        response: {
          clientDataJSON: response.response.clientDataJSON,
          authenticatorData: response.response.authenticatorData,
          signature: response.response.signature,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: terms.challenge,
      expectedOrigin: [...terms.origins],
      expectedTopOrigin: [...terms.topOrigins],
      expectedRPID: terms.rpId,
      requireUserVerification: terms.userVerification === 'required',
      // With 0 the library never throws over a sign count: a regression is told, not refused.
      credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter: 0 },
    })
    return verified
  } catch {
    return false
  }
}
