import fc from 'fast-check'
import type { Rule } from '../contract/rule-files.ts'
import { consider, type Policy, type Situation } from '../core/index.ts'
import { ceremonyKind, type Finding, type Law, ruleOf, tellAnswer } from './law.ts'

/** What a rule asks for in one login, and what the engine makes of it. */
export interface Wish {
  readonly rule: Rule
  readonly situation: Situation
  /** What is answered, in words. */
  readonly answer: string
  readonly kind: ReturnType<typeof ceremonyKind>
}

/**
 * A law that the engine cannot force: a rule may ask for something pointless, and the engine answers with the nearest
 * that does no harm. So the manager is asked whether it was meant. Offers to create a passkey are none of these.
 */
export const warnAboutWish = (
  name: string,
  sentence: string,
  concerns: (rule: Rule) => boolean,
  find: (wish: Wish, policy: Policy) => Finding,
): Law<null> => ({
  name,
  sentence,
  severity: 'warning',
  heldBy: 'rules',
  asks: 'anybody',
  concerns: (rule, purpose) => purpose !== 'registration' && concerns(rule),
  draw: () => fc.constant(null),
  check({ input, policy, now }) {
    if (input.purpose === 'registration') return 'not-met'
    const { situation, decision } = consider(input, policy, now)
    const rule = ruleOf(decision, policy)
    if (rule === undefined) return 'not-met'
    return find({ rule, situation, answer: tellAnswer(decision), kind: ceremonyKind(decision) }, policy)
  },
})

/** A rule that opens a dialog by itself. */
export const asksForDialog = ({ event }: Rule): boolean =>
  event.type === 'passkey' && (event.params.mode ?? 'modal') === 'modal'

/** A rule that starts anything at all. */
export const asksForCeremony = ({ event }: Rule): boolean =>
  event.type === 'passkey' || event.type === 'cross-device'
