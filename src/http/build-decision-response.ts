import type { DecisionResponse } from '../contract/decision.ts'
import type { Decision } from '../core/index.ts'
import type { View } from './question.ts'

type DecisionAnswer = Omit<DecisionResponse, 'decisionId' | 'token' | 'expiresAt'>

/** A decision as far as the caller may see it: rules and probabilities are the back end's own. */
export function buildDecisionAnswer(decision: Decision, view: View): DecisionAnswer {
  const { ceremony, registration, rule } = decision
  const full = view === 'back-end'
  // INVARIANT: without proof there is no history, hence no id; emptied here as well, because a leak would be for good.
  const shown = view === 'device' && ceremony !== undefined ? { ...ceremony, allowCredentials: [] } : ceremony
  return {
    purpose: decision.purpose,
    action: decision.action,
    ...(shown === undefined ? {} : { ceremony: shown }),
    ...(registration === undefined ? {} : { registration }),
    next: decision.next as DecisionAnswer['next'],
    fallbacks: decision.fallbacks as DecisionAnswer['fallbacks'],
    stepUpRequired: decision.stepUpRequired,
    ...(decision.assurance === undefined ? {} : { assurance: decision.assurance }),
    passive: decision.passive,
    confidence: decision.confidence,
    reason: decision.reason,
    explanation: decision.explanation,
    ...(full && rule !== undefined ? { rule } : {}),
    ...(full ? { probability: decision.probability } : {}),
    degraded: decision.degraded as DecisionAnswer['degraded'],
  }
}
