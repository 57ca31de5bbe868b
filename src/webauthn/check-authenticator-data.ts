import { createHash } from 'node:crypto'
import type { CeremonyTerms } from './ceremony-terms.ts'
import type { AuthenticatorData } from './read-authenticator-data.ts'
import type { VerificationFailure } from './verification-failures.ts'

/** What both ceremonies demand of the flags; `conditional`: nobody was asked to do anything. Null where all is well. */
export function checkAuthenticatorData(
  data: AuthenticatorData,
  terms: CeremonyTerms,
  conditional: boolean,
): VerificationFailure | null {
  // https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential step 14, #sctn-verifying-assertion step 15
  if (!createHash('sha256').update(terms.rpId).digest().equals(data.rpIdHash)) return 'wrong-rp-id'
  // Steps 15 and 16. A conditional registration happens behind a login that was just completed, so both may be missing.
  if (!conditional && !data.userPresent) return 'user-not-present'
  if (!conditional && terms.userVerification === 'required' && !data.userVerified) return 'user-not-verified'
  // Steps 17 and 18: backed up without being eligible to is impossible. https://www.w3.org/TR/webauthn-3/#sctn-credential-backup
  if (data.backupState && !data.backupEligible) return 'backup-state-impossible'
  return null
}
