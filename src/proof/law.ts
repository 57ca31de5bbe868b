import type fc from 'fast-check'
import type { Rule } from '../contract/rule-files.ts'
import type { Purpose } from '../contract/words.ts'
import type { Decision, DecisionInput, Policy } from '../core/index.ts'
import type { DrawnLogins } from './arbitraries/logins.ts'

/** One login, with the policy it is put to and the moment (epoch ms). */
export interface Question {
  readonly input: DecisionInput
  readonly policy: Policy
  readonly now: number
}

/** Whether a law holds for one login; `not-met`: the login is none that the law speaks of. */
export type Finding = 'holds' | 'not-met' | { readonly broken: string }

/** What is promised of every login, whoever logs in and however the client behaves. */
export interface Law<Extra = unknown> {
  /** Stable: scripts name a law by it. */
  readonly name: string
  /** One plain sentence. */
  readonly sentence: string
  /** A broken law stops a change; a warning asks whether it is meant. */
  readonly severity: 'law' | 'warning'
  /** `engine`: no rule can break it, so that a break is a defect of the engine; `rules`: it is up to the files. */
  readonly heldBy: 'engine' | 'rules'
  /** `named`: only logins of somebody whose history is there. */
  readonly asks: 'anybody' | 'named'
  /** Where a try is dear: the part of the usual number of tries, over 0 to 1. */
  readonly share?: number
  /** Rules that could break it: logins are bent towards these; left out, or none there: towards any. */
  concerns?(rule: Rule, purpose: Purpose): boolean
  /** What is drawn besides the login, such as the failures that follow. */
  draw(drawn: DrawnLogins): fc.Arbitrary<Extra>
  /** The login that is asked in the end, where it is not the one that was drawn: what a reader is shown. */
  become?(question: Question, extra: Extra): DecisionInput
  check(question: Question, extra: Extra): Finding | Promise<Finding>
  /** What was drawn besides the login, in words; left out: nothing that a reader needs. */
  tell?(extra: Extra, question: Question): string
}

/** How a decision starts a ceremony. A phone is asked for in a dialog too. */
export function ceremonyKind({ ceremony }: Decision): 'none' | 'modal' | 'conditional' | 'immediate' {
  if (ceremony === undefined) return 'none'
  if (ceremony.uiMode === 'immediate') return 'immediate'
  return ceremony.mediation === 'conditional' ? 'conditional' : 'modal'
}

export const isNamed = ({ user }: DecisionInput): boolean => user !== null && user.pseudonym !== null

/** The rule that gave the answer, as it stands in its file. */
export const ruleOf = ({ purpose, rule }: Decision, { ruleSets }: Policy) =>
  rule === undefined ? undefined : ruleSets[purpose].rules.find(({ name }) => name === rule.name)

/** `passkey`, or `fallback (no-passkey)`: an answer in the shortest form. */
export const tellAnswer = ({ action, reason }: Pick<Decision, 'action' | 'reason'>): string =>
  `${action} (${reason})`
