import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { DecisionRequest } from '../../src/contract/decision.ts'
import { OutcomeRequest } from '../../src/contract/outcome.ts'
import { AuthenticationOptionsRequest, AuthenticationVerifyRequest } from '../../src/contract/webauthn.ts'
import { root } from '../end-to-end/build-once.ts'

/** What a test reads of a request. */
export interface SeenRequest {
  readonly path: string
  readonly body: SeenBody
  readonly authorization: string | undefined
  readonly cookie: string | undefined
}
/** The fields of all bodies together; the schemas have been checked. */
export interface SeenBody {
  readonly purpose?: string
  readonly user?: { readonly id?: string; readonly state?: string; readonly fallbacks?: readonly string[] }
  readonly device?: { readonly id?: string; readonly token?: string; readonly fresh?: boolean }
  readonly signals?: Readonly<Record<string, unknown>>
  readonly context?: unknown
  readonly start?: string
  readonly token?: string
  readonly decisionToken?: string
  readonly result?: string
  readonly method?: string
  readonly error?: { readonly name: string }
  readonly elapsedMs?: number
  readonly attempt?: number
  readonly response?: { readonly id: string; readonly response: { readonly clientDataJSON: string } }
}

export interface Answer {
  readonly status?: number
  readonly body?: unknown
  /** It is sent when this resolves. */
  readonly after?: Promise<void>
  /** The connection is cut. */
  readonly cut?: true
}
export type Answerer = (body: SeenBody) => Answer

const paths = {
  decisions: '/v1/decisions',
  outcomes: '/v1/outcomes',
  options: '/v1/webauthn/authentication/options',
  verify: '/v1/webauthn/authentication/verify',
} as const
export type Route = keyof typeof paths

const schemas: Record<Route, TSchema> = {
  decisions: DecisionRequest,
  outcomes: OutcomeRequest,
  options: AuthenticationOptionsRequest,
  verify: AuthenticationVerifyRequest,
}

export interface LoginServer {
  readonly origin: string
  readonly seen: (route: Route) => readonly SeenRequest[]
  readonly answer: (route: Route, answerer: Answerer) => void
  /** Answers as at the start. */
  readonly answerAsUsual: () => void
  readonly end: () => Promise<void>
}

const page = (allow: string) => `<!doctype html><html lang="en"><title>login</title>
<form><label>Name <input id="name" autocomplete="username webauthn"></label><label>Password <input id="password" type="password"></label></form>
<button id="go" type="button">Use a passkey</button><p id="status"></p><div id="announcement"></div>
<script type="module">
  import { createKeywise } from '/sdk/keywise.js'
  window.createKeywise = createKeywise
</script>${allow}`

/** A server that speaks the contract as far as the SDK needs it, and refuses what the contract refuses. */
export async function startLoginServer(): Promise<LoginServer> {
  const requests: SeenRequest[] = []
  let answerers: Partial<Record<Route, Answerer>> = {}

  const server = createServer((request, response) => {
    handle(request, response).catch((error) => response.writeHead(599).end(String(error)))
  })

  async function handle(request: IncomingMessage, response: ServerResponse) {
    const path = (request.url ?? '').split('?')[0] ?? ''
    if (path.startsWith('/sdk/')) {
      const file = await readFile(join(root, 'dist/browser', path.slice('/sdk/'.length)))
      return response.writeHead(200, { 'content-type': 'text/javascript' }).end(file)
    }
    const route = (Object.keys(paths) as Route[]).find((name) => paths[name] === path)
    if (route === undefined) {
      const allow = new URL(request.url ?? '', 'http://x').searchParams.get('frame')
      const frame = allow === null ? '' : `<iframe src="${allow}"></iframe>`
      return response.writeHead(200, { 'content-type': 'text/html' }).end(page(frame))
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body: SeenBody = JSON.parse(Buffer.concat(chunks).toString() || 'null')
    const { authorization, cookie } = request.headers
    requests.push({ path, body, authorization, cookie })
    const send = (status: number, answer: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    const problems = [...Value.Errors(schemas[route], body)]
    if (problems.length > 0) return send(400, { code: 'invalid-body', problems })
    if (body.context !== undefined || body.user?.state !== undefined)
      return send(403, { code: 'field-not-allowed' })
    const { status = 200, body: answer, after, cut } = (answerers[route] ?? usual[route])(body)
    await after
    if (cut) return response.destroy()
    return send(status, answer)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    seen: (route) => requests.filter(({ path }) => path === paths[route]),
    answer(route, answerer) {
      answerers = { ...answerers, [route]: answerer }
    },
    answerAsUsual() {
      answerers = {}
    },
    end: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

let count = 0
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()

export const localCeremony = {
  mediation: 'required',
  hints: ['client-device'],
  allowCredentials: [],
  userVerification: 'required',
  timeoutMs: 300_000,
  announce: false,
  maxAttempts: 2,
}

/** A decision to start a modal ceremony here, changed as a test wants. */
export const decision = (changes: Record<string, unknown> = {}): Answer => ({
  body: {
    decisionId: `d-${++count}`,
    token: `v1.${count}`,
    purpose: 'authentication',
    action: 'passkey',
    ceremony: localCeremony,
    next: [{ on: 'any', action: 'fallback' }],
    fallbacks: ['password'],
    stepUpRequired: false,
    passive: 'none',
    confidence: 'high',
    reason: 'passkey-used-here',
    explanation: '',
    degraded: [],
    expiresAt: inMinutes(10),
    ...changes,
  },
})

export const fallbackDecision = (changes: Record<string, unknown> = {}) =>
  decision({ action: 'fallback', ceremony: undefined, passive: 'button', reason: 'no-passkey', ...changes })

export const options = (
  changes: Record<string, unknown> = {},
  publicKey: Record<string, unknown> = {},
): Answer => ({
  body: {
    publicKey: {
      challenge: Buffer.from(`challenge-${++count}-${'x'.repeat(20)}`).toString('base64url'),
      rpId: 'localhost',
      timeout: 300_000,
      allowCredentials: [],
      userVerification: 'required',
      hints: [],
      ...publicKey,
    },
    mediation: 'required',
    expiresAt: inMinutes(5),
    ...changes,
  },
})

const usual: Record<Route, Answerer> = {
  decisions: () => decision(),
  outcomes: () => ({ status: 202, body: { accepted: true, evidence: 'observed', classified: 'cancelled' } }),
  options: ({ start }) => options(start === 'conditional' ? { mediation: 'conditional' } : {}),
  verify: () => ({ body: { verified: true, ticket: `ticket-${++count}` } }),
}
