import type { CredentialId } from '../../contract/ids.ts'
import type { SignalAdvice } from '../../contract/webauthn.ts'
import type { Account } from '../../store/ceremony-store.ts'

/**
 * What passkey providers should be told of an account. `signalAllAcceptedCredentials` can delete for good in some of
 * them, so it is advised only where the list is declared complete, and names every passkey that is not revoked.
 * https://www.w3.org/TR/webauthn-3/#sctn-signal-methods
 * @param told the passkey whose provider listens; null: all of them
 */
export function buildAdvice(rpId: string, account: Account, told: CredentialId | null): SignalAdvice {
  const { userHandle, profile, credentialsComplete, passkeys } = account
  if (userHandle === null) return {}
  const advice: SignalAdvice = {}
  if (credentialsComplete)
    advice.signalAllAcceptedCredentials = {
      rpId,
      userId: userHandle,
      allAcceptedCredentialIds: passkeys.filter(({ revokedAt }) => revokedAt === null).map(({ id }) => id),
    }
  if (profile !== null && isNameNew(account, told))
    advice.signalCurrentUserDetails = { rpId, userId: userHandle, ...profile }
  return advice
}

/** The provider of a passkey has the name of its creation, or of the last time it was told. */
export function isNameNew({ profileAt, passkeys }: Account, id: CredentialId | null): boolean {
  if (profileAt === null) return false
  return passkeys
    .filter((passkey) => passkey.revokedAt === null && (id === null || passkey.id === id))
    .some(({ createdAt, profileToldAt }) => profileAt > Math.max(createdAt ?? 0, profileToldAt ?? 0))
}
