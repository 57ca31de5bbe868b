import type { Rollout, Rule } from '../../contract/rule-files.ts'
import { type Purpose, purposes } from '../../contract/words.ts'
import type { Policy } from './policy.ts'

export interface RolloutRule {
  readonly rule: Rule & { readonly rollout: Rollout }
  readonly file: string
  readonly purpose: Purpose
}

/** The rules of a policy that have a rollout and are not put to sleep. */
export const listRolloutRules = ({ ruleSets }: Pick<Policy, 'ruleSets'>): readonly RolloutRule[] =>
  purposes.flatMap((purpose) => {
    const { rules, file } = ruleSets[purpose]
    return rules.flatMap((rule) => {
      const { rollout, enabled } = rule
      return rollout === undefined || enabled === false ? [] : [{ rule: { ...rule, rollout }, file, purpose }]
    })
  })
