import type { ClientSignals, DecisionRequest, DecisionResponse } from '../contract/decision.ts'
import type { OutcomeResponse } from '../contract/outcome.ts'
import type { PassiveMode } from '../contract/words.ts'
import { createBrowserStorage } from './create-browser-storage.ts'
import type { DecideRequest, KeywiseCore, KeywiseOptions, SdkDecision } from './keywise.ts'
import { readLifetime } from './read-lifetime.ts'
import { readSignals } from './read-signals.ts'
import { sendSignalMethods } from './send-signal-methods.ts'
import { waitFor } from './wait-for.ts'

/** From here on a person has turned to the form, as likely as not. */
export const softLimitMs = 800
/** From here on the page does what is always safe. */
export const hardLimitMs = 2_000
const decisionMs = 600_000

/** What the ceremonies need of the core, besides what pages may call. */
export interface CoreParts {
  readonly core: KeywiseCore
  /** Who asks and from where, for a request about a user. The signals are those read last. */
  readonly context: (userId?: string) => {
    readonly device: { readonly id?: string; readonly token?: string } | undefined
    readonly signals: ClientSignals | undefined
  }
  readonly decide: (request?: DecideRequest, context?: DecisionRequest['context']) => Promise<SdkDecision>
  /** Rejects with the problem (RFC 9457) of an answer that is none. */
  readonly post: <T>(path: string, body: unknown, more?: RequestInit) => Promise<T>
  /** What may wait in this browser without anything popping up. */
  readonly passiveHere: () => PassiveMode
}

export function createCore({
  key,
  endpoint = location.origin,
  consent = () => true,
  askDecision,
}: KeywiseOptions): CoreParts {
  const { mayKeep, device, adopt, ...kept } = createBrowserStorage(consent)
  let lastSignals: ClientSignals | undefined

  const post: CoreParts['post'] = async (path, body, more) => {
    const response = await fetch(endpoint + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      credentials: mayKeep() ? 'include' : 'omit',
      body: JSON.stringify(body),
      ...more,
    })
    const answer = await response.json()
    adopt(answer.device?.id)
    return response.ok ? answer : Promise.reject(answer)
  }
  const ask =
    askDecision ??
    ((request: DecisionRequest, signal: AbortSignal) =>
      post<DecisionResponse>('/v1/decisions', request, { signal }))
  const passiveHere = (): PassiveMode => {
    if (!globalThis.PublicKeyCredential) return 'none'
    return lastSignals?.conditionalMediation ? 'conditional' : 'button'
  }

  const decide: CoreParts['decide'] = async ({ purpose = 'authentication', user } = {}, context) => {
    const asked = performance.now()
    const answer = await waitFor(hardLimitMs, async (signal) => {
      const signals = await core.readSignals()
      const { id, fallbacks, assuranceFloor } = user ?? {}
      const request = {
        purpose,
        user: user && { id, fallbacks, assuranceFloor },
        device: device(id),
        signals,
        context,
      }
      return ask(request as DecisionRequest, signal)
    })
    if (answer?.token)
      return {
        ...answer,
        source: 'server',
        late: performance.now() - asked > softLimitMs,
        freshUntil: Date.now() + readLifetime(answer.expiresAt, decisionMs),
        attempts: {},
      }
    // Faults open no phishable way to somebody who has none.
    const stepUpRequired = user?.assuranceFloor === 'phishing-resistant'
    return {
      source: 'safe-default',
      purpose,
      action: purpose === 'registration' ? 'skip' : 'fallback',
      next: [{ on: 'any', action: 'fallback' }],
      fallbacks: stepUpRequired ? [] : [...(user?.fallbacks ?? [])],
      stepUpRequired,
      passive: passiveHere(),
      reason: 'no-answer',
    }
  }

  const core: KeywiseCore = {
    async readSignals() {
      lastSignals = await readSignals()
      return lastSignals
    },
    decide,
    async report({ token }, outcome) {
      if (!token) return null
      // `sendBeacon` cannot carry a key; a `fetch` that is kept alive can.
      return post<OutcomeResponse>('/v1/outcomes', { token, ...outcome }, { keepalive: true }).catch(
        () => null,
      )
    },
    sendSignalMethods,
    ...kept,
  }
  return {
    core,
    context: (userId) => ({ device: device(userId) as { id?: string }, signals: lastSignals }),
    decide,
    post,
    passiveHere,
  }
}
