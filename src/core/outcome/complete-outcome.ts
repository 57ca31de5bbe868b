import type { DecisionRecord, OutcomeRecord } from '../history/decision-record.ts'
import type { CredentialRecord, UserHistory } from '../history/user-history.ts'

/**
 * A passkey login as far as it tells, with what follows surely from the rest: which credential it was where
 * only one was offered, and that the device's own authenticator was used where no other could have been. What does
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

/** Inside a device (`internal`), and no phone can serve it (no `hybrid`): it was used on that device. */
function inferAttachment(credential: CredentialRecord | undefined): 'platform' | null {
  if (credential === undefined || credential.authenticatorAttachment === 'cross-platform') return null
  const { transports } = credential
  const isInternal = transports.length > 0 && transports.every((transport) => transport === 'internal')
  return isInternal ? 'platform' : null
}
