import type { Purpose } from '../contract/words.ts'
import { purposes } from '../contract/words.ts'
import { assess, drawsOf, subjectOf } from './decide.ts'
import { buildFacts } from './facts/build-facts.ts'
import type { DecisionInput } from './history/decision-input.ts'
import { createRuleCounter, type RuleSetCount } from './rules/count-rules.ts'
import { matchSwitch } from './rules/match-switch.ts'
import type { Policy } from './rules/policy.ts'

export interface CoverageCount {
  readonly byPurpose: Readonly<Record<Purpose, RuleSetCount>>
  /** A kill switch answered: the rules had no say. */
  readonly stopped: number
}

export interface CoverageCounter {
  /** `standing`: the policy as it stood for this question, where its switches or bounds were others. */
  readonly add: (input: DecisionInput, now: number, standing?: Pick<Policy, 'switches' | 'standing'>) => void
  readonly count: () => CoverageCount
}

/** Counts which rules and conditions logins meet, under the rules of one policy. */
export function createCoverageCounter(policy: Policy): CoverageCounter {
  const counters = {
    authentication: createRuleCounter(policy.ruleSets.authentication),
    registration: createRuleCounter(policy.ruleSets.registration),
    'step-up': createRuleCounter(policy.ruleSets['step-up']),
  } satisfies Record<Purpose, unknown>
  let stopped = 0
  return {
    add(input, now, standing = policy) {
      const stood = standing === policy ? policy : { ...policy, ...standing }
      const situation = assess(input, stood, now)
      if (matchSwitch(stood.switches, input.purpose, situation.platform, now) !== undefined) {
        stopped += 1
        return
      }
      const facts = buildFacts(situation, policy.settings)
      counters[input.purpose].add(facts, subjectOf(input), now, drawsOf(input, stood))
    },
    count: () => {
      const entries = purposes.map((purpose) => [purpose, counters[purpose].count()])
      return { byPurpose: Object.fromEntries(entries) as CoverageCount['byPurpose'], stopped }
    },
  }
}
