import type { AttachmentName } from '../../contract/words.ts'
import type { DecisionRecord, OutcomeRecord } from '../history/decision-record.ts'
import type { CredentialRecord, UserHistory } from '../history/user-history.ts'
import { isKeyOnly } from './match-success.ts'

/**
 * A passkey login as far as it tells, with what follows surely from the rest: which credential it was where
 * only one was offered, and whose authenticator it was where no other could have been. What does
 * not follow stays open; failures and other methods are left alone.
 */
export function completeOutcome(
  outcome: OutcomeRecord,
  decision: DecisionRecord,
  history: UserHistory,
): OutcomeRecord {
  if (outcome.result !== 'success' || outcome.method !== 'passkey') return outcome
  const credentialId = outcome.credentialId ?? findOnlyOffered(decision)
  const credential = history.credentials.find(({ id }) => id === credentialId)
  return {
    ...outcome,
    credentialId,
    authenticatorAttachment: outcome.authenticatorAttachment ?? inferAttachment(credential),
  }
}

/** A modal ceremony on this device names its credentials, so a login through it was one of them. */
const findOnlyOffered = ({ action, mode, offered }: DecisionRecord) =>
  action === 'passkey' && mode === 'modal' && offered.length === 1 ? (offered[0] ?? null) : null

/**
 * Inside a device (`internal`), and no phone can serve it (no `hybrid`): it was used on that device. A security key is
 * no part of any.
 */
function inferAttachment(credential: CredentialRecord | undefined): AttachmentName | null {
  if (credential === undefined) return null
  const { transports, authenticatorAttachment } = credential
  if (isKeyOnly(transports)) return authenticatorAttachment === 'platform' ? null : 'cross-platform'
  if (authenticatorAttachment === 'cross-platform') return null
  const isInternal = transports.length > 0 && transports.every((transport) => transport === 'internal')
  return isInternal ? 'platform' : null
}
