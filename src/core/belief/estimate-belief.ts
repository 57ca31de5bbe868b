import type { Settings } from '../../contract/rule-files.ts'
import type { ReachClass } from '../../contract/words.ts'
import { type CellReading, untouchedCell } from '../cells/cell-reading.ts'
import { hasWorked } from '../history/has-worked.ts'
import type { CredentialRecord, EpochMs, UserHistory } from '../history/user-history.ts'
import type { MatchedIssue, SupportStatement } from '../platform/platform-support.ts'
import type { Belief, CredentialBelief } from './belief.ts'
import { classifyReach, findSighting, type ReachClient } from './classify-reach.ts'
import { localCompletion, resolveIssueFactors } from './completion.ts'
import { countDisuse, countDisuseSince, weighDisuse } from './count-disuse.ts'
import { countIdleLogins } from './count-idle-logins.ts'
import { syncOf } from './credential-traits.ts'
import { estimateKeyAtHand } from './estimate-key-at-hand.ts'
import { estimatePhone } from './estimate-phone.ts'
import { estimatePhoneCompletion } from './estimate-phone-completion.ts'
import { findSilence } from './kept-since.ts'
import { type Here, learnPrior } from './learn-prior.ts'
import type { ProviderReach, ProviderReachOf } from './provider-reach.ts'
import { type Reach, reaches } from './reach-priors.ts'
import { findDevice } from './same-machine.ts'
import { type EvidenceScale, summarizeEvidence } from './summarize-evidence.ts'
import { type Peer, summarizePeers } from './summarize-peers.ts'
import { weighDays } from './weigh-odds.ts'

export interface BeliefInput extends ReachClient {
  readonly issues: readonly MatchedIssue[]
  readonly providerReachOf: ProviderReachOf
  readonly settings: Pick<Settings, 'thresholds' | 'cooling'>
  /** What was learnt of this platform with a passkey of this provider; left out: nothing. */
  readonly readCell?: ((provider: string | null) => CellReading) | undefined
  readonly now: EpochMs
}

/**
 * How likely a passkey is here, or on a phone that can reach here. Per credential: its prior by reach class and by what
 * the person's other devices have taught, filtered through the evidence of this device alone. Together: the likeliest passkey of each provider counts
 * (passkeys in one store are there or not there together), and the providers among them are independent.
 */
export function estimateBelief(input: BeliefInput): Belief {
  const scale = readScale(input)
  const peers = summarizePeers(input)
  const credentials: CredentialBelief[] = []
  const stores: (string | null)[] = []
  const silent: boolean[] = []
  for (const credential of input.history.credentials) {
    if (credential.revokedAt !== null) continue
    const provider = input.providerReachOf(credential)
    credentials.push(estimateCredential(credential, provider, input, scale, peers))
    stores.push(storeOf(credential, provider))
    silent.push(isListedSilently(provider))
  }
  const here = combine(credentials, stores, (belief) => belief.probability)
  const listed = combine(credentials, stores, (belief, i) => (silent[i] === true ? belief.probability : 0))
  const phone = combine(credentials, stores, (belief) => belief.phone)
  const left = resolveIssueFactors(input.issues)
  const webauthn = input.support.webauthn.value === false ? 0 : 1
  const hybrid = webauthn === 1 && input.support.hybridClient.value === true ? 1 : 0
  if (credentials.length > 1) credentials.sort(rankBefore)
  const cell = input.readCell?.(credentials[0]?.provider ?? null) ?? untouchedCell
  return {
    credentials,
    here,
    local: Math.min(1, here * localCompletion * left.local * webauthn * cell.local),
    immediate: Math.min(1, listed * localCompletion * left.local * webauthn * cell.local),
    crossDevice: Math.min(
      1,
      phone * estimatePhoneCompletion(input) * left.crossDevice * hybrid * cell.crossDevice,
    ),
    phone,
    returns: countReturns(input),
    picking: cell.suggestion ?? 1,
  }
}

function countReturns({ history, deviceId }: BeliefInput): number {
  const device = deviceId === null ? undefined : findDevice(history, deviceId)
  return device === undefined ? 0 : Math.max(0, device.loginDays - 1)
}

/** One credential, seen from this client. */
export function estimateCredential(
  credential: CredentialRecord,
  provider: ProviderReach,
  input: BeliefInput,
  scale: EvidenceScale,
  peers: readonly Peer[],
): CredentialBelief {
  const reach = resolveReach(credential, provider, input, peers)
  const listed = isListedSilently(provider)
  const { deviceId, history, now } = input
  const sighting = deviceId === null ? undefined : findSighting(history, credential.id, deviceId)
  const silence = findSilence(credential, reach.class, sighting, input)
  const evidence = summarizeEvidence(sighting, reach, listed, scale, silence)
  const { rest } = evidence
  const idleDays = countIdleness(credential, provider, input, reach.class)
  const idle = weighDays(evidence.probability, leftByIdle, idleDays)
  const faded = weighDisuse(idle, countDisuseSince(credential, reach, sighting, input))
  const probability = faded * (isLockedAway(credential, provider, input, reach.class) ? lockedAwayFactor : 1)
  const resting = rest !== null && now < rest.until
  const gone = rest !== null && (resting || probability < input.settings.thresholds.suspectedGone)
  const deleted = reach.class !== 'roaming' && isProbablyDeleted(credential, history, listed, scale)
  return {
    id: credential.id,
    provider: provider.provider?.id ?? null,
    providerName: provider.provider?.name ?? null,
    reach: reach.class,
    prior: reach.prior,
    probability,
    isUsual: probability === reaches[reach.ground].prior,
    phone: estimatePhone(credential, provider, input).probability * (deleted ? deletedFactor : 1),
    transports: credential.transports,
    status: deleted ? 'probably-deleted' : gone ? 'suspected-gone' : 'believed',
    coolingUntil: resting ? rest.until : null,
    probeDue: rest !== null && !resting,
  }
}

/**
 * Whether it is gone altogether: days of logins without it on other devices. Passkeys that are bound to a machine have one
 * place, and keys are of the moment.
 */
export function countIdleness(
  credential: CredentialRecord,
  provider: ProviderReach,
  input: BeliefInput,
  reach: ReachClass,
): number {
  if (reach === 'roaming' || reach === 'bound-elsewhere' || syncOf(credential, provider) === 'device-bound')
    return 0
  return Math.min(mostIdle, countIdleLogins(credential, input))
}

/** What each of these days leaves of the odds. */
const leftByIdle = 0.75
/** More days than that say no more: other devices may have lost it, and this one not. */
const mostIdle = 5

/** What is probably deleted is probably deleted on the phone too; a later success there clears it. */
const deletedFactor = 0.1

/** A probe that says no is about this very page, but it is one browser's word: nearly, not quite, impossible. */
const lockedAwayFactor = 0.05

/**
 * The client reports that no authenticator is set up here (no screen lock, Windows Hello or Touch ID off), and the
 * credential lives in one, or in a manager that the system asks. Extensions of managers, security keys and Google's
 * manager in a desktop Chrome bring their own.
 */
function isLockedAway(
  credential: CredentialRecord,
  { provider, through }: ProviderReach,
  { support, platform }: BeliefInput,
  reach: ReachClass,
): boolean {
  if (!isDenied(support.platformAuthenticator)) return false
  if (credential.authenticatorAttachment === 'cross-platform') return false
  // Of an unknown provider that has worked or was made here nobody can say that it needs what is missing.
  if (provider === null) return reach !== 'used-here' && reach !== 'made-here'
  // One that has worked here was unlocked in a way of its own.
  if (provider.kind !== 'ecosystem') return through === 'system' && reach !== 'used-here'
  if (provider.id !== 'google-password-manager' || platform.os === 'android') return true
  // A guest profile says no to both probes (KI-22): nobody is signed in there, so its own manager has nothing either.
  return isDenied(support.conditionalGet)
}

const isDenied = ({ value, source }: SupportStatement): boolean => value === false && source === 'reported'

/** What weighs the evidence of all credentials of a user. */
export function readScale({ history, settings, now }: BeliefInput): EvidenceScale {
  let excluded = 0
  for (const credential of history.credentials) if (credential.revokedAt === null) excluded++
  return { excluded, settings, now }
}

/** Clients list the passkeys of their own ecosystem silently; whether extensions are asked, nobody can tell. */
export function isListedSilently(provider: ProviderReach): boolean {
  return provider.provider?.kind === 'ecosystem'
}

/**
 * Failed everywhere it had worked: on every device where it ever succeeded it is now believed gone, each of them
 * a device on which the user has proven a login, and no success anywhere, phones included, came after. So a
 * stolen password, which makes failures only on the thief's device, never marks a passkey as deleted.
 */
function isProbablyDeleted(
  credential: CredentialRecord,
  history: UserHistory,
  listedSilently: boolean,
  scale: EvidenceScale,
): boolean {
  let lastFailureAt = never
  let lastSuccessAt = credential.lastUsedAt ?? never
  for (const sighting of history.sightings) {
    if (sighting.credentialId !== credential.id) continue
    for (const { at, kind } of sighting.recent) {
      if (kind === 'succeeded-by-phone' && at > lastSuccessAt) lastSuccessAt = at
    }
    if (!hasWorked(sighting)) continue
    const successAt = sighting.lastSuccessAt ?? never
    const failureAt = sighting.lastFailureAt ?? never
    // Where the last word was a success, there is nothing to weigh.
    if (!(failureAt > successAt)) return false
    if ((findDevice(history, sighting.deviceId)?.provenAt ?? null) === null) return false
    const { probability } = summarizeEvidence(sighting, reaches['worked-here'], listedSilently, scale)
    if (!(probability < scale.settings.thresholds.suspectedGone)) return false
    if (successAt > lastSuccessAt) lastSuccessAt = successAt
    if (failureAt > lastFailureAt) lastFailureAt = failureAt
  }
  return lastFailureAt > lastSuccessAt
}

/** Before any time. */
const never = Number.NEGATIVE_INFINITY

/**
 * What comes and goes together: the passkeys of one provider, except that one bound to a machine is on that machine,
 * whatever other machines hold.
 */
function storeOf(credential: CredentialRecord, provider: ProviderReach): string | null {
  return syncOf(credential, provider) === 'device-bound' ? credential.id : (provider.provider?.id ?? null)
}

/** The reach with the prior that this user's other devices have taught, and logins on this one by other means. */
export function resolveReach(
  credential: CredentialRecord,
  provider: ProviderReach,
  input: BeliefInput,
  peers: readonly Peer[],
): Reach {
  const reach = classifyReach(credential, provider, input)
  if (reach.class === 'roaming') {
    const { probability } = estimateKeyAtHand(credential, reach.prior, input)
    return probability === reach.prior ? reach : { ...reach, prior: probability }
  }
  const disuse = countDisuse(credential, reach, input)
  if (peers.length === 0 && disuse === 0) return reach
  const expected = learnPrior(reach, credential, provider, peers, input.platform, findHere(input)).prior
  const prior = weighDisuse(expected, disuse)
  return prior === reach.prior ? reach : { class: reach.class, ground: reach.ground, prior, expected }
}

/** The device that asks, as far as it is known. */
export function findHere({ history, deviceId, now }: BeliefInput): Here {
  const device = deviceId === null ? undefined : findDevice(history, deviceId)
  return { now, knownSince: device?.firstSeenAt ?? null }
}

/** P(at least one): the best of each store, as if the stores were independent. */
function combine(
  credentials: readonly CredentialBelief[],
  stores: readonly (string | null)[],
  of: (belief: CredentialBelief, index: number) => number,
): number {
  let none = 1
  for (let i = 0; i < credentials.length; i++) {
    const one = credentials[i]
    if (one === undefined) continue
    const probability = of(one, i)
    let best = true
    for (let j = 0; j < credentials.length && best; j++) {
      const other = credentials[j]
      if (j === i || other === undefined || stores[j] !== stores[i]) continue
      const rival = of(other, j)
      best = rival < probability || (rival === probability && i < j)
    }
    if (best) none *= 1 - probability
  }
  return 1 - none
}

/** Likeliest first; passkeys that are probably deleted come last whatever the figure says. */
function rankBefore(a: CredentialBelief, b: CredentialBelief): number {
  const ghostA = a.status === 'probably-deleted' ? 1 : 0
  const ghostB = b.status === 'probably-deleted' ? 1 : 0
  return ghostA - ghostB || b.probability - a.probability
}
