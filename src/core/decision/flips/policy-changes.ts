import { finishRollouts } from '../../rules/finish-rollouts.ts'
import type { Policy } from '../../rules/policy.ts'
import type { FlipChange, FlipQuestion } from './flip-change.ts'

const dayMs = 86_400_000

const after =
  (days: number) =>
  (question: FlipQuestion): FlipQuestion => ({
    ...question,
    now: question.now + days * dayMs,
  })

const withPolicy = (question: FlipQuestion, policy: Partial<Policy>): FlipQuestion => ({
  ...question,
  policy: { ...question.policy, ...policy },
})

/** What time and the product manager could change. */
export const policyChanges: readonly FlipChange[] = [
  { id: 'in-30-days', change: 'in 30 days', topic: 'time', paired: true, apply: after(30) },
  { id: 'in-a-year', change: 'in a year', topic: 'time', paired: false, apply: after(365) },
  {
    id: 'no-switch',
    change: 'with the kill switches off',
    topic: 'policy',
    paired: true,
    apply: (question) =>
      question.policy.switches.some(({ on }) => on) ? withPolicy(question, { switches: [] }) : null,
  },
  {
    id: 'rollouts-finished',
    change: 'with the rollouts finished',
    topic: 'policy',
    paired: true,
    apply: (question) => {
      const { purpose } = question.input
      const ruleSet = finishRollouts(question.policy.ruleSets[purpose])
      if (ruleSet === null) return null
      return withPolicy(question, { ruleSets: { ...question.policy.ruleSets, [purpose]: ruleSet } })
    },
  },
  ...(['minimize', 'standard', 'maximize'] as const).map(
    (crossDevice): FlipChange => ({
      id: `phone-${crossDevice}`,
      change: `with the strategy \`${crossDevice}\` for phones`,
      topic: 'policy',
      purposes: ['authentication', 'step-up'],
      paired: false,
      apply: (question) =>
        question.policy.settings.crossDevice === crossDevice
          ? null
          : withPolicy(question, { settings: { ...question.policy.settings, crossDevice } }),
    }),
  ),
]
