import type { RuleReference } from '../../contract/decision.ts'
import type { Rule, Settings } from '../../contract/rule-files.ts'
import type { Degradation, Reason, RegistrationAction, RegistrationVariant } from '../../contract/words.ts'
import type { Situation } from '../facts/situation.ts'
import { isResistantProof } from '../history/is-resistant-proof.ts'
import type { Decision } from './decision.ts'
import { explainReason } from './explain-reason.ts'
import { roundProbability } from './round-probability.ts'
import { selectFirstReason } from './select-first-reason.ts'

export interface RegistrationWish {
  readonly action: RegistrationAction
  readonly reason: Reason
  readonly variant: RegistrationVariant | undefined
  /** A rule that wanted an offer was shut out only by its rollout. */
  readonly rolledOut: boolean
  /** null: no rule wanted it. */
  readonly rule: RuleReference | null
  readonly degraded: readonly Degradation[]
}

/**
 * Offer to create a passkey here? A rule may want anything; nothing is offered where the client is known not to be
 * able, to a user who said never, to nobody in particular, on a device of many, or under a resistant floor without a resistant proof.
 */
export function buildRegistration(
  wish: RegistrationWish,
  situation: Situation,
  settings: Settings,
): Decision {
  const { action, reason: found } = limitToPossible(wish, situation, settings)
  const reason = action === 'skip' && wish.rolledOut ? selectFirstReason(found, 'rollout-excluded') : found
  const cooldownUntil = situation.registration.cooldownUntil
  return {
    purpose: 'registration',
    action,
    registration: {
      variant: action === 'conditional' ? 'conditional' : (wish.variant ?? 'default'),
      ...(cooldownUntil !== null && { askAgainAfter: writeDateTime(cooldownUntil) }),
    },
    next: [{ on: 'any', action: 'fallback' }],
    fallbacks: [...situation.user.fallbacks],
    stepUpRequired: reason === 'policy-floor',
    passive: 'none',
    confidence: situation.support.platformAuthenticator.source === 'reported' ? 'high' : 'medium',
    reason,
    explanation: explainReason(reason, situation),
    ...(wish.rule && { rule: wish.rule }),
    probability: roundProbability(situation.belief),
    degraded: wish.degraded,
  }
}

/** RFC 3339 ends with the year 9999, and beyond 8.64e15 ms a `Date` throws; a cooldown may be set to outlast both. */
const lastDateTime = Date.UTC(9999, 11, 31)

const writeDateTime = (at: number) => new Date(Math.min(at, lastDateTime)).toISOString()

function limitToPossible(
  wish: RegistrationWish,
  situation: Situation,
  { resistantMethods, registration: { sharedDeviceUsers } }: Settings,
): Pick<RegistrationWish, 'action' | 'reason'> {
  const { support, user, device, context, historyAvailable, registration } = situation
  if (wish.action === 'skip') return wish
  // "Never" is for ever, whatever a rule wants; and where it cannot be known who was asked what, nobody is asked.
  if (registration.declinedForGood) return { action: 'skip' as const, reason: 'declined-for-good' as const }
  if (!historyAvailable) return { action: 'skip' as const, reason: 'history-unavailable' as const }
  if (!user.identified) return { action: 'skip' as const, reason: 'cannot-create-here' as const }
  // A new passkey for an account with a resistant floor needs a resistant proof first: a phished password must not
  // buy one. The host's own recovery is the way back for somebody who has lost them all.
  if (user.floor === 'phishing-resistant' && !isResistantProof(context.justUsed, resistantMethods)) {
    return { action: 'skip' as const, reason: 'policy-floor' as const }
  }
  // What somebody keeps on a device of others, the next person there is offered.
  if (device.users >= sharedDeviceUsers) {
    return { action: 'skip' as const, reason: 'shared-device' as const }
  }
  if (support.webauthn.value === false)
    return { action: 'skip' as const, reason: 'unsupported-platform' as const }
  if (wish.action === 'conditional' && support.conditionalCreate.value !== true) {
    return { action: 'offer' as const, reason: 'offer-default' as const }
  }
  return wish
}

export const buildRegistrationWish = (
  { params }: Rule['event'],
  action: RegistrationAction,
  { rule, rolledOut, degraded }: Pick<RegistrationWish, 'rule' | 'rolledOut' | 'degraded'>,
): RegistrationWish => ({
  action,
  reason: params.reason,
  variant: params.variant,
  rule,
  rolledOut,
  degraded,
})
