import type { RegistrationVariant } from '../../contract/words.ts'
import type { DecisionRecord, OutcomeRecord, UserPseudonym } from '../history/decision-record.ts'
import type { EvidenceKind } from '../history/user-history.ts'
import type { HistoryChange } from './history-change.ts'
import { matchEvidence, matchSuccess } from './match-evidence.ts'

/** The outcome method by which a page reports that the user never wants to be asked again. */
export const declinedForGoodMethod = 'never'

/**
 * What one more outcome of a decision changes in histories. Pure; the outcomes of a decision may arrive in any
 * order and repeat, evidence carries keys.
 *
 * - A success counts only when proven, and for the user who was proven.
 * - A failure counts when the decision is vouched for: its device has completed a login of this user before, or
 *   the same decision ends in a proven login of the same user by whatever method. The second promotes the
 *   failures that came before, each at its own time. Anything else changes nothing.
 * - A failure speaks about the offered credentials on the reporting device, and about nothing else.
 */
export function applyOutcome(
  decision: DecisionRecord,
  earlier: readonly OutcomeRecord[],
  outcome: OutcomeRecord,
): readonly HistoryChange[] {
  const changes: HistoryChange[] = []
  const vouchedBefore = isVouchedFor(decision, earlier)
  const vouchedNow = vouchedBefore || isOwnLogin(decision, outcome)
  if (vouchedNow && decision.user !== null) {
    const news = vouchedBefore ? [outcome] : [...earlier, outcome]
    for (const one of news) changes.push(...buildFailureChanges(decision, one, decision.user))
    if (isNewAsk(decision, vouchedBefore ? earlier : [], outcome)) {
      changes.push(buildAsk(decision, [...earlier, outcome], decision.user))
    }
  }
  if (isProvenSuccess(outcome)) changes.push(...buildSuccessChanges(decision, outcome))
  return changes
}

/** Whether an outcome counts: a success that is proven, a failure of a decision that is vouched for. */
export function isEvidence(
  decision: DecisionRecord,
  earlier: readonly OutcomeRecord[],
  outcome: OutcomeRecord,
): boolean {
  return outcome.result === 'success' ? outcome.proven : isVouchedFor(decision, earlier)
}

function isProvenSuccess(outcome: OutcomeRecord): boolean {
  return outcome.result === 'success' && outcome.proven
}

/** A proven login, by whatever method, of the very user the decision was for. */
function isOwnLogin(decision: DecisionRecord, outcome: OutcomeRecord): boolean {
  return isProvenSuccess(outcome) && (outcome.user === null || outcome.user === decision.user)
}

function isVouchedFor(decision: DecisionRecord, outcomes: readonly OutcomeRecord[]): boolean {
  return decision.deviceProven || outcomes.some((outcome) => isOwnLogin(decision, outcome))
}

function buildFailureChanges(
  decision: DecisionRecord,
  outcome: OutcomeRecord,
  user: UserPseudonym,
): readonly HistoryChange[] {
  const { deviceId } = decision
  const kind = matchFailure(decision, outcome)
  if (kind === null || deviceId === null) return []
  return decision.offered.map((credentialId) => ({
    type: 'evidence',
    key: `${decision.id}:${outcome.method}:${outcome.attempt}:${credentialId}`,
    user,
    credentialId,
    deviceId,
    kind,
    at: outcome.at,
  }))
}

function matchFailure(decision: DecisionRecord, outcome: OutcomeRecord): EvidenceKind | null {
  if (outcome.result !== 'failure' || outcome.method !== 'passkey') return null
  if (decision.purpose === 'registration') {
    return outcome.classified === 'credential-exists' ? 'credential-exists' : null
  }
  // The ceremony of a cross-device decision asks for phones: that it fails says nothing of what is here.
  if (decision.action === 'cross-device') return null
  return matchEvidence(outcome.classified, decision.mode)
}

function buildSuccessChanges(decision: DecisionRecord, outcome: OutcomeRecord): readonly HistoryChange[] {
  const user = outcome.user ?? decision.user
  if (user === null) return []
  const changes: HistoryChange[] = []
  const { deviceId } = decision
  const { credentialId, at } = outcome
  if (deviceId !== null) {
    const { os, osVersion, browser } = decision
    changes.push({ type: 'device-proven', user, deviceId, os, osVersion, browser, at })
  }
  if (credentialId !== null) changes.push({ type: 'credential-used', user, credentialId, at })
  if (decision.purpose === 'registration') return changes
  const kind = matchSuccess(outcome.method, outcome.authenticatorAttachment)
  if (kind !== null && credentialId !== null && deviceId !== null) {
    const key = `${decision.id}:${outcome.method}:${outcome.attempt}:${credentialId}`
    changes.push({ type: 'evidence', key, user, credentialId, deviceId, kind, at })
  }
  return changes
}

/** One ask per decision, however often it was tried; a "never" is told even when it comes last. */
function isNewAsk(decision: DecisionRecord, told: readonly OutcomeRecord[], outcome: OutcomeRecord): boolean {
  if (decision.purpose !== 'registration' || decision.action === 'skip') return false
  return told.length === 0 || outcome.method === declinedForGoodMethod
}

/** An ask counts from its first attempt. */
function buildAsk(
  decision: DecisionRecord,
  outcomes: readonly OutcomeRecord[],
  user: UserPseudonym,
): HistoryChange {
  return {
    type: 'registration-asked',
    user,
    variant: variantOf(decision),
    deviceId: decision.deviceId,
    declinedForGood: outcomes.some((outcome) => outcome.method === declinedForGoodMethod),
    taken: outcomes.some((outcome) => outcome.result === 'success' && outcome.method === 'passkey'),
    at: Math.min(...outcomes.map((outcome) => outcome.at)),
  }
}

function variantOf({ action, reason }: DecisionRecord): RegistrationVariant {
  if (reason === 'offer-after-cross-device') return 'after-cross-device'
  if (reason === 'offer-after-error') return 'after-error'
  return reason === 'conditional-create' || action === 'conditional' ? 'conditional' : 'default'
}
