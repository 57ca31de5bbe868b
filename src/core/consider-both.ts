import { assess, type Considered, conclude, consider } from './decide.ts'
import { buildFacts } from './facts/build-facts.ts'
import type { DecisionInput } from './history/decision-input.ts'
import type { Policy } from './rules/policy.ts'

/**
 * The same question under two policies: what `consider` says of each. Where both have the very same settings and knowledge,
 * all that comes before the rules is worked out once, which is most of the work.
 */
export function considerBoth(
  input: DecisionInput,
  one: Policy,
  other: Policy,
  now: number,
): readonly [Considered, Considered] {
  if (one.settings !== other.settings || one.knowledge !== other.knowledge)
    return [consider(input, one, now), consider(input, other, now)]
  const situation = assess(input, one, now)
  const facts = buildFacts(situation, one.settings)
  return [conclude(input, { situation, facts }, one), conclude(input, { situation, facts }, other)]
}
