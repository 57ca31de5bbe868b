import type { Ceremony } from '../contract/decision.ts'
import type { DeviceId } from '../contract/ids.ts'
import {
  applyOutcome,
  buildAnswer,
  buildDecisionRecord,
  type Considered,
  classifyOutcome,
  completeOutcome,
  consider,
  type Decision,
  type DecisionInput,
  type DecisionRecord,
  type OutcomeRecord,
  type Policy,
  readMode,
} from '../core/index.ts'
import type { Attempt, Ending } from './behaviour.ts'
import type { SimulatedLife, SimulatedLogin } from './life.ts'
import { firstDay } from './live-life.ts'
import { createMemoryHistory } from './memory-history.ts'
import { everything, type Plan } from './plan.ts'
import type { Choice, Session, SimulatedPolicy } from './session.ts'
import { type Site, siteOfNobody } from './site.ts'

const dayMs = 86_400_000
/** As device tokens: good for this long from the decision of the login that earned one. */
const deviceTokenMs = 180 * dayMs
/** How long after the failed attempts the password is in. */
export const passwordAfterMs = 60_000

/**
 * The real thing: the functions of production, over a history in memory, at a site that others log in to as well. Other
 * rules may be published on the way.
 */
export const createEngine = (
  policy: Policy | ((at: number) => Policy),
  site: Site = siteOfNobody,
  onAnswer: OnAnswer = () => {},
): SimulatedPolicy => ({
  name: 'engine',
  start: (life) => startEngine(typeof policy === 'function' ? policy : () => policy, life, site, onAnswer),
})

/** Shown each question with its answer, before anything is learnt of it: for whoever records them. */
export type OnAnswer = (input: DecisionInput, answered: Considered, at: number) => void

function startEngine(
  policyAt: (at: number) => Policy,
  life: SimulatedLife,
  site: Site,
  onAnswer: OnAnswer,
): Session {
  const { user } = life
  const memory = createMemoryHistory()
  const { history } = memory
  const tokens = new Map<DeviceId, number>()
  let asked: DecisionRecord | null = null
  let count = 0
  let policy = policyAt(firstDay)

  const choose = (login: SimulatedLogin): Choice => {
    const { at, client, deviceId } = login
    site.meet(user, at)
    policy = policyAt(at)
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
      readCell: site.readAt(at),
    }
    const considered = consider(input, policy, at)
    onAnswer(input, considered, at)
    const { situation, decision } = considered
    const answer = buildAnswer(considered)
    const question = {
      id: `${user}-${count++}`,
      at,
      user,
      deviceId,
      deviceProven: input.device.proven,
      network: null,
      view: 'back-end',
      input: '',
      shadow: null,
      answerHash: null,
    } as const
    asked = buildDecisionRecord(question, answer, policy.revision)
    return {
      plan: readPlan(decision, login),
      grounds: {
        rule: decision.rule?.name ?? 'none',
        reason: decision.reason,
        reach: answer.likely?.reach ?? 'none',
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
      site.tell(decision, earlier, told)
      earlier.push(outcome)
    }
    tokens.set(login.deviceId, login.at)
    asked = null
  }

  for (const { record } of life.atStart) memory.addCredential(record)
  return { choose, learn, addCredential: ({ record }) => memory.addCredential(record) }
}

type Answered = Pick<Decision, 'action' | 'ceremony' | 'passive' | 'next'>

/** What a page does with a decision. */
export function readPlan({ action, ceremony, passive, next }: Answered, login: SimulatedLogin): Plan {
  if (ceremony === undefined || (action !== 'passkey' && action !== 'cross-device'))
    return { way: 'fallback', allowed: everything, showsCode: false, passive, thenPhone: false }
  const mode = readMode(ceremony)
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
