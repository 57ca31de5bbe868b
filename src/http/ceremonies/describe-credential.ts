import type { VerifiedCredential } from '../../contract/webauthn.ts'
import { nameProvider } from '../../core/index.ts'
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
  return {
    ...credential,
    transports: [...credential.transports],
    provider: nameProvider({ ...credential, authenticatorAttachment, madeOn }, knowledge),
  }
}
