import { compileRules, type RuleSet } from '../core/index.ts'

const compiled = new WeakMap<RuleSet, Map<string, RuleSet>>()

/** One rule of a file by itself and for everybody, to see whether its conditions hold. Compiled once. */
export function compileAlone(ruleSet: RuleSet, name: string): RuleSet {
  const known = compiled.get(ruleSet) ?? new Map<string, RuleSet>()
  compiled.set(ruleSet, known)
  const made = known.get(name) ?? compile(ruleSet, name)
  known.set(name, made)
  return made
}

function compile({ purpose, rules, file, audiences }: RuleSet, name: string): RuleSet {
  const alone = rules
    .filter((rule) => rule.name === name)
    .map(({ rollout: _rollout, experiment: _experiment, ...rule }) => rule)
  return compileRules({ purpose, rules: alone }, file, audiences)
}
