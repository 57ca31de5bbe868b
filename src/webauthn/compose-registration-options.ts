import type { RegistrationOptionsResponse } from '../contract/webauthn.ts'
import type { HintName, UserVerification } from '../contract/words.ts'
import { offeredAlgorithms } from './algorithms.ts'
import { createChallenge } from './create-challenge.ts'

export interface RegistrationQuestion {
  readonly rp: { readonly id: string; readonly name: string }
  /** `handle` is what authenticators keep and give back: base64url. */
  readonly user: { readonly handle: string; readonly name: string; readonly displayName: string }
  readonly excludeCredentials: Readonly<RegistrationOptionsResponse['publicKey']['excludeCredentials']>
  readonly hints: readonly HintName[]
  readonly userVerification: UserVerification
  readonly timeoutMs: number
  /** COSE identifiers, best first; default `offeredAlgorithms`. The terms of verification have to say the same. */
  readonly algorithms?: readonly number[]
}

/** PublicKeyCredentialCreationOptionsJSON with a fresh challenge: https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential step 1. */
export function composeRegistrationOptions(
  question: RegistrationQuestion,
): RegistrationOptionsResponse['publicKey'] {
  const { rp, user } = question
  return {
    challenge: createChallenge(),
    rp: { id: rp.id, name: rp.name },
    user: { id: user.handle, name: user.name, displayName: user.displayName },
    pubKeyCredParams: (question.algorithms ?? offeredAlgorithms).map((alg) => ({ type: 'public-key', alg })),
    timeout: question.timeoutMs,
    excludeCredentials: [...question.excludeCredentials],
    // A passkey is a discoverable credential; the second member says the same to clients of Level 1.
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: question.userVerification,
    },
    hints: [...question.hints],
    // Nothing is decided by attestation, so nobody is asked for it: it costs a prompt and privacy.
    attestation: 'none',
    extensions: { credProps: true },
  }
}
