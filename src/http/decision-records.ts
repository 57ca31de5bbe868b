import type { Answer, DecisionInput, DecisionRecord, Policy } from '../core/index.ts'
import type { Question } from './question.ts'
import type { DecisionToken } from './tokens.ts'

/** What was asked, as it is kept: the whole input but the history, which the store has anyway. */
export type RecordedInput = Omit<DecisionInput, 'history'>

function readMode({ ceremony }: Answer['decision']): DecisionRecord['mode'] {
  if (ceremony === undefined) return null
  if (ceremony.uiMode === 'immediate') return 'immediate'
  return ceremony.mediation === 'conditional' ? 'conditional' : 'modal'
}

export function buildDecisionRecord(
  id: string,
  question: Question,
  { history: _history, ...input }: DecisionInput,
  { decision, platform, offered }: Answer,
  policy: Policy,
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
    probability: decision.probability,
    input: JSON.stringify(input satisfies RecordedInput),
  }
}

/**
 * A decision whose record was lost (too many waited, or a crash came first), as far as its token tells: enough for a
 * proven success to count. It names no offered passkey, so its failures teach nothing.
 */
export function buildRecordFromToken(token: DecisionToken): DecisionRecord {
  const { decisionId, purpose, os, browser, user, deviceId, issuedAt } = token
  const input: RecordedInput = {
    purpose,
    signals: {},
    user: null,
    device: { id: deviceId, proven: false, users: 0 },
    context: {},
  }
  return {
    id: decisionId,
    at: issuedAt,
    user,
    deviceId,
    deviceProven: false,
    purpose,
    action: purpose === 'registration' ? 'skip' : 'fallback',
    reason: 'no-rule-matched',
    rule: null,
    revision: 'unknown',
    os,
    osVersion: 'unknown',
    browser,
    browserMajor: null,
    mode: null,
    offered: [],
    probability: { local: 0, crossDevice: 0 },
    input: JSON.stringify(input),
  }
}
