import type { Decision } from './decision/decision.ts'
import type { DecisionInput } from './decision/decision-input.ts'
import type { Policy } from './rules/policy.ts'

/** A decision with everything that led to it. */
export interface Explanation {
  readonly decision: Decision
  readonly trace: Readonly<Record<string, unknown>>
  readonly flips: readonly { readonly change: string; readonly action: string; readonly reason: string }[]
}

/** Like `decide`, with the whole trace; rules are run by the reference evaluator (json-rules-engine). */
export type Explain = (input: DecisionInput, policy: Policy, now: number) => Promise<Explanation>
