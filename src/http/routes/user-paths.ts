import Type from 'typebox'
import { CredentialIdText, UserIdText } from '../../contract/decision.ts'
import type { UserRef } from '../../store/history-store.ts'
import type { Services } from '../services.ts'

export const UserParams = Type.Object({ userId: UserIdText })
export const CredentialParams = Type.Object({ userId: UserIdText, credentialId: CredentialIdText })

/** A user as the store names one. */
export function readUserRef({ pseudonymOf }: Services, userId: string): UserRef {
  return { pseudonym: pseudonymOf(userId), id: userId }
}
