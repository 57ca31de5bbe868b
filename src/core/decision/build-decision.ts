import type { Ceremony, NextStep, RuleReference } from '../../contract/decision.ts'
import type { Rule, Settings } from '../../contract/rule-files.ts'
import type {
  Action,
  CeremonyMode,
  Confidence,
  Degradation,
  PassiveMode,
  Reason,
  UserVerification,
} from '../../contract/words.ts'
import type { Situation } from '../facts/situation.ts'
import { composeCrossDeviceCeremony, composeLocalCeremony } from './compose-ceremony.ts'
import type { Decision } from './decision.ts'
import { explainReason } from './explain-reason.ts'
import { rateAssurance } from './rate-assurance.ts'
import { roundProbability } from './round-probability.ts'
import { selectFirstReason } from './select-first-reason.ts'

/** What the rules (or a switch) want, before the laws of the engine are laid over it. */
export interface Wish {
  readonly action: Action
  readonly reason: Reason
  readonly mode: CeremonyMode
  readonly passive: PassiveMode
  readonly maxAttempts: number | undefined
  readonly userVerification: UserVerification | undefined
  /** null: no rule wanted it. */
  readonly rule: RuleReference | null
  readonly rolledOut: boolean
  readonly degraded: readonly Degradation[]
}

export function buildWish(
  { params }: Rule['event'],
  action: Action,
  { rule, rolledOut, degraded }: Pick<Wish, 'rule' | 'rolledOut' | 'degraded'>,
): Wish {
  return {
    action,
    reason: params.reason,
    mode: params.mode ?? 'modal',
    passive: params.passive ?? 'conditional',
    maxAttempts: params.maxAttempts,
    userVerification: params.userVerification,
    rule,
    rolledOut,
    degraded,
  }
}

// Objects here are written out or assigned to, not spread: this runs for every decision, and conditional spreads cost
// more than all the thinking.
type Draft<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * One answer for authentication and step-up. A rule may want anything; what comes out keeps the laws: no route that
 * this client cannot take, nothing modal on contradictory or missing knowledge, no phishable method under a floor.
 */
export function buildDecision(wish: Wish, situation: Situation, settings: Settings): Decision {
  const possible = stepBack(limitToPossible(wish, situation), situation)
  const fallbacks = situation.user.fallbacks.slice()
  const isFallback = possible.action === 'fallback'
  const reason = isFallback ? tellFirst(possible, situation) : possible.reason
  const ceremony = composeCeremony(possible, situation, settings)
  const decision: Draft<Decision> = {
    purpose: situation.purpose,
    action: possible.action,
    next: planNext(possible, situation, settings),
    fallbacks,
    stepUpRequired: fallbacks.length === 0,
    assurance: rateAssurance(ceremony, situation, settings),
    passive: isFallback ? limitPassive(possible, situation) : 'none',
    confidence: rateConfidence(possible, situation, settings),
    reason,
    explanation: explainReason(reason, situation),
    probability: roundProbability(situation.belief),
    degraded: wish.degraded,
  }
  if (wish.rule !== null) decision.rule = wish.rule
  if (ceremony !== null) decision.ceremony = ceremony
  return decision
}

function limitToPossible(wish: Wish, situation: Situation): Wish {
  if (wish.action === 'cross-device') return limitCrossDevice(wish, situation)
  if (wish.action === 'passkey') return limitLocal(wish, situation)
  return wish
}

/**
 * Where ceremonies have been failing on this kind of client, an automatic prompt takes one step back: to the button and
 * the suggestions in the user name field. Passkeys are never hidden, and no other route is started instead.
 */
function stepBack(wish: Wish, { cell }: Situation): Wish {
  const isPrompt =
    wish.action === 'cross-device' || (wish.action === 'passkey' && wish.mode !== 'conditional')
  const breaker = wish.action === 'cross-device' ? cell.crossDevice : cell.local
  return isPrompt && breaker === 'open' ? retreat(wish, 'breaker-open') : wish
}

/** No cross-device without a client that can do it, a credential that can serve it, and evidence that holds together. */
function limitCrossDevice(wish: Wish, situation: Situation): Wish {
  const { support, belief, platform } = situation
  if (support.hybridClient.value !== true || !belief.credentials.some(({ phone }) => phone > 0)) {
    return retreat(wish, situation.bluetoothMissing ? 'no-bluetooth' : 'passkey-elsewhere')
  }
  return platform.conflicts.length > 0 ? retreat(wish, 'passkey-elsewhere') : wish
}

function limitLocal(wish: Wish, situation: Situation): Wish {
  const { support, user, historyAvailable, belief, platform } = situation
  if (support.webauthn.value === false) return retreat(wish, 'unsupported-platform', 'none')
  const blind = !user.identified || !historyAvailable || belief.credentials.length === 0
  const mayBeModal = !blind && platform.conflicts.length === 0
  if (wish.mode === 'modal' && mayBeModal) return wish
  const mayFind = !blind || !needsList(situation)
  if (mayFind && wish.mode === 'immediate' && support.immediateGet.value === true) return wish
  if (mayFind && support.conditionalGet.value === true) return { ...wish, mode: 'conditional' }
  if (user.identified && historyAvailable && belief.credentials.length === 0)
    return retreat(wish, 'no-passkey')
  return retreat(wish, historyAvailable || !user.identified ? 'no-conditional' : 'history-unavailable')
}

/** Passkeys of this client are found by their id only (known issue): without a list to send, nothing comes of it. */
const needsList = ({ issues }: Situation): boolean => issues.some(({ advice }) => advice === 'no-conditional')

const retreat = (wish: Wish, reason: Reason, passive: PassiveMode = 'conditional'): Wish => ({
  action: 'fallback',
  reason,
  mode: wish.mode,
  passive,
  maxAttempts: wish.maxAttempts,
  userVerification: wish.userVerification,
  rule: wish.rule,
  rolledOut: wish.rolledOut,
  degraded: wish.degraded,
})

function composeCeremony(wish: Wish, situation: Situation, settings: Settings): Ceremony | null {
  if (wish.action === 'passkey') return composeLocalCeremony(situation, wish.mode, wish, settings)
  if (wish.action === 'cross-device') return composeCrossDeviceCeremony(situation, wish, settings)
  return null
}

/** Several reasons may hold; the first in the published order is told. */
function tellFirst({ reason, rolledOut }: Wish, { user }: Situation): Reason {
  const floored = user.flooredMethods > 0 && user.fallbacks.length === 0
  const afterRollout = rolledOut ? selectFirstReason(reason, 'rollout-excluded') : reason
  return floored ? selectFirstReason(afterRollout, 'policy-floor') : afterRollout
}

/** Below this, a QR code after a failed local try is more likely a second dead end than a login. */
const worthAnnouncingPhone = 0.15

function planNext(wish: Wish, situation: Situation, settings: Settings): NextStep[] {
  const { user, platform, belief } = situation
  // Under a floor that leaves no other method any phone is better than a locked door.
  const isLastWay = user.floor === 'phishing-resistant' && user.fallbacks.length === 0
  const phoneFollows =
    wish.action === 'passkey' &&
    wish.mode !== 'conditional' &&
    platform.conflicts.length === 0 &&
    (isLastWay
      ? belief.crossDevice > 0
      : belief.crossDevice >= worthAnnouncingPhone &&
        settings.crossDevice !== 'minimize' &&
        situation.cell.crossDevice !== 'open' &&
        // The phone that holds the passkey is most likely the one in the hand.
        platform.deviceType !== 'mobile')
  const last: NextStep = { on: 'any', action: 'fallback' }
  return phoneFollows ? [{ on: 'not-found', action: 'cross-device' }, last] : [last]
}

/**
 * Nothing is armed that the client cannot do; "unknown" still earns a button: a person who clicks it may succeed.
 * Under a resistant floor even a client that is only thought unable gets the button: its user agent may be forged,
 * and the button is the one way left. Not under a kill switch: it stops every passkey login, that one too.
 */
function limitPassive(
  { passive: wanted, reason }: Wish,
  { support, platform, user }: Situation,
): PassiveMode {
  if (platform.bot || reason === 'kill-switch') return 'none'
  const { value, source } = support.webauthn
  if (value === false) return user.floor === 'phishing-resistant' && source !== 'reported' ? 'button' : 'none'
  if (wanted === 'none') return 'none'
  return wanted === 'conditional' && support.conditionalGet.value === true ? 'conditional' : 'button'
}

/** How sure the answer is: of a ceremony, that it ends in a login; of a fallback, that nothing was missed. */
function rateConfidence(wish: Wish, situation: Situation, { thresholds }: Settings): Confidence {
  const { belief, platform, user, support } = situation
  const sureness =
    wish.action === 'cross-device'
      ? belief.crossDevice / bestCrossDevice
      : wish.action === 'fallback'
        ? 1 - Math.max(belief.local, belief.crossDevice)
        : user.identified && wish.mode !== 'conditional'
          ? belief.here
          : support.conditionalGet.source === 'reported'
            ? 1
            : thresholds.mediumConfidence
  const rated: Confidence =
    sureness >= thresholds.highConfidence
      ? 'high'
      : sureness >= thresholds.mediumConfidence
        ? 'medium'
        : 'low'
  if (wish.degraded.length > 0) return 'low'
  return platform.conflicts.length > 0 && rated === 'high' ? 'medium' : rated
}

/** Even a certain phone completes only about this often: sureness is measured against it, not against 1. */
const bestCrossDevice = 0.76
