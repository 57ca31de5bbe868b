import type { Purpose } from '../../../contract/words.ts'
import type { DecisionInput } from '../../history/decision-input.ts'
import type { EpochMs, UserHistory } from '../../history/user-history.ts'
import type { Policy } from '../../rules/policy.ts'
import type { RawSignals } from '../../signals/signals.ts'

/** Everything an answer follows from; what a change changes. */
export interface FlipQuestion {
  readonly input: DecisionInput
  readonly policy: Policy
  readonly now: EpochMs
}

/** What a change is about. Two changes of one topic are never told together. */
export const flipTopics = [
  'bluetooth',
  'screen-lock',
  'browser',
  'silent-try',
  'suggestions',
  'quiet-creation',
  'login-here',
  'device',
  'passkeys',
  'account',
  'floor',
  'fallbacks',
  'asks',
  'just-used',
  'time',
  'policy',
] as const
export type FlipTopic = (typeof flipTopics)[number]

/** One change of the published list (`rules/decisions.md`, "What would change it"). */
export interface FlipChange {
  /** Stable, kebab-case. */
  readonly id: string
  /** For people; completes "the answer would be another one ...". */
  readonly change: string
  readonly topic: FlipTopic
  /** The purposes it is tried for; none given: all. */
  readonly purposes?: readonly Purpose[]
  /** Tried together with others as well: what one person can change at once. */
  readonly paired: boolean
  /** The question after the change; null where there is nothing to change. */
  readonly apply: (question: FlipQuestion) => FlipQuestion | null
}

export const changeInput = (
  question: FlipQuestion,
  change: (input: DecisionInput) => DecisionInput | null,
): FlipQuestion | null => {
  const input = change(question.input)
  return input === null ? null : { ...question, input }
}

export const withSignals = (input: DecisionInput, signals: RawSignals): DecisionInput => ({
  ...input,
  signals: { ...input.signals, ...signals },
})

export const withCapability = (input: DecisionInput, capability: string, value: boolean): DecisionInput =>
  withSignals(input, { clientCapabilities: { ...input.signals.clientCapabilities, [capability]: value } })

/** Nothing where nobody is named or the history cannot be read: nothing could be remembered. */
export const withHistory = (
  input: DecisionInput,
  change: (history: UserHistory) => UserHistory | null,
): DecisionInput | null => {
  if (input.history === 'unavailable') return null
  const history = change(input.history)
  return history === null ? null : { ...input, history }
}
