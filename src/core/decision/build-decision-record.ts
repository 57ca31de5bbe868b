import type { Ceremony } from '../../contract/decision.ts'
import type { DecisionRecord } from '../history/decision-record.ts'
import type { Answer } from './answer.ts'

/** What a record holds that does not follow from the answer: who asked, from where, and what. */
export type Asked = Pick<
  DecisionRecord,
  'id' | 'at' | 'user' | 'deviceId' | 'deviceProven' | 'network' | 'view' | 'input' | 'shadow' | 'answerHash'
>

/** What must be remembered of an answer. */
export function buildDecisionRecord(
  asked: Asked,
  { decision, platform, offered, likely, exposures }: Answer,
  revision: string,
): DecisionRecord {
  return {
    id: asked.id,
    at: asked.at,
    user: asked.user,
    deviceId: asked.deviceId,
    deviceProven: asked.deviceProven,
    purpose: decision.purpose,
    action: decision.action,
    reason: decision.reason,
    rule: decision.rule?.name ?? null,
    revision,
    os: platform.os,
    osVersion: platform.osVersion,
    browser: platform.browser,
    browserMajor: platform.browserMajor === 'unknown' ? null : platform.browserMajor,
    mode: readMode(decision.ceremony),
    offered,
    provider: likely?.provider ?? null,
    reach: likely?.reach ?? null,
    confidence: decision.confidence,
    passive: decision.passive,
    network: asked.network,
    startedAt: null,
    view: asked.view,
    probability: decision.probability,
    exposures: exposures.length === 0 ? null : exposures,
    shadow: asked.shadow,
    answerHash: asked.answerHash,
    input: asked.input,
  }
}

/** How a ceremony starts; null: none is started. */
export function readMode(ceremony: Ceremony | undefined): DecisionRecord['mode'] {
  if (ceremony === undefined) return null
  if (ceremony.uiMode === 'immediate') return 'immediate'
  return ceremony.mediation === 'conditional' ? 'conditional' : 'modal'
}
