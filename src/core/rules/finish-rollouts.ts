import { compileRules } from './compile-rules.ts'
import { isRefusal } from './is-refusal.ts'
import type { RuleSet } from './policy.ts'

/**
 * The rules as they are once every rollout is finished: who is let in by a share is let in wholly, who is shut out by one
 * is not. null: none is under way.
 */
export function finishRollouts({ purpose, file, rules, audiences }: RuleSet): RuleSet | null {
  if (rules.every(({ rollout }) => rollout === undefined)) return null
  const finished = rules
    .filter((rule) => rule.rollout === undefined || !isRefusal(rule))
    .map(({ rollout: _rollout, ...rule }) => rule)
  return compileRules({ purpose, rules: finished }, file, audiences)
}
