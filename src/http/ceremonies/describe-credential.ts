import type { VerifiedCredential } from '../../contract/webauthn.ts'
import { isUnverifying, nameProvider, type ProviderEvidence } from '../../core/index.ts'
import type { Services } from '../services.ts'
import type { Challenge } from './challenges.ts'

/** A passkey that was verified, as back ends are told of it: with the provider's name for people. */
export function describeCredential(
  { policies }: Pick<Services, 'policies'>,
  credential: Omit<VerifiedCredential, 'provider' | 'transports'> & {
    readonly transports: readonly string[]
  },
  madeOn: Challenge['client'],
): VerifiedCredential {
  const authenticatorAttachment = credential.authenticatorAttachment ?? 'unknown'
  const { knowledge } = policies.current()
  const evidence: ProviderEvidence = { ...credential, authenticatorAttachment, madeOn }
  return {
    ...credential,
    transports: [...credential.transports],
    provider: nameProvider(evidence, knowledge),
    // The flag is set, and nobody needs to have been verified for it.
    risks:
      credential.userVerified && isUnverifying(evidence, knowledge)
        ? [...credential.risks, 'user-verification-unproven']
        : credential.risks,
  }
}
