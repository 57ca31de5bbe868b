import type { Ceremony } from '../contract/decision.ts'
import type { DeviceId } from '../contract/ids.ts'
import {
  applyOutcome,
  classifyOutcome,
  completeOutcome,
  consider,
  type Decision,
  type DecisionInput,
  type DecisionRecord,
  listOffered,
  type OutcomeRecord,
  type Policy,
  type ReadCell,
  type Situation,
  untouchedCell,
} from '../core/index.ts'
import type { Attempt, Ending } from './behaviour.ts'
import type { SimulatedLife, SimulatedLogin } from './life.ts'
import { createMemoryHistory } from './memory-history.ts'
import { everything, type Plan } from './plan.ts'
import type { Choice, Session, SimulatedPolicy } from './session.ts'

const dayMs = 86_400_000
/** As device tokens: good for this long from the decision of the login that earned one. */
const deviceTokenMs = 180 * dayMs
/** How long after the failed attempts the password is in. */
export const passwordAfterMs = 60_000

/** The real thing: the functions of production, over a history in memory. */
export const createEngine = (policy: Policy, readCellAt: ReadCellAt = untouched): SimulatedPolicy => ({
  name: 'engine',
  start: (life) => startEngine(policy, life, readCellAt),
})

/** What a service has learnt of platforms from everybody, at a time. */
export type ReadCellAt = (now: number) => ReadCell
const untouched: ReadCellAt = () => () => untouchedCell

function startEngine(policy: Policy, life: SimulatedLife, readCellAt: ReadCellAt): Session {
  const { user } = life
  const memory = createMemoryHistory()
  const { history } = memory
  const tokens = new Map<DeviceId, number>()
  let asked: DecisionRecord | null = null
  let count = 0

  const choose = (login: SimulatedLogin): Choice => {
    const { at, client, deviceId } = login
    const provenAt = memory.provenAt(deviceId)
    const token = tokens.get(deviceId)
    const input: DecisionInput = {
      purpose: 'authentication',
      signals: client.signals,
      user: { pseudonym: user },
      device: {
        id: deviceId,
        proven: token !== undefined && at < token + deviceTokenMs,
        users: provenAt !== null && at - provenAt < 30 * dayMs ? 1 : 0,
      },
      context: {},
      history,
      readCell: readCellAt(at),
    }
    const { situation, decision } = consider(input, policy, at)
    asked = buildRecord(`${user}-${count++}`, input, situation, decision, policy)
    const likeliest = situation.belief.credentials[0]
    return {
      plan: readPlan(decision, login),
      grounds: {
        rule: decision.rule?.name ?? 'none',
        reason: decision.reason,
        reach: likeliest?.reach ?? 'none',
        local: situation.belief.local,
        crossDevice: situation.belief.crossDevice,
        told: decision.probability,
      },
    }
  }

  const learn = (login: SimulatedLogin, ending: Ending): void => {
    const decision = asked
    if (decision === null) return
    const earlier: OutcomeRecord[] = []
    for (const outcome of listOutcomes(decision, login, life, ending, policy.knowledge)) {
      const told = completeOutcome(outcome, decision, history)
      memory.apply(applyOutcome(decision, earlier, told, history.credentials))
      earlier.push(outcome)
    }
    tokens.set(login.deviceId, login.at)
    asked = null
  }

  for (const { record } of life.atStart) memory.addCredential(record)
  return { choose, learn, addCredential: ({ record }) => memory.addCredential(record) }
}

/** As `http/decision-records.ts` does it. */
function buildRecord(
  id: string,
  { device }: DecisionInput,
  situation: Situation,
  decision: Decision,
  policy: Policy,
): DecisionRecord {
  const { platform, now } = situation
  const likely = situation.belief.credentials[0]
  return {
    id,
    at: now,
    user: id.slice(0, id.lastIndexOf('-')) as DecisionRecord['user'],
    deviceId: device.id,
    deviceProven: device.proven,
    purpose: decision.purpose,
    action: decision.action,
    reason: decision.reason,
    rule: decision.rule?.name ?? null,
    revision: policy.revision,
    os: platform.os,
    osVersion: platform.osVersion,
    browser: platform.browser,
    browserMajor: platform.browserMajor === 'unknown' ? null : platform.browserMajor,
    mode: modeOf(decision.ceremony),
    offered: listOffered(situation, decision),
    probability: decision.probability,
    provider: likely?.provider ?? null,
    reach: likely?.reach ?? null,
    confidence: decision.confidence,
    passive: decision.passive,
    network: null,
    startedAt: null,
    view: 'back-end',
    input: '',
  }
}

export function modeOf(ceremony: Ceremony | undefined): DecisionRecord['mode'] {
  if (ceremony === undefined) return null
  if (ceremony.uiMode === 'immediate') return 'immediate'
  return ceremony.mediation === 'conditional' ? 'conditional' : 'modal'
}

type Answered = Pick<Decision, 'action' | 'ceremony' | 'passive' | 'next'>

/** What a page does with a decision. */
export function readPlan({ action, ceremony, passive, next }: Answered, login: SimulatedLogin): Plan {
  if (ceremony === undefined || (action !== 'passkey' && action !== 'cross-device'))
    return { way: 'fallback', allowed: everything, showsCode: false, passive, thenPhone: false }
  const mode = modeOf(ceremony)
  return {
    way: action === 'cross-device' ? 'cross-device' : (mode ?? 'modal'),
    allowed: readAllowed(ceremony),
    showsCode: login.client.canHybrid && mayComeByPhone(ceremony),
    passive,
    thenPhone:
      mode === 'immediate' && next.some((step) => step.on === 'not-found' && step.action === 'cross-device'),
  }
}

/** Credential ids end with their number. */
function readAllowed({ allowCredentials }: Ceremony): number {
  if (allowCredentials.length === 0) return everything
  let allowed = 0
  for (const { id } of allowCredentials) allowed |= 1 << Number(id.slice(id.lastIndexOf('-') + 1))
  return allowed
}

const mayComeByPhone = ({ allowCredentials }: Ceremony): boolean =>
  allowCredentials.length === 0 ||
  allowCredentials.some(({ transports }) => transports === undefined || transports.includes('hybrid'))

/**
 * What page and back end report: the page its failures, with the token of the decision; the back end the login that
 * it has verified, whatever it was, so that the failures before it count.
 */
export function listOutcomes(
  decision: Pick<DecisionRecord, 'id' | 'user' | 'mode'>,
  login: SimulatedLogin,
  life: SimulatedLife,
  ending: Ending,
  knowledge: Policy['knowledge'],
): readonly OutcomeRecord[] {
  const outcomes = ending.attempts.map((attempt) => buildOutcome(decision, login, life, attempt, knowledge))
  if (ending.method !== 'password') return outcomes
  outcomes.push({
    decisionId: decision.id,
    method: 'password',
    attempt: 1,
    result: 'success',
    classified: 'succeeded',
    proven: true,
    credentialId: null,
    authenticatorAttachment: null,
    elapsedMs: null,
    errorName: null,
    evidence: null,
    weight: 0,
    user: decision.user,
    at: login.at + passwordAfterMs,
  })
  return outcomes
}

function buildOutcome(
  decision: Pick<DecisionRecord, 'id' | 'user' | 'mode'>,
  login: SimulatedLogin,
  life: SimulatedLife,
  { method, result, elapsedMs, attachment, credential }: Attempt,
  knowledge: Policy['knowledge'],
): OutcomeRecord {
  const { platform } = login.client
  const errorName = result === 'failure' ? 'NotAllowedError' : null
  const { classified, evidence, weight } = classifyOutcome(
    {
      result,
      method,
      errorName,
      operation: 'authentication',
      mode: decision.mode,
      elapsedMs,
      client: {
        ...platform,
        browserMajor: platform.browserMajor === 'unknown' ? null : platform.browserMajor,
      },
    },
    knowledge,
  )
  return {
    decisionId: decision.id,
    method,
    attempt: 1,
    result,
    classified,
    evidence,
    weight,
    errorName,
    proven: result === 'success',
    credentialId: life.credentials[credential]?.record.id ?? null,
    authenticatorAttachment: attachment,
    elapsedMs,
    user: decision.user,
    at: login.at + elapsedMs,
  }
}
