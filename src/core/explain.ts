import type { ReachClass } from '../contract/words.ts'
import { explainCredential } from './belief/explain-credential.ts'
import { assess, decide, settle, subjectOf } from './decide.ts'
import type { Decision } from './decision/decision.ts'
import { type Flip, findFlips } from './decision/find-flips.ts'
import { buildFacts } from './facts/build-facts.ts'
import type { Facts } from './facts/catalogue.ts'
import type { Situation } from './facts/situation.ts'
import type { DecisionInput } from './history/decision-input.ts'
import type { UserHistory } from './history/user-history.ts'
import type { ClientPlatform } from './platform/client-platform.ts'
import type { MatchedIssue, PlatformSupport } from './platform/platform-support.ts'
import { evaluateByReference, type RuleTrace } from './rules/evaluate-by-reference.ts'
import { matchSwitch } from './rules/match-switch.ts'
import type { Policy } from './rules/policy.ts'

/** What one credential was believed to be, with the steps of the inference in words. */
export interface CredentialTrace {
  readonly id: string
  readonly provider: string | null
  readonly reach: ReachClass
  readonly probability: number
  readonly phone: number
  readonly status: string
  readonly evidence: readonly string[]
}

/** Everything that led to a decision; a plain JSON object. */
export type DecisionTrace = {
  readonly platform: ClientPlatform
  readonly support: PlatformSupport
  readonly knownIssues: readonly MatchedIssue[]
  readonly credentials: readonly CredentialTrace[]
  readonly history: UserHistory | 'unavailable'
  readonly belief: Pick<Situation['belief'], 'here' | 'local' | 'crossDevice' | 'phone'>
  readonly advice: Situation['advice']
  readonly facts: Facts
  /** The kill switch that answered instead of the rules, by name. */
  readonly switch: string | null
  readonly rules: readonly RuleTrace[]
}

export interface Explanation {
  readonly decision: Decision
  readonly trace: DecisionTrace
  /** The smallest changes of input that would change the action. */
  readonly flips: readonly Flip[]
}

/**
 * Like `decide`, with everything that led there. The rules are run by json-rules-engine, the reference: its condition
 * results are the trace, and the decision is settled from its verdict.
 */
export async function explain(input: DecisionInput, policy: Policy, now: number): Promise<Explanation> {
  const situation = assess(input, policy, now)
  const facts = buildFacts(situation, policy.settings)
  const { verdict, trace } = await evaluateByReference(
    policy.ruleSets[input.purpose],
    facts,
    subjectOf(input),
    now,
  )
  const decision = settle(verdict, situation, policy)
  const { belief, platform, support, issues, advice } = situation
  return {
    decision,
    trace: {
      platform,
      support,
      knownIssues: issues,
      credentials: belief.credentials.map((credential) => ({
        id: credential.id,
        provider: credential.providerName,
        reach: credential.reach,
        probability: credential.probability,
        phone: credential.phone,
        status: credential.status,
        evidence: explainCredential(situation.beliefInput, credential.id),
      })),
      history: input.history,
      belief: {
        here: belief.here,
        local: belief.local,
        crossDevice: belief.crossDevice,
        phone: belief.phone,
      },
      advice,
      facts,
      switch: matchSwitch(policy.switches, input.purpose, platform, now)?.name ?? null,
      rules: trace,
    },
    flips: findFlips(input, decision, (changed) => decide(changed, policy, now), now),
  }
}
