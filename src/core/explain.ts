import type { RuleTrace } from '../contract/explain.ts'
import type { ReachClass } from '../contract/words.ts'
import { explainCredential } from './belief/explain-credential.ts'
import type { ProviderReach } from './belief/provider-reach.ts'
import { assess, decide, drawsOf, settle, subjectOf } from './decide.ts'
import type { Decision } from './decision/decision.ts'
import { type Flip, findFlips } from './decision/flips/find-flips.ts'
import { buildFacts } from './facts/build-facts.ts'
import type { Facts } from './facts/catalogue.ts'
import type { Situation } from './facts/situation.ts'
import type { DecisionInput } from './history/decision-input.ts'
import type { UserHistory } from './history/user-history.ts'
import { type Ground, listGrounds } from './list-grounds.ts'
import type { ClientPlatform } from './platform/client-platform.ts'
import type { DatedStatement } from './platform/knowledge.ts'
import type { MatchedIssue, PlatformSupport } from './platform/platform-support.ts'
import { evaluateByReference } from './rules/evaluate-by-reference.ts'
import { matchSwitch } from './rules/match-switch.ts'
import type { Policy } from './rules/policy.ts'

/** What one credential was believed to be, with the steps of the inference in words. */
export interface CredentialTrace {
  readonly id: string
  readonly provider: string | null
  /** Whether this client can get at the provider's passkeys without a phone, by the rule that says so; null: nobody can tell. */
  readonly reachRule: ReachRule | null
  readonly reach: ReachClass
  readonly probability: number
  readonly phone: number
  readonly status: string
  readonly evidence: readonly string[]
}

export interface ReachRule {
  readonly answer: ProviderReach['here']
  /** What a conditional answer depends on, in words. */
  readonly requires: readonly string[]
  /** Where the rule stands; `trace.statements` has its source. */
  readonly ref: string
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
  /** Which statements of the knowledge had a say, in what. */
  readonly grounds: readonly Ground[]
  /** Each of those statements by its ref: who says so, how surely, and when somebody last looked. */
  readonly statements: Readonly<Record<string, Omit<DatedStatement, 'ref'>>>
}

export interface Explanation {
  readonly decision: Decision
  readonly trace: DecisionTrace
  /** The changes of the published list that would change the action, the smallest first. */
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
    drawsOf(input, policy),
  )
  const decision = settle(verdict, situation, policy)
  const { belief, beliefInput, platform, support, issues, advice } = situation
  const grounds = listGrounds(situation, policy.knowledge)
  return {
    decision,
    trace: {
      platform,
      support,
      knownIssues: issues,
      credentials: belief.credentials.map((credential) => ({
        id: credential.id,
        provider: credential.providerName,
        reachRule: traceReach(beliefInput, credential.id),
        reach: credential.reach,
        probability: credential.probability,
        phone: credential.phone,
        status: credential.status,
        evidence: explainCredential(beliefInput, credential.id),
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
      grounds,
      statements: listStatements(grounds, policy),
    },
    flips: findFlips({ input, policy, now }, decision, (changed) =>
      decide(changed.input, changed.policy, changed.now),
    ),
  }
}

function traceReach({ history, providerReachOf }: Situation['beliefInput'], id: string): ReachRule | null {
  const credential = history.credentials.find((record) => record.id === id)
  if (credential === undefined) return null
  const { here, requires = [], source } = providerReachOf(credential)
  return source === undefined ? null : { answer: here, requires, ref: source }
}

function listStatements(grounds: readonly Ground[], { knowledge }: Policy): DecisionTrace['statements'] {
  const statements: Record<string, Omit<DatedStatement, 'ref'>> = {}
  for (const { ref } of grounds) {
    const known = knowledge.statementsByRef.get(ref)
    if (known === undefined) continue
    const { ref: _ref, ...statement } = known
    statements[ref] = statement
  }
  return statements
}
