import type { IncomingHttpHeaders } from 'node:http'
import type { DecisionRequest } from '../contract/decision.ts'
import type { DeviceId } from '../contract/ids.ts'
import type { AnswerView, Purpose } from '../contract/words.ts'
import {
  type DecisionInput,
  type DecisionUser,
  emptyHistory,
  type RawSignals,
  type ReadCell,
  type UserHistory,
  type UserPseudonym,
} from '../core/index.ts'
import type { AccessKey } from './access-keys.ts'
import { stillProves } from './device-proof.ts'
import { ProblemError } from './problem-error.ts'
import type { Services } from './services.ts'
import type { DeviceToken } from './tokens.ts'

/** How much an answer may depend on the account, and how much of it is told. */
export type View = AnswerView

/** A decision request, read: who asks about whom, before the history is known. */
export interface Question {
  readonly view: View
  readonly purpose: Purpose
  readonly signals: RawSignals
  /** Whose history may be looked at. */
  readonly known: UserPseudonym | null
  /** Who the request is about, to file its outcome; told to nobody. */
  readonly claimed: UserPseudonym | null
  readonly user: NonNullable<DecisionRequest['user']> | null
  readonly deviceId: DeviceId | null
  readonly deviceProven: boolean
  /** The device token this rests on, until the history has had its say (`settleProof`); null: none. */
  readonly proof: DeviceToken | null
  /** The device id came with the token and with nothing else. */
  readonly isDeviceFromToken: boolean
  readonly context: DecisionInput['context']
  /** Where the client is; a back end's own address is not; null: not told. */
  readonly clientIp: string | null
}

/** Where a request came from. */
export interface Origin {
  readonly headers: IncomingHttpHeaders
  readonly ip: string
}

const mostHeaderCharacters = 2048

/** Only the back end may say these: a page that could would choose its own rules. */
function checkPageMaySay({ user, context }: DecisionRequest): void {
  const pointers = [
    user?.state === undefined ? null : '/user/state',
    user?.attributes === undefined ? null : '/user/attributes',
    context === undefined ? null : '/context',
  ].filter((pointer) => pointer !== null)
  if (pointers.length === 0) return
  throw new ProblemError(403, 'field-not-allowed', {
    detail: 'a publishable key may not say this; ask from your back end with a secret key',
    errors: pointers.map((pointer) => ({ pointer, detail: 'needs a secret key' })),
  })
}

/**
 * What the body says, and the client hints of the request's own headers: a page posts `navigator.userAgent` and leaves
 * the hints to the browser. Only where the body names another browser than the one that sends it do the headers speak
 * of somebody else; HTTP clients of back ends are no browsers and send no hints of their own.
 */
function readRawSignals(signals: DecisionRequest['signals'], headers: IncomingHttpHeaders): RawSignals {
  const own = (headers['user-agent'] ?? '').slice(0, mostHeaderCharacters)
  const named = signals?.userAgent
  if (signals !== undefined && named !== undefined && named !== own && own.startsWith('Mozilla/'))
    return signals
  const picked: Record<string, string | readonly string[] | undefined> = {}
  let hasHints = false
  for (const name in headers)
    if (name.startsWith('sec-ch-ua')) {
      const value = headers[name]
      picked[name] = typeof value === 'string' ? value.slice(0, mostHeaderCharacters) : value
      hasHints = true
    }
  if (signals !== undefined && named !== undefined && !hasHints) return signals
  return { ...signals, userAgent: named ?? own, headers: picked }
}

/** Reads what is asked and settles what the caller may know. @throws ProblemError 403 */
export function readQuestion(
  { pseudonymOf, tokens }: Pick<Services, 'pseudonymOf' | 'tokens'>,
  body: DecisionRequest,
  key: AccessKey,
  { headers, ip }: Origin,
  now: number,
  /** Whom an earlier decision was about, where the body does not name anybody. */
  askedBefore: UserPseudonym | null = null,
): Question {
  const publishable = key.kind === 'publishable'
  if (publishable) checkPageMaySay(body)

  const { user, device, context } = body
  const claimed = user?.id === undefined ? askedBefore : pseudonymOf(user.id)
  const reading = device?.token === undefined ? null : tokens.readDeviceToken(device.token, now)
  const proof = reading?.kind === 'valid' ? reading.token : null
  const sameDevice = device?.id === undefined || device.id === proof?.deviceId
  const deviceProven = proof !== null && claimed !== null && proof.user === claimed && sameDevice
  const said = (device?.id as DeviceId | undefined) ?? null

  return {
    view: publishable ? (deviceProven ? 'page' : 'device') : 'back-end',
    purpose: body.purpose ?? 'authentication',
    signals: readRawSignals(body.signals, headers),
    known: publishable && !deviceProven ? null : claimed,
    claimed,
    user: user ?? (askedBefore === null ? null : {}),
    deviceId: said ?? (deviceProven ? proof.deviceId : null),
    deviceProven,
    proof: deviceProven ? proof : null,
    isDeviceFromToken: deviceProven && said === null,
    context: context?.ip === undefined ? { ...context, ip } : context,
    clientIp: context?.ip ?? (publishable ? ip : null),
  }
}

/** What the store knows, as far as the caller may know it. */
export interface Known {
  readonly history: UserHistory | 'unavailable'
  readonly deviceUsers: number
  /** What is remembered of the user's floor where the history, which would tell it, cannot be read. */
  readonly isFloorResistant?: boolean
}

interface Settled {
  readonly question: Question
  readonly known: Known
}

/**
 * Lets the history say whether a device token still proves anything. One that does not is as good as none. Where the
 * history cannot be read it may have been revoked, so that it proves nothing for now: a page gets the answer of the device
 * alone, labelled, in which only a floor that is remembered stays.
 *
 * A page that has proven an earlier login is told of the account, but never that the account is locked or blocked:
 * it gets the answer of the device alone, as for anybody.
 */
export function settleProof(question: Question, known: Known): Settled {
  const { proof, view } = question
  if (proof === null) return { question, known }
  const { history } = known
  if (history === 'unavailable')
    return { question: withoutProof(question), known: view === 'page' ? { ...known, deviceUsers: 0 } : known }
  if (!stillProves(proof, history)) {
    const settled = withoutProof(question)
    if (view === 'page') return { question: settled, known: nothingKnown }
    return { question: settled, known: settled.deviceId === null ? { ...known, deviceUsers: 0 } : known }
  }
  const { state } = history
  if (view !== 'page' || (state !== 'locked' && state !== 'blocked')) return { question, known }
  return askOfDevice(question)
}

/** The same question about the device alone, as it is put for anybody. */
export const askOfDevice = (question: Question): Settled => ({
  question: { ...question, view: 'device', known: null },
  known: nothingKnown,
})

function withoutProof(question: Question): Question {
  const isPage = question.view === 'page'
  return {
    ...question,
    view: isPage ? 'device' : question.view,
    known: isPage ? null : question.known,
    deviceId: question.isDeviceFromToken ? null : question.deviceId,
    deviceProven: false,
    proof: null,
  }
}

/** What there is to know of nobody. */
export const nothingKnown: Known = { history: emptyHistory, deviceUsers: 0 }

function readUser({ user, known }: Question, isFloorResistant: boolean): DecisionUser | null {
  if (user === null) return null
  const { id: _id, ...said } = user
  if (known === null && !isFloorResistant && Object.keys(said).length === 0) return null
  return isFloorResistant
    ? { ...said, pseudonym: known, assuranceFloor: 'phishing-resistant' }
    : { ...said, pseudonym: known }
}

/**
 * The question as the core takes it: what is said; what is stored comes with the history.
 * INVARIANT: `user.pseudonym` is null exactly where nobody is identified.
 */
export function buildDecisionInput(
  question: Question,
  { history, deviceUsers, isFloorResistant = false }: Known,
  readCell: ReadCell,
): DecisionInput {
  return {
    purpose: question.purpose,
    signals: question.signals,
    user: readUser(question, isFloorResistant),
    device: { id: question.deviceId, proven: question.deviceProven, users: deviceUsers },
    context: question.context,
    history,
    readCell,
  }
}
