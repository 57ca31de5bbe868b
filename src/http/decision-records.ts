import {
  type Answer,
  buildDecisionRecord,
  type DecisionInput,
  type DecisionRecord,
  type Policy,
} from '../core/index.ts'
import type { Question } from './question.ts'

/** What was asked, as it is kept: the whole input but the history, which the store has anyway. */
export type RecordedInput = Omit<DecisionInput, 'history' | 'readCell'>

/** The record of a question that was answered. INVARIANT: nobody else writes the text of `input` that a store keeps. */
export function recordQuestion(
  id: string,
  question: Question,
  { history: _history, readCell: _readCell, ...input }: DecisionInput,
  answer: Answer,
  policy: Policy,
  network: string | null,
  now: number,
): DecisionRecord {
  const asked = {
    id,
    at: now,
    user: question.claimed,
    deviceId: question.deviceId,
    deviceProven: question.deviceProven,
    network,
    view: question.view,
    input: JSON.stringify(input satisfies RecordedInput),
  }
  return buildDecisionRecord(asked, answer, policy.revision)
}
