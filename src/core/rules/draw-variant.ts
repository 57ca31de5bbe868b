import type { Experiment, Rule } from '../../contract/rule-files.ts'
import { purposes } from '../../contract/words.ts'
import { compileRules } from './compile-rules.ts'
import type { Policy, RuleSet } from './policy.ts'

/** One variant of one experiment. */
export interface DrawnVariant {
  readonly experiment: Experiment['name']
  readonly variant: string
}

/** The variants that have rules of their own, of experiments that are not switched off, whether or not they run today. */
export function listVariants({ ruleSets, experiments }: Policy): readonly DrawnVariant[] {
  const listed = new Map<string, DrawnVariant>()
  for (const purpose of purposes)
    for (const { experiment: wanted, enabled } of ruleSets[purpose].rules) {
      if (wanted === undefined || enabled === false) continue
      const experiment = experiments.get(wanted.name)
      if (experiment === undefined || experiment.enabled === false) continue
      listed.set(`${wanted.name}: ${wanted.variant}`, { experiment: wanted.name, variant: wanted.variant })
    }
  return [...listed.values()]
}

/**
 * A policy as it is for those who have one variant and take part in nothing else; null: for those who take part in no
 * experiment. One at a time is enough to see every rule decide: rules are tried in order, so the rule that decides for
 * somebody with several variants decides also for somebody who has only its own.
 */
export function drawVariant(policy: Policy, drawn: DrawnVariant | null): Policy {
  const isIn = ({ experiment }: Rule): boolean =>
    experiment === undefined ||
    (experiment.name === drawn?.experiment && experiment.variant === drawn.variant)
  const draw = (ruleSet: RuleSet): RuleSet => {
    const { purpose, file, rules, audiences } = ruleSet
    if (rules.every(({ experiment }) => experiment === undefined)) return ruleSet
    const drawnRules = rules.filter(isIn).map(({ experiment: _experiment, ...rule }) => rule)
    return compileRules({ purpose, rules: drawnRules }, file, audiences)
  }
  const { authentication, registration, 'step-up': stepUp } = policy.ruleSets
  return {
    ...policy,
    ruleSets: {
      authentication: draw(authentication),
      registration: draw(registration),
      'step-up': draw(stepUp),
    },
  }
}
