import { DecisionRequest, DecisionResponse } from '../../contract/decision.ts'
import { type Policy, watchReadings } from '../../core/index.ts'
import { answerAlways } from '../answer-always.ts'
import { createShadowAnswer } from '../answer-in-shadow.ts'
import { buildDecisionAnswer } from '../build-decision-response.ts'
import { createDecisionId } from '../decision-id.ts'
import { recordQuestion } from '../decision-records.ts'
import { keepDevice } from '../keep-device.ts'
import { recordAssignments, withAssignments } from '../load-assignments.ts'
import { loadKnown } from '../load-known.ts'
import { keyOf } from '../plugins/auth.ts'
import { askForClientHints } from '../plugins/headers.ts'
import { problems } from '../problem-responses.ts'
import {
  askOfDevice,
  buildDecisionInput,
  type Known,
  type Question,
  readQuestion,
  settleProof,
} from '../question.ts'
import { startReplySlot } from '../reply-slot.ts'
import type { App, Services } from '../services.ts'
import { decisionTokenMs } from '../tokens.ts'

export const decisionsPath = '/v1/decisions'

async function answerQuestion(
  services: Services,
  { question, known }: { readonly question: Question; readonly known: Known },
  policy: Policy,
  now: number,
) {
  const { readCell, readings } = watchReadings(services.cells.readAt(now))
  const said = buildDecisionInput(question, known, readCell)
  const input = await withAssignments(services, said, policy, now)
  return { question, input, readings, answer: answerAlways(services, input, policy, now) }
}

/** Asks, answers and records. Never rejects once the question is read. */
async function decideAndRecord(
  services: Services,
  answerInShadow: ReturnType<typeof createShadowAnswer>,
  asked: Question,
  now: number,
): Promise<DecisionResponse> {
  const { store, policies, tokens, metrics, networkOf } = services
  const policy = policies.current()
  const seen = settleProof(asked, await loadKnown(services, asked))
  const told = await answerQuestion(services, seen, policy, now)
  // A page never learns the state of an account, whichever states the rules send away.
  const isStateTold = seen.question.view === 'page' && told.answer.decision.reason === 'user-state'
  const answered = isStateTold
    ? await answerQuestion(services, askOfDevice(seen.question), policy, now)
    : told
  const { question, answer } = answered
  const { decision, platform } = answer

  const decisionId = createDecisionId(now)
  const expiresAt = now + decisionTokenMs
  const network = question.clientIp === null ? null : networkOf(question.clientIp)
  const shadow = answerInShadow(answered.input, now)
  store.recordDecision(recordQuestion(decisionId, answered, policy, network, now, shadow))
  recordAssignments(services, answered.input, answer, policy, now)
  metrics.countDecision(decision.purpose, decision.action, decision.reason)
  const token = tokens.writeDecisionToken({
    decisionId,
    purpose: decision.purpose,
    os: platform.os,
    browser: platform.browser,
    user: question.claimed,
    deviceId: question.deviceId,
    issuedAt: now,
    expiresAt,
  })
  return {
    decisionId,
    token,
    ...buildDecisionAnswer(decision, question.view),
    expiresAt: new Date(expiresAt).toISOString(),
  }
}

/** `POST /v1/decisions`: should this login start a passkey ceremony, and which? */
export function registerDecisions(app: App, services: Services): void {
  const answerInShadow = createShadowAnswer(services)
  app.post(
    decisionsPath,
    {
      config: { keys: ['publishable', 'secret'] },
      schema: {
        summary: 'Should this login start a passkey ceremony, and which?',
        tags: ['decisions'],
        body: DecisionRequest,
        response: { 200: DecisionResponse, ...problems(400, 401, 403, 413, 415, 429, 503) },
      },
    },
    async (request, reply) => {
      const key = keyOf(request)
      // Not for back ends: they may know, and they are in a hurry.
      const slot = key.kind === 'publishable' ? startReplySlot() : null
      const now = services.now()
      const { body, kept } = keepDevice(services, request, reply, request.body)
      const question = readQuestion(services, body, key, request, now)
      const response = await decideAndRecord(services, answerInShadow, question, now)
      if (kept !== null) response.device = kept
      askForClientHints(reply)
      await slot?.end()
      return response
    },
  )
}
