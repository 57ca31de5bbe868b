import fc from 'fast-check'
import { isDeviceId } from '../../contract/ids.ts'
import type { Rollout, Rule } from '../../contract/rule-files.ts'
import { purposes } from '../../contract/words.ts'
import { compileRules, consider, type Policy, type RuleSet } from '../../core/index.ts'
import { isUserPseudonym } from '../arbitraries/history.ts'
import type { Law } from '../law.ts'

export interface DrawnRollout {
  /** Which rule with a rollout, by its place among them. */
  readonly which: number
  readonly from: number
  readonly to: number
  /** Who is drawn: people and browser profiles by number. */
  readonly person: number
  readonly profile: number
}

const percents = [0, 0.001, 1, 10, 25, 50, 75, 99.9, 100]

export const rolloutOnlyAdds: Law<DrawnRollout> = {
  name: 'rollout-only-adds',
  sentence: 'Raising the percentage of a rollout takes the rule away from nobody.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  concerns: ({ rollout }) => rollout !== undefined,
  draw: () =>
    fc
      .record({
        which: fc.nat(),
        one: fc.constantFrom(...percents),
        other: fc.constantFrom(...percents),
        person: fc.nat({ max: 9_999 }),
        profile: fc.nat({ max: 9_999 }),
      })
      .map(({ one, other, ...rest }) => ({ ...rest, from: Math.min(one, other), to: Math.max(one, other) })),
  check({ input, policy, now }, drawn) {
    const found = findRollout(policy, drawn.which)
    if (found === undefined) return 'not-met'
    const { ruleSet, rule } = found
    const pseudonym = `person-${drawn.person}`
    const id = `profile-${drawn.profile}`
    const asked = {
      ...input,
      purpose: ruleSet.purpose,
      user: input.user && { ...input.user, ...(isUserPseudonym(pseudonym) && { pseudonym }) },
      device: { ...input.device, ...(isDeviceId(id) && input.device.id !== null && { id }) },
    }
    const isIn = (percent: number) =>
      consider(asked, withPercent(policy, ruleSet, rule, percent), now).decision.rule?.name === rule.name
    if (!isIn(drawn.from)) return 'not-met'
    return isIn(drawn.to)
      ? 'holds'
      : { broken: `\`${rule.name}\` answers at ${drawn.from} percent, and no longer at ${drawn.to}` }
  },
  tell: ({ which, person, profile }, { policy }) =>
    `rollout of \`${findRollout(policy, which)?.rule.name}\`, drawn for person-${person} on profile-${profile}`,
}

function findRollout(policy: Policy, which: number) {
  const all = purposes.flatMap((purpose) => {
    const ruleSet = policy.ruleSets[purpose]
    return ruleSet.rules
      .filter(({ rollout, enabled }) => rollout !== undefined && enabled !== false)
      .map((rule) => ({ ruleSet, rule }))
  })
  return all.length === 0 ? undefined : all[which % all.length]
}

/** Compiling takes longer than deciding, and there are few percentages. */
const compiled = new WeakMap<RuleSet, Map<string, RuleSet>>()

/** The same policy with another percentage for one rule. */
function withPercent(policy: Policy, ruleSet: RuleSet, rule: Rule, percent: number): Policy {
  const known = compiled.get(ruleSet) ?? new Map<string, RuleSet>()
  compiled.set(ruleSet, known)
  const key = `${rule.name} ${percent}`
  const changed = known.get(key) ?? compileWith(ruleSet, rule, percent)
  known.set(key, changed)
  return { ...policy, ruleSets: { ...policy.ruleSets, [ruleSet.purpose]: changed } }
}

function compileWith({ purpose, rules, file, audiences }: RuleSet, rule: Rule, percent: number): RuleSet {
  const changed = rules.map((one) =>
    one === rule && one.rollout !== undefined ? { ...one, rollout: setPercent(one.rollout, percent) } : one,
  )
  return compileRules({ purpose, rules: changed }, file, audiences)
}

/** The same draw with a fixed share, whatever its steps say. */
const setPercent = ({ steps: _steps, ...rollout }: Rollout, percent: number): Rollout => ({
  ...rollout,
  percent,
})
