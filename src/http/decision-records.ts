import type { Answer, DecisionInput, DecisionRecord, Policy } from '../core/index.ts'
import type { Question } from './question.ts'

/** What was asked, as it is kept: the whole input but the history, which the store has anyway. */
export type RecordedInput = Omit<DecisionInput, 'history' | 'readCell'>

function readMode({ ceremony }: Answer['decision']): DecisionRecord['mode'] {
  if (ceremony === undefined) return null
  if (ceremony.uiMode === 'immediate') return 'immediate'
  return ceremony.mediation === 'conditional' ? 'conditional' : 'modal'
}

export function buildDecisionRecord(
  id: string,
  question: Question,
  { history: _history, readCell: _readCell, ...input }: DecisionInput,
  { decision, platform, offered, likely }: Answer,
  policy: Policy,
  network: string | null,
  now: number,
): DecisionRecord {
  return {
    id,
    at: now,
    user: question.claimed,
    deviceId: question.deviceId,
    deviceProven: question.deviceProven,
    purpose: decision.purpose,
    action: decision.action,
    reason: decision.reason,
    rule: decision.rule?.name ?? null,
    revision: policy.revision,
    os: platform.os,
    osVersion: platform.osVersion,
    browser: platform.browser,
    browserMajor: platform.browserMajor === 'unknown' ? null : platform.browserMajor,
    mode: readMode(decision),
    offered,
    provider: likely?.provider ?? null,
    reach: likely?.reach ?? null,
    confidence: decision.confidence,
    passive: decision.passive,
    network,
    startedAt: null,
    view: question.view,
    probability: decision.probability,
    input: JSON.stringify(input satisfies RecordedInput),
  }
}
