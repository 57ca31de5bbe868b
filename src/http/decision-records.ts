import {
  type Answer,
  buildDecisionRecord,
  type DecisionInput,
  type DecisionRecord,
  hashDecision,
  type Policy,
  type WatchedCells,
  writeRecordedInput,
} from '../core/index.ts'
import type { Question } from './question.ts'

/** A question that was answered, with all that its answer rested on. */
export interface AnsweredQuestion {
  readonly question: Question
  readonly input: DecisionInput
  readonly readings: WatchedCells['readings']
  readonly answer: Answer
}

export function recordQuestion(
  id: string,
  { question, input, readings, answer }: AnsweredQuestion,
  policy: Policy,
  network: string | null,
  now: number,
  shadow: DecisionRecord['shadow'] = null,
): DecisionRecord {
  const asked = {
    id,
    at: now,
    user: question.claimed,
    deviceId: question.deviceId,
    deviceProven: question.deviceProven,
    network,
    view: question.view,
    shadow,
    answerHash: hashDecision(answer.decision),
    input: writeRecordedInput(input, readings, policy),
  }
  return buildDecisionRecord(asked, answer, policy.revision)
}
