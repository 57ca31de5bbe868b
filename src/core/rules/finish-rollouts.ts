import { compileRules } from './compile-rules.ts'
import { isRefusal } from './is-refusal.ts'
import type { Policy, RuleSet } from './policy.ts'

/**
 * The rules as they are once every rollout is finished: who is let in by a share is let in wholly, who is shut out by one
 * is not. null: none is under way.
 */
export const finishRollouts = (ruleSet: RuleSet): RuleSet | null =>
  compileWithoutRollouts(ruleSet, (rule) => !isRefusal(rule))

/**
 * A policy as it is for those whom every rollout includes, refusals too: what a rule does to anybody, whoever the salt
 * happens to draw. The same policy where no rollout is under way.
 */
export function includeEverybody(policy: Policy): Policy {
  const { authentication, registration, 'step-up': stepUp } = policy.ruleSets
  const include = (ruleSet: RuleSet): RuleSet =>
    compileWithoutRollouts(ruleSet, ({ rollout }) =>
      [rollout?.percent ?? 0, ...(rollout?.steps ?? []).map(({ percent }) => percent)].some(
        (percent) => percent > 0,
      ),
    ) ?? ruleSet
  const ruleSets = {
    authentication: include(authentication),
    registration: include(registration),
    'step-up': include(stepUp),
  }
  return { ...policy, ruleSets }
}

function compileWithoutRollouts(
  { purpose, file, rules, audiences }: RuleSet,
  isKept: (rule: RuleSet['rules'][number]) => boolean,
): RuleSet | null {
  if (rules.every(({ rollout }) => rollout === undefined)) return null
  const finished = rules
    .filter((rule) => rule.rollout === undefined || isKept(rule))
    .map(({ rollout: _rollout, ...rule }) => rule)
  return compileRules({ purpose, rules: finished }, file, audiences)
}
