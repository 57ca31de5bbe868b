import type { CredentialId } from '../../contract/ids.ts'
import { OutcomeRequest, OutcomeResponse } from '../../contract/outcome.ts'
import {
  classifyOutcome,
  type DecisionRecord,
  emptyHistory,
  isEvidence,
  nameError,
  type OutcomeRecord,
  type UserHistory,
  type UserPseudonym,
} from '../../core/index.ts'
import { maxUnprovenOutcomes } from '../../store/save-outcome.ts'
import type { AccessKey } from '../access-keys.ts'
import { askStore, readIfPossible } from '../ask-store.ts'
import { refuseToken, reportMs } from '../decision-tokens.ts'
import { isRevoked } from '../device-proof.ts'
import { keyOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import { reduceOutcome, withStandingProof } from '../reduce-outcome.ts'
import type { App, Services } from '../services.ts'

export const outcomesPath = '/v1/outcomes'

function checkPageMaySay({ user, decisionId }: OutcomeRequest): void {
  const pointers = [
    user === undefined ? null : '/user',
    decisionId === undefined ? null : '/decisionId',
  ].filter((pointer) => pointer !== null)
  if (pointers.length === 0) return
  throw new ProblemError(403, 'field-not-allowed', {
    detail: 'a publishable key may not say this',
    errors: pointers.map((pointer) => ({ pointer, detail: 'needs a secret key' })),
  })
}

/**
 * The decision an outcome is about. A token alone brings none back: its record may have gone because the user was
 * erased, and nothing of that user may return. @throws ProblemError 400, 401, 404, 410, 503
 */
async function loadSubject(
  { tokens, store }: Services,
  { token, decisionId }: OutcomeRequest,
  now: number,
): Promise<DecisionRecord> {
  const reading = token === undefined ? null : tokens.readDecisionToken(token, now)
  if (reading !== null && reading.kind !== 'valid') throw refuseToken(reading.kind, '/token')
  const id = reading?.token.decisionId ?? decisionId
  if (id === undefined || (decisionId !== undefined && decisionId !== id)) {
    const detail = 'send the token of the decision, or its id with a secret key'
    throw new ProblemError(400, 'invalid-request', { detail, errors: [{ pointer: '/token', detail }] })
  }
  const decision = await askStore(store.loadDecision(id))
  if (decision === null)
    throw new ProblemError(404, 'decision-unknown', { detail: 'no decision of this id is kept' })
  if (reading === null && now - decision.at >= reportMs)
    throw new ProblemError(410, 'token-expired', { detail: 'this decision is more than 24 hours old' })
  return decision
}

function readUser(
  { pseudonymOf }: Services,
  body: OutcomeRequest,
  decision: DecisionRecord,
): UserPseudonym | null {
  if (body.user === undefined) return decision.user
  const user = pseudonymOf(body.user.id)
  if (decision.user === null || decision.user === user) return user
  const detail = 'the decision was about another user'
  throw new ProblemError(409, 'user-mismatch', { detail, errors: [{ pointer: '/user/id', detail }] })
}

const classify = ({ policies }: Services, body: OutcomeRequest, decision: DecisionRecord) =>
  classifyOutcome(
    {
      result: body.result,
      method: body.method,
      errorName: body.error?.name ?? null,
      operation: decision.purpose === 'registration' ? 'registration' : 'authentication',
      mode: decision.mode,
      elapsedMs: body.elapsedMs ?? null,
      client: decision,
    },
    policies.current().knowledge,
  )

function buildOutcome(
  services: Services,
  body: OutcomeRequest,
  decision: DecisionRecord,
  key: AccessKey,
  now: number,
): OutcomeRecord {
  const { classified, evidence, weight } = classify(services, body, decision)
  return {
    decisionId: decision.id,
    method: body.method,
    attempt: body.attempt ?? 1,
    result: body.result,
    classified,
    errorName:
      body.error === undefined ? null : nameError(body.error.name, services.policies.current().knowledge),
    evidence,
    weight,
    proven: key.kind === 'secret',
    credentialId: (body.credentialId as CredentialId | undefined) ?? null,
    authenticatorAttachment: body.authenticatorAttachment ?? null,
    elapsedMs: body.elapsedMs === undefined ? null : Math.round(body.elapsedMs),
    user: readUser(services, body, decision),
    at: now,
  }
}

/** Only fills gaps in what is reported: a history that cannot be read (null) must not stand in the way of a write. */
const loadHistoryOf = async (user: UserPseudonym | null, services: Services): Promise<UserHistory | null> =>
  user === null
    ? emptyHistory
    : readIfPossible(services, services.store.loadHistory(user), 'a history could not be read')

/** Every refusal is counted: a flood of forgeries is seen, although it moves nothing. */
async function countRefusals<T>({ metrics }: Pick<Services, 'metrics'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProblemError && error.status < 500) metrics.countRefusedOutcome(error.code)
    throw error
  }
}

/** `POST /v1/outcomes`: what became of a decision. Answered when the write is durable. */
export function registerOutcomes(app: App, services: Services): void {
  const { store, tokens, metrics } = services
  app.post(
    outcomesPath,
    {
      config: { keys: ['publishable', 'secret'] },
      schema: {
        summary: 'What became of a decision',
        tags: ['outcomes'],
        body: OutcomeRequest,
        response: {
          202: OutcomeResponse,
          ...problems(400, 401, 403, 404, 409, 410, 413, 415, 429, 503),
        },
      },
    },
    async (request, reply) =>
      reply.code(202).send(await countRefusals(services, () => take(request.body, keyOf(request)))),
  )

  async function take(body: OutcomeRequest, key: AccessKey): Promise<OutcomeResponse> {
    if (key.kind === 'publishable') checkPageMaySay(body)
    const now = services.now()
    const decision = await loadSubject(services, body, now)
    const outcome = buildOutcome(services, body, decision, key, now)
    const history = await loadHistoryOf(outcome.user, services)
    const saved = await askStore(store.saveOutcome(outcome, reduceOutcome(services, history)))
    if (saved.kind === 'altered')
      throw new ProblemError(409, 'outcome-altered', {
        detail: 'this attempt was reported before, differently',
      })
    if (saved.kind === 'unknown-decision') throw new ProblemError(404, 'decision-unknown')
    if (saved.kind === 'too-many')
      throw new ProblemError(409, 'too-many-outcomes', {
        detail: `of one decision, ${maxUnprovenOutcomes} attempts that nobody has proven are taken`,
      })

    const provenSuccess = outcome.proven && outcome.result === 'success'
    const evidence = isEvidence(withStandingProof(saved.decision, history), saved.earlier, outcome)
    if (saved.kind === 'accepted')
      metrics.countOutcome(outcome.result, saved.classified, evidence ? 'proven' : 'observed')
    const { user } = outcome
    const { deviceId, at } = decision
    // Dated by the decision, so that a repeat is answered with the very same token.
    const isStale = history !== null && isRevoked(history, at)
    const deviceToken =
      provenSuccess && user !== null && deviceId !== null && !isStale
        ? tokens.writeDeviceToken({ user, deviceId, issuedAt: at })
        : undefined
    return {
      accepted: true,
      evidence: evidence ? 'proven' : 'observed',
      classified: saved.classified,
      ...(deviceToken === undefined ? {} : { deviceToken }),
    }
  }
}
