import { readFileSync } from 'node:fs'
import type { AuthenticationResponse, RegistrationResponse } from '../../src/contract/webauthn.ts'
import type { VerificationFailure } from '../../src/webauthn/verification-failures.ts'

/** One case of W3C Web Authentication Level 3, "Test Vectors": https://www.w3.org/TR/webauthn-3/#sctn-test-vectors */
export interface Vector {
  readonly id: string
  readonly rpId: string
  readonly origin: string
  readonly topOrigin?: string
  readonly registration: Ceremony<RegistrationResponse>
  readonly authentication: Ceremony<AuthenticationResponse>
}
interface Ceremony<R> {
  readonly challenge: string
  readonly flags: { readonly UV: boolean; readonly BE: boolean; readonly BS: boolean }
  readonly response: R
}

export const loadVectors = (file: string): readonly Vector[] => JSON.parse(readFileSync(file, 'utf8')).cases

/** What becomes of a vector: of its registration, and then of its login. */
export interface Fate {
  readonly registration: 'ok' | VerificationFailure
  /** `credential-unknown`: the registration was refused, so there is nothing to log in with. */
  readonly authentication: 'ok' | VerificationFailure
}

const fine: Fate = { registration: 'ok', authentication: 'ok' }
const never = (registration: VerificationFailure): Fate => ({
  registration,
  authentication: 'credential-unknown',
})

/** For a relying party that offers every algorithm of the vectors, allows frames and only prefers user verification. */
export const fatesWhereAllIsAllowed: Readonly<Record<string, Fate>> = {
  'none-es256': fine,
  'packed-self-es256': fine,
  'none-es256-crossOrigin': fine,
  'none-es256-topOrigin': fine,
  'none-es256-long-credential-id': fine,
  'packed-es256': fine,
  'packed-es384': fine,
  'packed-es512': fine,
  'packed-rs256': fine,
  'packed-eddsa': fine,
  'apple-es256': fine,
  // The library verifies the statement, which another key made, and no signature of the key itself.
  'packed-ed448': { registration: 'ok', authentication: 'bad-signature' },
  // Its TPM is made by `id:00000000`, who is not in the list of manufacturers.
  'tpm-es256': never('bad-attestation'),
  // Not taken at all, see attestation-formats.ts; nor would the library take a path of one certificate.
  'android-key-es256': never('bad-attestation'),
  // Its AAGUID is not all zeros, which the library demands of FIDO U2F.
  'fido-u2f-es256': never('bad-attestation'),
}

/** For a relying party that has set nothing: user verification required, no frames, the algorithms of `offeredAlgorithms`. */
export const fatesAsShipped: Readonly<Record<string, Fate>> = {
  'none-es256': never('user-not-verified'),
  'packed-self-es256': { registration: 'ok', authentication: 'user-not-verified' },
  'none-es256-crossOrigin': never('cross-origin'),
  'none-es256-topOrigin': never('cross-origin'),
  'none-es256-long-credential-id': never('user-not-verified'),
  'packed-es256': fine,
  'packed-es384': never('user-not-verified'),
  'packed-es512': never('unsupported-algorithm'),
  'packed-rs256': { registration: 'ok', authentication: 'user-not-verified' },
  'packed-eddsa': never('user-not-verified'),
  'apple-es256': never('user-not-verified'),
  'packed-ed448': never('user-not-verified'),
  'tpm-es256': never('bad-attestation'),
  'android-key-es256': never('bad-attestation'),
  'fido-u2f-es256': never('user-not-verified'),
}

/** COSE identifiers of every key among the vectors. */
export const everyAlgorithm = [-8, -7, -257, -35, -36, -53]
