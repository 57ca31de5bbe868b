import type { FastifyRequest } from 'fastify'
import type { ClientSignals, DecisionRequest } from '../../contract/decision.ts'
import type { Purpose } from '../../contract/words.ts'
import {
  type DecisionInput,
  type DecisionRecord,
  type RecordedInput,
  readRecordedInput,
} from '../../core/index.ts'
import { readIfPossible } from '../ask-store.ts'
import { refuseToken, reportMs } from '../decision-tokens.ts'
import { withAssignments } from '../load-assignments.ts'
import { loadKnown } from '../load-known.ts'
import { keyOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem-error.ts'
import { buildDecisionInput, type Question, readQuestion, settleProof } from '../question.ts'
import type { Services } from '../services.ts'
import type { DecisionToken } from '../tokens.ts'
import { identifyClient } from './identify-client.ts'

/** What the bodies of both options routes say of who asks, for whom, from where. */
export interface CeremonyBody {
  readonly user?: { readonly id: string } | undefined
  readonly device?: DecisionRequest['device'] | undefined
  readonly signals?: ClientSignals | undefined
  readonly decisionToken?: string | undefined
}

/** A ceremony about to be composed: the same question a decision answers. */
export interface CeremonyQuestion {
  readonly question: Question
  readonly input: DecisionInput
  /** The client, where the page told; the headers of a back end say nothing about it. */
  readonly client: ReturnType<typeof identifyClient> | null
  /** The decision that led here, as it was recorded. */
  readonly decision: DecisionRecord | null
  /** Its token is still good, so that the decision was just taken. */
  readonly isFresh: boolean
}

/**
 * Reads the token of the decision that led here. One that is over is still one of ours: a page may have been open all
 * day, with the suggestions armed. @throws ProblemError 400, 401
 */
export function readDecisionToken(
  { tokens }: Pick<Services, 'tokens'>,
  text: string | undefined,
  now: number,
): DecisionToken | null {
  if (text === undefined) return null
  const reading = tokens.readDecisionToken(text, now)
  if (reading.kind === 'valid' || reading.kind === 'expired') return reading.token
  throw refuseToken(reading.kind, '/decisionToken')
}

/** The recorded decision behind a token; null where there is none (any more). Never rejects because of state. */
export async function loadTokenDecision(
  services: Pick<Services, 'store' | 'log'>,
  token: DecisionToken | null,
  now: number,
): Promise<DecisionRecord | null> {
  if (token === null || now - token.issuedAt >= reportMs) return null
  return readIfPossible(
    services,
    services.store.loadDecision(token.decisionId),
    'a decision could not be read',
  )
}

/**
 * Asks again what the decision asked, with what the page adds now.
 * @param purposes what this ceremony can be for, the usual one first; the decision says which
 * @throws ProblemError 400, 401, 403, 409
 */
export async function loadCeremonyQuestion(
  services: Services,
  request: FastifyRequest,
  body: CeremonyBody,
  purposes: readonly [Purpose, ...Purpose[]],
): Promise<CeremonyQuestion> {
  const now = services.now()
  const token = readDecisionToken(services, body.decisionToken, now)
  checkPurpose(token, purposes)
  const recorded = await loadTokenDecision(services, token, now)
  const before = recorded === null ? null : readRecordedInput(recorded.input)
  const asked = buildRequest(body, before, token?.purpose ?? purposes[0])
  const read = readQuestion(services, asked, keyOf(request), request, now, token?.user ?? null)
  const said = before === null ? read : repeatWhatWasSaid(read, before)
  if (token !== null && token.user !== null && said.claimed !== null && token.user !== said.claimed) {
    const detail = 'the decision was about another user'
    throw new ProblemError(409, 'user-mismatch', { detail, errors: [{ pointer: '/user/id', detail }] })
  }
  const { question, known } = settleProof(said, await loadKnown(services, said))
  const client = asked.signals === undefined ? null : identifyClient(asked.signals)
  return {
    question,
    input: await withAssignments(
      services,
      buildDecisionInput(question, known, services.cells.readAt(now)),
      services.policies.current(),
      now,
    ),
    client,
    decision: recorded,
    isFresh: token !== null && now < token.expiresAt,
  }
}

/**
 * The page has the options of its ceremony: so much is known of those who never tell how it ended. Written later; an
 * answer neither waits for it nor fails with it.
 */
export function recordStart({ store, now }: Pick<Services, 'store' | 'now'>, { decision }: CeremonyQuestion) {
  if (decision !== null && decision.startedAt === null) store.recordStart(decision.id, now())
}

function checkPurpose(token: DecisionToken | null, purposes: readonly Purpose[]): void {
  if (token === null || purposes.includes(token.purpose)) return
  const detail = `the decision was about ${token.purpose}, not ${purposes.join(' or ')}`
  throw new ProblemError(409, 'purpose-mismatch', { detail, errors: [{ pointer: '/decisionToken', detail }] })
}

function buildRequest(
  { user, device, signals }: CeremonyBody,
  before: RecordedInput | null,
  purpose: Purpose,
): DecisionRequest {
  const deviceId = device?.id ?? before?.device.id ?? undefined
  return {
    purpose,
    ...(user === undefined ? {} : { user: { id: user.id } }),
    ...(device === undefined && deviceId === undefined
      ? {}
      : { device: { ...device, ...(deviceId === undefined ? {} : { id: deviceId }) } }),
    ...(signals === undefined ? readRecordedSignals(before) : { signals }),
  }
}

/**
 * What was said of the user and the login when it was decided counts again, or the ceremony would not be the decided one.
 * To a page that has proven nothing the answer is still about the device alone: there only a raised floor stays raised.
 */
function repeatWhatWasSaid(question: Question, before: RecordedInput): Question {
  if (question.user === null || before.user === null) return question
  const { pseudonym: _pseudonym, ...said } = before.user
  if (question.view === 'device') {
    const { assuranceFloor } = said
    return assuranceFloor === undefined
      ? question
      : { ...question, user: { ...question.user, assuranceFloor } }
  }
  return {
    ...question,
    user: { ...said, ...question.user } as NonNullable<Question['user']>,
    context: { ...question.context, ...before.context },
  }
}

/** Signals as a page sends them: those of headers were read then, and are read again now. */
function readRecordedSignals(before: RecordedInput | null): { signals?: ClientSignals } {
  if (before === null) return {}
  const { headers: _headers, ...signals } = before.signals
  return { signals: signals as ClientSignals }
}
