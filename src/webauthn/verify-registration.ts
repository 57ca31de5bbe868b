import { SettingsService, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { RegistrationResponse } from '../contract/webauthn.ts'
import type { AttachmentName, TransportName } from '../contract/words.ts'
import { keyShapes, offeredAlgorithms } from './algorithms.ts'
import type { CeremonyTerms } from './ceremony-terms.ts'
import { checkAuthenticatorData } from './check-authenticator-data.ts'
import { checkClientData } from './check-client-data.ts'
import { checkCredentialId } from './check-credential-id.ts'
import { isDerSignature } from './is-der-signature.ts'
import { type Attestation, readAttestation } from './read-attestation.ts'
import { readAuthenticatorData } from './read-authenticator-data.ts'
import { readBase64url } from './read-base64url.ts'
import { readAttachment, readTransports } from './read-client-words.ts'
import { readPublicKey } from './read-public-key.ts'
import type { VerificationFailure } from './verification-failures.ts'

export interface RegistrationTerms extends CeremonyTerms {
  /** The options were made for a conditional creation: user presence and verification may be missing. */
  readonly conditional: boolean
  /** As in the options; default `offeredAlgorithms`. */
  readonly algorithms?: readonly number[]
}

/** A credential record to be: https://www.w3.org/TR/webauthn-3/#credential-record */
export interface NewCredential {
  readonly id: string
  /** COSE key, base64url. */
  readonly publicKey: string
  readonly signCount: number
  /** Null where the authenticator does not say what it is (all zeros). */
  readonly aaguid: string | null
  readonly transports: readonly TransportName[]
  readonly backupEligible: boolean
  readonly backupState: boolean
  readonly userVerified: boolean
  readonly authenticatorAttachment: AttachmentName | null
  readonly attestationFormat: string
}

export type RegistrationVerification =
  | { readonly ok: true; readonly credential: NewCredential }
  | { readonly ok: false; readonly reason: VerificationFailure }

// The library comes with the root of Apple and would hold statements of that one format to it, and of no other.
SettingsService.setRootCertificates({ identifier: 'apple', certificates: [] })

/**
 * https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential, but for step 27 (no other account has the
 * credential), which is for the store to know. Never throws, whatever the response.
 */
export async function verifyRegistration(
  response: RegistrationResponse,
  terms: RegistrationTerms,
): Promise<RegistrationVerification> {
  try {
    return await verify(response, terms)
  } catch {
    return refuse('malformed')
  }
}

const refuse = (reason: VerificationFailure) => ({ ok: false, reason }) as const

async function verify(
  response: RegistrationResponse,
  terms: RegistrationTerms,
): Promise<RegistrationVerification> {
  if (response.type !== 'public-key') return refuse('wrong-credential-type')
  const badId = checkCredentialId(response.id, response.rawId)
  if (badId !== null) return refuse(badId)

  // Steps 5 to 11.
  const badClientData = checkClientData(response.response.clientDataJSON, 'webauthn.create', terms)
  if (badClientData !== null) return refuse(badClientData)

  // Steps 13 to 18.
  const attestationBytes = readBase64url(response.response.attestationObject)
  const attestation = attestationBytes && readAttestation(attestationBytes)
  if (attestation === null) return refuse('bad-attestation')
  const data = readAuthenticatorData(attestation.authenticatorData)
  if (data === null || data.attested === null) return refuse('bad-authenticator-data')
  const badData = checkAuthenticatorData(data, terms, terms.conditional)
  if (badData !== null) return refuse(badData)
  const { aaguid, credentialId, publicKey } = data.attested
  if (Buffer.from(credentialId).toString('base64url') !== response.id) return refuse('credential-id-mismatch')

  // Steps 19 and 20.
  const algorithms = terms.algorithms ?? offeredAlgorithms
  const key = readPublicKey(publicKey, algorithms)
  if (!key.ok) return key

  // Steps 21 to 25.
  if (!(await verifyStatement(response, terms, attestation, key.algorithm, algorithms)))
    return refuse('bad-attestation')

  return {
    ok: true,
    credential: {
      id: response.id,
      publicKey: Buffer.from(publicKey).toString('base64url'),
      signCount: data.signCount,
      aaguid: readAaguid(aaguid),
      transports: readTransports(response.response.transports),
      backupEligible: data.backupEligible,
      backupState: data.backupState,
      userVerified: data.userVerified,
      authenticatorAttachment: readAttachment(response.authenticatorAttachment),
      attestationFormat: attestation.format,
    },
  }
}

/** Everything else is settled when this is asked, so whatever the library throws is about the statement. */
async function verifyStatement(
  response: RegistrationResponse,
  terms: RegistrationTerms,
  { format, statement }: Attestation,
  keyAlgorithm: number,
  algorithms: readonly number[],
): Promise<boolean> {
  if (format === 'other') return false
  const alg = statement.get('alg')
  // SHA-1 among others: statements made with it can be forged.
  if (alg !== undefined && (typeof alg !== 'number' || !keyShapes.has(alg))) return false
  // Self attestation is made with the key itself: https://www.w3.org/TR/webauthn-3/#sctn-packed-attestation
  if (format === 'packed' && !statement.has('x5c')) {
    const signature = statement.get('sig')
    if (alg === undefined || alg !== keyAlgorithm) return false
    if (keyShapes.get(alg)?.kty === 'EC' && !(signature instanceof Uint8Array && isDerSignature(signature)))
      return false
  }
  try {
    const { verified } = await verifyRegistrationResponse({
      response: {
        id: response.id,
        rawId: response.rawId,
        type: 'public-key',
        response: {
          clientDataJSON: response.response.clientDataJSON,
          attestationObject: response.response.attestationObject,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: terms.challenge,
      expectedOrigin: [...terms.origins],
      expectedRPID: terms.rpId,
      requireUserPresence: !terms.conditional,
      requireUserVerification: !terms.conditional && terms.userVerification === 'required',
      supportedAlgorithmIDs: [...algorithms],
    })
    return verified
  } catch {
    return false
  }
}

function readAaguid(bytes: Uint8Array): string | null {
  if (bytes.every((byte) => byte === 0)) return null
  const hex = Buffer.from(bytes).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
