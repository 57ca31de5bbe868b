import fc from 'fast-check'
import { assess, buildFacts, isInForce, percentAt, readSchedule, subjectOf } from '../../core/index.ts'
import { compileAlone } from '../compile-alone.ts'
import type { Law } from '../law.ts'

export const rolloutDrawsOverSomebody: Law<null> = {
  name: 'rollout-draws-over-somebody',
  sentence: 'A rollout has somebody to draw over in every login that its rule speaks of.',
  severity: 'warning',
  heldBy: 'rules',
  asks: 'anybody',
  concerns: ({ rollout }) => rollout !== undefined,
  draw: () => fc.constant(null),
  check({ input, policy, now }) {
    const ruleSet = policy.ruleSets[input.purpose]
    const drawn = ruleSet.rules.filter(
      (rule) => rule.rollout !== undefined && rule.enabled !== false && isInForce(readSchedule(rule), now),
    )
    if (drawn.length === 0) return 'not-met'
    const subject = subjectOf(input)
    const facts = buildFacts(assess(input, policy, now), policy.settings)
    let met = false
    for (const { name, rollout } of drawn) {
      if (rollout === undefined || percentAt(rollout, now) === 0) continue
      if (compileAlone(ruleSet, name).evaluate(facts, subject, now).rule === null) continue
      met = true
      const who = rollout.by === 'user' ? (subject.user ?? subject.device) : subject.device
      if (who !== null) continue
      const lack = rollout.by === 'user' ? 'neither a user nor a device id' : 'no device id'
      return {
        broken: `\`${name}\` draws over the ${rollout.by}; this login has ${lack}, so it is outside even at 100 percent`,
      }
    }
    return met ? 'holds' : 'not-met'
  },
}
