import type { AuthenticationOptionsResponse } from '../contract/webauthn.ts'
import type { HintName, UserVerification } from '../contract/words.ts'
import { createChallenge } from './create-challenge.ts'

export interface AuthenticationQuestion {
  readonly rpId: string
  readonly allowCredentials: Readonly<AuthenticationOptionsResponse['publicKey']['allowCredentials']>
  readonly hints: readonly HintName[]
  readonly userVerification: UserVerification
  readonly timeoutMs: number
}

/** PublicKeyCredentialRequestOptionsJSON with a fresh challenge: https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion step 1. */
export function composeAuthenticationOptions(
  question: AuthenticationQuestion,
): AuthenticationOptionsResponse['publicKey'] {
  return {
    challenge: createChallenge(),
    rpId: question.rpId,
    timeout: question.timeoutMs,
    allowCredentials: [...question.allowCredentials],
    userVerification: question.userVerification,
    hints: [...question.hints],
  }
}
