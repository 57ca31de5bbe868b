import fc from 'fast-check'
import { assess, buildFacts, drawsOf, evaluateByReference, subjectOf } from '../../core/index.ts'
import type { Law } from '../law.ts'

export const evaluatorsAgree: Law<null> = {
  name: 'evaluators-agree',
  sentence: 'json-rules-engine, the reference, picks the same rule of these files as the compiled rules.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  // json-rules-engine is slow.
  share: 0.1,
  draw: () => fc.constant(null),
  async check({ input, policy, now }) {
    const facts = buildFacts(assess(input, policy, now), policy.settings)
    const ruleSet = policy.ruleSets[input.purpose]
    const draws = drawsOf(input, policy)
    const compiled = ruleSet.evaluate(facts, subjectOf(input), now, draws)
    const { verdict } = await evaluateByReference(ruleSet, facts, subjectOf(input), now, draws)
    const [one, other] = [compiled, verdict].map(({ rule }) => (rule === null ? 'none' : `\`${rule.name}\``))
    return one === other ? 'holds' : { broken: `compiled: ${one}; json-rules-engine: ${other}` }
  },
}
