import fc from 'fast-check'
import type { Purpose } from '../../src/contract/words.ts'
import type { DecisionInput } from '../../src/core/history/decision-input.ts'
import type { Policy } from '../../src/core/rules/policy.ts'
import { times } from '../times.ts'
import { askedAt, decisionInput, namedInput } from './decision-input.ts'
import { policyFor } from './policy.ts'

/** One question with the policy it is put to. */
export interface Question<Input extends DecisionInput = DecisionInput> {
  readonly input: Input
  readonly policy: Policy
  readonly now: number
}

/** Questions of one purpose, or of any. */
const questionAbout = <Input extends DecisionInput>(
  inputs: fc.Arbitrary<Input>,
  only?: Purpose,
): fc.Arbitrary<Question<Input>> =>
  fc.record({ inputs, policyFor, now: askedAt }).map(({ inputs: input, policyFor, now }) => {
    const purpose = only ?? input.purpose
    return { input: { ...input, purpose }, policy: policyFor(purpose), now }
  })

/** Any question under any policy. */
export const question = questionAbout(decisionInput)
export const registrationQuestion = questionAbout(decisionInput, 'registration')
export const stepUpQuestion = questionAbout(decisionInput, 'step-up')

/** A question about a named user whose history is there, under any policy. */
export const namedQuestion = questionAbout(namedInput)
export const namedRegistrationQuestion = questionAbout(namedInput, 'registration')

/** Enough to meet every path many times; see the sample that holds the generator to it. */
export const runs = times(1_000)

export { ceremonyKind } from '../../src/proof/law.ts'

/** Freezes all the way down; returns what it was given. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}
