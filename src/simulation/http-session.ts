import type { DecisionResponse } from '../contract/decision.ts'
import type { OutcomeResponse } from '../contract/outcome.ts'
import { type OutcomeRecord, type Policy, type ReadCell, readMode } from '../core/index.ts'
import type { Ending } from './behaviour.ts'
import { listOutcomes, readPlan } from './engine-policy.ts'
import type { SimulatedCredential, SimulatedLife, SimulatedLogin } from './life.ts'
import type { Plan } from './plan.ts'

/** A running service, and its clock: the year passes as fast as it answers. */
export interface Connection {
  readonly url: string
  readonly secretKey: string
  readonly setClock: (now: number) => void
  /** What the service has learnt of platforms, which its decisions go by. */
  readonly readCellAt: (now: number) => ReadCell
}

export interface HttpChoice {
  readonly plan: Plan
  readonly response: DecisionResponse
}

/** What a back end that integrates Keywise does for one of its users. */
export interface HttpSession {
  readonly choose: (login: SimulatedLogin) => Promise<HttpChoice>
  readonly learn: (login: SimulatedLogin, ending: Ending) => Promise<void>
  readonly addCredential: (credential: SimulatedCredential) => Promise<void>
}

/** The engine as a service: every decision, outcome and passkey goes over the wire. */
export function startHttpSession(
  connection: Connection,
  life: SimulatedLife,
  knowledge: Policy['knowledge'],
): HttpSession {
  const { setClock } = connection
  const tokens = new Map<string, string>()
  let answered: DecisionResponse | null = null

  return {
    async choose(login) {
      setClock(login.at)
      const token = tokens.get(login.deviceId)
      const response = await send<DecisionResponse>(connection, 'POST', '/v1/decisions', {
        user: { id: life.user },
        device: token === undefined ? { id: login.deviceId } : { id: login.deviceId, token },
        signals: login.client.signals,
      })
      answered = response
      const { action, ceremony, passive, next } = response
      return {
        response,
        plan: readPlan({ action, passive, next, ...(ceremony === undefined ? {} : { ceremony }) }, login),
      }
    },
    async learn(login, ending) {
      if (answered === null) return
      const { decisionId, token, ceremony } = answered
      const decision = { id: decisionId, user: life.user, mode: readMode(ceremony) }
      for (const outcome of listOutcomes(decision, login, life, ending, knowledge)) {
        setClock(outcome.at)
        const { deviceToken } = await send<OutcomeResponse>(
          connection,
          'POST',
          '/v1/outcomes',
          buildReport(outcome, token),
        )
        if (deviceToken !== undefined) tokens.set(login.deviceId, deviceToken)
      }
    },
    async addCredential({ record, client }) {
      const {
        id,
        aaguid,
        transports,
        backupEligible,
        backupState,
        authenticatorAttachment,
        createdAt,
        madeOn,
      } = record
      const at = createdAt ?? 0
      setClock(at)
      await send(connection, 'PUT', `/v1/users/${life.user}/credentials/${id}`, {
        transports,
        createdAt: new Date(at).toISOString(),
        ...(aaguid === null ? {} : { aaguid }),
        ...(backupEligible === 'unknown' ? {} : { backupEligible }),
        ...(backupState === 'unknown' ? {} : { backupState }),
        ...(authenticatorAttachment === 'unknown' ? {} : { authenticatorAttachment }),
        ...(madeOn?.deviceId == null ? {} : { device: { id: madeOn.deviceId } }),
        ...(madeOn === null ? {} : { signals: client.signals }),
      })
    },
  }
}

const buildReport = (outcome: OutcomeRecord, token: string) => ({
  token,
  result: outcome.result,
  method: outcome.method,
  attempt: outcome.attempt,
  ...(outcome.credentialId === null ? {} : { credentialId: outcome.credentialId }),
  ...(outcome.authenticatorAttachment === null
    ? {}
    : { authenticatorAttachment: outcome.authenticatorAttachment }),
  ...(outcome.result === 'failure' ? { error: { name: 'NotAllowedError' } } : {}),
  ...(outcome.elapsedMs === null ? {} : { elapsedMs: outcome.elapsedMs }),
})

async function send<T>(
  { url, secretKey }: Connection,
  method: string,
  path: string,
  body: unknown,
): Promise<T> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path} was answered with ${response.status}: ${text}`)
  return JSON.parse(text)
}
