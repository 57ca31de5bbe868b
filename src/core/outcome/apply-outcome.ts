import type { CredentialId } from '../../contract/ids.ts'
import type { RegistrationVariant } from '../../contract/words.ts'
import type { DecisionRecord, OutcomeRecord, UserPseudonym } from '../history/decision-record.ts'
import type { CredentialRecord, EvidenceKind } from '../history/user-history.ts'
import type { HistoryChange } from './history-change.ts'
import { matchFailure } from './match-failure.ts'
import { matchSuccess } from './match-success.ts'

/** What an outcome is read with of a credential. */
export type RecordedCredential = Pick<CredentialRecord, 'id' | 'transports' | 'revokedAt'>

/** The outcome method by which a page reports that the user never wants to be asked again. */
export const declinedForGoodMethod = 'never'

/**
 * What one more outcome of a decision changes in histories. Pure; the outcomes of a decision may arrive in any
 * order and repeat, evidence carries keys.
 *
 * - A success counts only when proven, and for the user who was proven.
 * - A failure counts when the decision is vouched for: its device has completed a login of this user before, or
 *   the same decision ends in a proven login of the same user by whatever method. The second promotes the
 *   failures that came before, each at its own time, whether or not they have counted: their evidence has keys.
 *   Anything else changes nothing.
 * - A failure speaks about the offered credentials on the reporting device, and about nothing else. What it says, and
 *   with which weight, was told when it was reported: knowledge that has changed since changes nothing of it.
 *
 * `credentials`: the user's, as they are on record; where they are not known, keys and phones are told less well.
 * `hasCounted`: of a decision that nobody vouches for now, what counted as long as somebody did.
 */
export function applyOutcome(
  decision: DecisionRecord,
  earlier: readonly OutcomeRecord[],
  outcome: OutcomeRecord,
  credentials: readonly RecordedCredential[] = [],
  hasCounted: (outcome: OutcomeRecord) => boolean = () => false,
): readonly HistoryChange[] {
  const changes: HistoryChange[] = []
  const vouchedBefore = isVouchedFor(decision, earlier)
  const isPromotion = isFirstLogin(decision, earlier, outcome)
  if ((vouchedBefore || isPromotion) && decision.user !== null) {
    for (const one of isPromotion ? [...earlier, outcome] : [outcome])
      changes.push(...buildFailureChanges(decision, one, decision.user, credentials))
    const told = vouchedBefore ? earlier : earlier.filter(hasCounted)
    const news = [...earlier.filter((one) => !told.includes(one)), outcome]
    if (isNewAsk(decision, told, news))
      changes.push(...buildAsk(decision, [...earlier, outcome], decision.user))
  }
  if (isProvenSuccess(outcome)) changes.push(...buildSuccessChanges(decision, outcome, credentials))
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

/** Whether failures of a decision count, by its device or by what became of it so far. */
export function isVouchedFor(decision: DecisionRecord, outcomes: readonly OutcomeRecord[]): boolean {
  return decision.deviceProven || hasOwnLogin(decision, outcomes)
}

/** Whether this is the login that vouches for everything told of the decision before. */
export function isFirstLogin(
  decision: DecisionRecord,
  earlier: readonly OutcomeRecord[],
  outcome: OutcomeRecord,
): boolean {
  return isOwnLogin(decision, outcome) && !hasOwnLogin(decision, earlier)
}

const hasOwnLogin = (decision: DecisionRecord, outcomes: readonly OutcomeRecord[]): boolean =>
  outcomes.some((outcome) => isOwnLogin(decision, outcome))

function buildFailureChanges(
  decision: DecisionRecord,
  outcome: OutcomeRecord,
  user: UserPseudonym,
  credentials: readonly RecordedCredential[],
): readonly HistoryChange[] {
  const { deviceId, purpose, action } = decision
  const { method, elapsedMs, weight } = outcome
  if (outcome.result !== 'failure' || deviceId === null || !(weight > 0)) return []
  const kind = matchFailure(outcome.evidence, {
    operation: purpose === 'registration' ? 'registration' : 'authentication',
    method,
    askedForPhones: action === 'cross-device',
  })
  if (kind === null) return []
  return listSubjects(decision, kind, credentials).map((credentialId) => ({
    type: 'evidence',
    key: `${decision.id}:${method}:${outcome.attempt}:${credentialId}`,
    user,
    credentialId,
    deviceId,
    kind,
    weight,
    elapsedMs,
    at: outcome.at,
  }))
}

/**
 * What a failure is about: what was offered. Where a phone was asked for after something else, that is every passkey
 * that says a phone can serve it.
 */
function listSubjects(
  { action, offered }: DecisionRecord,
  kind: EvidenceKind,
  credentials: readonly RecordedCredential[],
): readonly CredentialId[] {
  if (kind !== 'phone-failed' || action === 'cross-device') return offered
  return credentials
    .filter(({ transports, revokedAt }) => revokedAt === null && transports.includes('hybrid'))
    .map(({ id }) => id)
}

function buildSuccessChanges(
  decision: DecisionRecord,
  outcome: OutcomeRecord,
  credentials: readonly RecordedCredential[],
): readonly HistoryChange[] {
  const user = outcome.user ?? decision.user
  if (user === null) return []
  const changes: HistoryChange[] = []
  const { deviceId } = decision
  const { credentialId, at } = outcome
  if (deviceId !== null) {
    const { os, osVersion, browser } = decision
    changes.push({ type: 'device-proven', user, deviceId, os, osVersion, browser, at })
  }
  // A passkey that was made has not been used.
  if (decision.purpose === 'registration') return changes
  if (credentialId !== null) changes.push({ type: 'credential-used', user, credentialId, at })
  const transports = credentials.find(({ id }) => id === credentialId)?.transports ?? []
  const kind = matchSuccess(outcome.method, outcome.authenticatorAttachment, transports)
  if (kind !== null && credentialId !== null && deviceId !== null) {
    // Not the key of a failure: the same attempt may have been told as one before it was proven, and both count.
    const key = `${decision.id}:${outcome.method}:${outcome.attempt}:${credentialId}:success`
    // Who was sent to the phone took no detour: that says nothing of what is here.
    const isSent = kind === 'succeeded-by-phone' && decision.action === 'cross-device'
    const evidence = { type: 'evidence', key, user, credentialId, deviceId, kind, at } as const
    changes.push(isSent ? { ...evidence, weight: 0 } : evidence)
  }
  return changes
}

/**
 * One ask per decision, however often it was declined; a passkey that is made after all, and a "never", are told even
 * when they come last.
 */
function isNewAsk(
  decision: DecisionRecord,
  told: readonly OutcomeRecord[],
  news: readonly OutcomeRecord[],
): boolean {
  if (decision.purpose !== 'registration' || decision.action === 'skip') return false
  const isAnswer = (outcome: OutcomeRecord) => isTaken(decision, outcome) || isDeclined(decision, outcome)
  if (news.some(isAnswer) && !told.some(isAnswer)) return true
  return news.some(
    (outcome) =>
      outcome.method === declinedForGoodMethod ||
      (isTaken(decision, outcome) && !told.some((earlier) => isTaken(decision, earlier))),
  )
}

/** A passkey was made, as the back end has proven. */
const isTaken = (decision: DecisionRecord, outcome: OutcomeRecord): boolean =>
  isOwnLogin(decision, outcome) && outcome.method === 'passkey'

/** What ends so was never shown, or is no fault of the user's: nobody has declined anything. */
const undecided: ReadonlySet<OutcomeRecord['classified']> = new Set([
  'refused',
  'aborted',
  'credential-exists',
  'server-rejected',
])

/** A "not now" in the host's own words, or a dialog that was closed; quiet creation has no dialog: it just failed. */
function isDeclined({ action }: DecisionRecord, { result, method, classified }: OutcomeRecord): boolean {
  if (result !== 'failure') return false
  if (action === 'conditional') return classified !== 'aborted' && classified !== 'credential-exists'
  return method !== 'passkey' || !undecided.has(classified)
}

/**
 * An ask counts from its first answer. One that the back end has told is filed under no device: it holds for all. What a
 * page has told is filed under its device, and without one nobody could say whose word it was.
 */
function buildAsk(
  decision: DecisionRecord,
  outcomes: readonly OutcomeRecord[],
  user: UserPseudonym,
): readonly HistoryChange[] {
  const deviceId = isDeclineVouched(decision, outcomes) ? null : decision.deviceId
  const heard = deviceId === null ? outcomes.filter(({ proven }) => proven) : outcomes
  const taken = heard.some((outcome) => isTaken(decision, outcome))
  if (!taken && !heard.some((outcome) => isDeclined(decision, outcome))) return []
  const declinedForGood = heard.some(isNever)
  const at = Math.min(...heard.map((outcome) => outcome.at))
  const variant = variantOf(decision)
  return [{ type: 'registration-asked', user, variant, deviceId, declinedForGood, taken, at }]
}

/** Whether the back end has told the gravest answer that was given, "never" before "not now". */
function isDeclineVouched(decision: DecisionRecord, outcomes: readonly OutcomeRecord[]): boolean {
  const declines = outcomes.filter((outcome) => isDeclined(decision, outcome))
  const nevers = declines.filter(isNever)
  return (nevers.length > 0 ? nevers : declines).some(({ proven }) => proven)
}

const isNever = ({ method }: OutcomeRecord): boolean => method === declinedForGoodMethod

function variantOf({ action, reason }: DecisionRecord): RegistrationVariant {
  if (reason === 'offer-after-cross-device') return 'after-cross-device'
  if (reason === 'offer-after-error') return 'after-error'
  return reason === 'conditional-create' || action === 'conditional' ? 'conditional' : 'default'
}
