import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import type { Condition, Rule } from '../../contract/rule-files.ts'
import { actions, type Purpose, registrationActions } from '../../contract/words.ts'
import { compileRules, decide, type Policy } from '../../core/index.ts'
import { type Law, tellAnswer } from '../law.ts'

const unknownFact: Condition = { all: [{ fact: 'no.such.fact', operator: 'equal', value: true }] }
const wrongOperator: Condition = { all: [{ fact: 'client.os', operator: 'isNearly', value: 'ios' }] }
const wrongValue: Condition = { any: [{ fact: 'passkeys.count', operator: 'greaterThan', value: 'many' }] }
const missingAudience: Condition = { all: [{ condition: 'nobody-wrote-this' }] }

/** Conditions that cannot be evaluated, as they could only get past the checker by a fault of ours. */
export const brokenConditions: fc.Arbitrary<Condition> = fc.constantFrom(
  unknownFact,
  wrongOperator,
  wrongValue,
  missingAudience,
)

export interface DrawnBrokenRule {
  readonly conditions: Condition
  readonly priority: number
  readonly wants: number
}

export const brokenRuleAlone: Law<DrawnBrokenRule> = {
  name: 'broken-rule-alone',
  sentence: 'A broken rule changes no decision but its own.',
  severity: 'law',
  heldBy: 'engine',
  asks: 'anybody',
  // Compiling all rules takes longer than a decision.
  share: 0.25,
  draw: () =>
    fc.record({
      conditions: brokenConditions,
      priority: fc.constantFrom(1, 2, 10, 500, 955, 1000),
      wants: fc.nat({ max: 2 }),
    }),
  check(question, drawn) {
    const { policy } = question
    const { file, audiences, rules } = policy.ruleSets[question.input.purpose]
    const { purpose } = question.input
    const withBroken = [...rules, brokenRule(drawn, purpose)]
    const compiled = compileRules({ purpose, rules: withBroken }, file, audiences)
    return checkAlone(question, { ...policy, ruleSets: { ...policy.ruleSets, [purpose]: compiled } })
  },
  tell: ({ conditions, priority }) =>
    `with a broken rule of priority ${priority}: ${JSON.stringify(conditions)}`,
}

/** Whether a policy that has a broken rule besides answers like the one without it. */
export function checkAlone(
  { input, policy, now }: { readonly input: Parameters<typeof decide>[0]; policy: Policy; now: number },
  withBroken: Policy,
): ReturnType<(typeof brokenRuleAlone)['check']> {
  const { confidence: _sure, degraded: _none, ...whole } = decide(input, policy, now)
  const { confidence, degraded, ...rest } = decide(input, withBroken, now)
  if (!isDeepStrictEqual(rest, whole))
    return { broken: `with it ${tellAnswer(rest)}, without it ${tellAnswer(whole)}` }
  const isLabelled = !degraded.includes('rule-errors') || input.purpose === 'registration'
  return isLabelled || confidence === 'low' ? 'holds' : { broken: `told with confidence ${confidence}` }
}

const brokenRule = ({ conditions, priority, wants }: DrawnBrokenRule, purpose: Purpose): Rule => {
  const words = purpose === 'registration' ? registrationActions : actions
  const type = words[wants % words.length] ?? 'fallback'
  return { name: 'broken', priority, conditions, event: { type, params: { reason: 'try-once' } } }
}
