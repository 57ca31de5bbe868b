import type { Decision } from './decision/decision.ts'
import type { DecisionInput } from './decision/decision-input.ts'
import type { Policy } from './rules/policy.ts'

/** Answers one question. Pure and total: the same input gives the same decision, and every input gets one. */
export function decide(input: DecisionInput, _policy: Policy, _now: number): Decision {
  return {
    purpose: input.purpose,
    action: 'fallback',
    next: [{ on: 'any', action: 'fallback' }],
    fallbacks: [...(input.user?.fallbacks ?? [])],
    stepUpRequired: false,
    passive: 'none',
    confidence: 'low',
    reason: 'no-rule-matched',
    explanation: 'no rule matched',
    probability: { local: 0, crossDevice: 0 },
    degraded: [],
  }
}
