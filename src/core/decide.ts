import type { Rule } from '../contract/rule-files.ts'
import type { Degradation } from '../contract/words.ts'
import { type Action, actions, type RegistrationAction, registrationActions } from '../contract/words.ts'
import { adviseAction } from './belief/advise-action.ts'
import { type BeliefInput, estimateBelief } from './belief/estimate-belief.ts'
import { estimateOfferWorth } from './belief/estimate-offer-worth.ts'
import { lookUpProvider } from './belief/look-up-provider.ts'
import { usualBreaker } from './cells/breaker-settings.ts'
import { untouchedCell } from './cells/cell-reading.ts'
import { recallPlace } from './cells/recall-place.ts'
import type { Answer } from './decision/answer.ts'
import { buildDecision, buildWish } from './decision/build-decision.ts'
import { buildRegistration, buildRegistrationWish } from './decision/build-registration.ts'
import type { Decision } from './decision/decision.ts'
import { listOffered } from './decision/list-offered.ts'
import { buildFacts } from './facts/build-facts.ts'
import type { Facts } from './facts/catalogue.ts'
import type { Situation } from './facts/situation.ts'
import { summarizeVerification } from './facts/summarize-verification.ts'
import type { DecisionInput } from './history/decision-input.ts'
import { resolveUser } from './history/resolve-user.ts'
import { summarizeRegistration } from './history/summarize-registration.ts'
import { emptyHistory } from './history/user-history.ts'
import { readClient } from './platform/read-client.ts'
import type { Exposure } from './rules/exposure.ts'
import { matchSwitch } from './rules/match-switch.ts'
import type { Draws, Policy, RolloutSubject, Verdict } from './rules/policy.ts'
import { standInCell } from './stand-in-cell.ts'

/**
 * Answers one question. Pure and total: the same input gives the same decision, and every input gets one.
 *
 *     signals -> platform -> history -> belief -> facts -> rules -> decision
 */
export function decide(input: DecisionInput, policy: Policy, now: number): Decision {
  return answer(input, policy, now).decision
}

/** Like `decide`, with what a record of the decision needs besides. */
export function answer(input: DecisionInput, policy: Policy, now: number): Answer {
  return buildAnswer(consider(input, policy, now))
}

/** What of a situation belongs to the record of its decision. */
export const buildAnswer = ({ situation, decision, exposures }: Considered): Answer => ({
  decision,
  exposures,
  platform: situation.platform,
  offered: listOffered(situation, decision),
  likely: situation.belief.credentials[0] ?? null,
})

export interface Considered {
  readonly situation: Situation
  readonly decision: Decision
  readonly exposures: readonly Exposure[]
}

/** A decision with the situation it was taken in. */
export function consider(input: DecisionInput, policy: Policy, now: number): Considered {
  const situation = assess(input, policy, now)
  return conclude(input, { situation, facts: buildFacts(situation, policy.settings) }, policy)
}

/** Stages 6 and 7, of a situation and its facts. */
export function conclude(
  input: DecisionInput,
  { situation, facts }: { readonly situation: Situation; readonly facts: Facts },
  policy: Policy,
): Considered {
  const verdict = policy.ruleSets[input.purpose].evaluate(
    facts,
    subjectOf(input),
    situation.now,
    drawsOf(input, policy),
  )
  const decision = settle(verdict, situation, policy)
  // Where a kill switch answers, no draw had a say.
  const isOff =
    verdict.exposures.length > 0 &&
    matchSwitch(policy.switches, input.purpose, situation.platform, situation.now) !== undefined
  return { situation, decision, exposures: isOff ? [] : verdict.exposures }
}

/** Stages 1 to 4: all that is known before the rules are asked. */
export function assess(input: DecisionInput, policy: Policy, now: number): Situation {
  const { settings, knowledge } = policy
  const { signals, platform, support, issues, bluetoothMissing } = readClient(input.signals, knowledge)
  const isNamed = input.user !== null && input.user.pseudonym !== null
  // Where nobody is named, a history can be nobody's: the answer is then a function of the device alone.
  const history = isNamed && input.history !== 'unavailable' ? input.history : emptyHistory
  const { readCell } = input
  const beliefInput: BeliefInput = {
    history,
    platform,
    support,
    issues,
    deviceId: input.device.id,
    providerReachOf: lookUpProvider(platform, support, knowledge, signals),
    settings,
    readCell: readCell && ((provider) => readCell(recallPlace(platform, provider, knowledge))),
    now,
  }
  const belief = estimateBelief(beliefInput)
  const advice = adviseAction(belief, support, settings, platform)
  const registration = summarizeRegistration(
    history,
    input.device.id,
    input.context.justUsed,
    settings.registration,
    now,
    input.takeRatePrior,
  )
  const cell = beliefInput.readCell?.(belief.credentials[0]?.provider ?? null) ?? untouchedCell
  return {
    purpose: input.purpose,
    now,
    signals,
    platform,
    support,
    issues,
    bluetoothMissing,
    user: resolveUser(input.user, history, settings, input),
    device: input.device,
    context: input.context,
    history,
    historyAvailable: input.history !== 'unavailable',
    beliefInput,
    belief,
    verification: summarizeVerification(belief, knowledge),
    cell: standInCell(cell, subjectOf(input), (settings.breaker ?? usualBreaker).enabled),
    advice,
    registration,
    offerWorthSeconds: estimateOfferWorth(registration, advice, settings),
  }
}

/** Stage 7: a switch beats the rules, and the laws of the engine beat both. */
export function settle(verdict: Verdict, situation: Situation, policy: Policy): Decision {
  const { purpose, platform, now } = situation
  const event = matchSwitch(policy.switches, purpose, platform, now)
    ? switchedOff[purpose]
    : (verdict.rule?.event ?? unmatched[purpose])
  const common = {
    rule:
      verdict.rule !== null && event === verdict.rule.event
        ? referenceTo(verdict.rule, policy, situation)
        : null,
    rolledOut: verdict.rolledOut,
    degraded: listDegradations(verdict, situation, policy),
  }
  if (purpose === 'registration') {
    const action = isRegistrationAction(event.type) ? event.type : 'skip'
    return buildRegistration(buildRegistrationWish(event, action, common), situation, policy.settings)
  }
  const wish = buildWish(event, isAction(event.type) ? event.type : 'fallback', common)
  return buildDecision(wish, situation, policy.settings)
}

/** What rollout percentages are drawn over. */
export const subjectOf = ({ user, device }: DecisionInput): RolloutSubject => ({
  user: user?.pseudonym ?? null,
  device: device.id,
})

/** What draws rest on besides. */
export const drawsOf = ({ assignments }: DecisionInput, { standing, experiments }: Policy): Draws => ({
  caps: standing.caps,
  assignments,
  experiments,
})

const off = (type: string): Rule['event'] => ({ type, params: { reason: 'kill-switch', passive: 'none' } })
const switchedOff = { authentication: off('fallback'), registration: off('skip'), 'step-up': off('fallback') }
const none = (type: string): Rule['event'] => ({ type, params: { reason: 'no-rule-matched' } })
const unmatched = {
  authentication: none('fallback'),
  registration: none('skip'),
  'step-up': none('fallback'),
}

const isAction = (word: string): word is Action => (actions as readonly string[]).includes(word)
const isRegistrationAction = (word: string): word is RegistrationAction =>
  (registrationActions as readonly string[]).includes(word)

const referenceTo = (rule: Rule, policy: Policy, { purpose }: Situation) => ({
  name: rule.name,
  file: policy.ruleSets[purpose].file,
  revision: policy.revision,
})

function listDegradations(verdict: Verdict, situation: Situation, policy: Policy): Degradation[] {
  const degraded: Degradation[] = []
  if (!situation.historyAvailable) degraded.push('history-unavailable')
  if (policy.builtIn) degraded.push('rules-unavailable')
  if (verdict.errors.length > 0) degraded.push('rule-errors')
  return degraded
}
