/** The load, in a process of its own: told by its parent what to send and where, it tells what came back. */
import autocannon from 'autocannon'
import type { DecisionRequest, DecisionResponse } from '../../src/contract/decision.ts'
import type { OutcomeRequest } from '../../src/contract/outcome.ts'
import type { Asked, Drawn, Fired, Target } from './client-messages.ts'
import { fireSteadily } from './fire-steadily.ts'
import { measureLatencies } from './measure-latencies.ts'
import { drawRequests, loadPopulation } from './population.ts'

const connections = 50
/** Reports come from many front ends at once, and each waits for a disk. */
const reporters = 200
const decisionsPath = '/v1/decisions'

const population = await loadPopulation()
let requests: readonly DecisionRequest[] = []
let bodies: readonly Buffer[] = []

interface Volley {
  readonly target: Target
  readonly path: string
  readonly bodies: readonly Buffer[]
  readonly connections: number
  /** null: each body once. */
  readonly seconds: number | null
  readonly onAnswer?: (number: number, body: string) => void
}

/** Each connection sends its own share of the bodies, again and again, the next when the last is answered. */
async function fire({ target, path, bodies, connections, seconds, onAnswer }: Volley): Promise<Fired> {
  const measured = measureLatencies()
  let hand = 0
  const options: autocannon.Options = {
    url: target.url + path,
    method: 'POST',
    headers: headersOf(target),
    connections,
    ...(seconds === null ? { amount: bodies.length, duration: 600 } : { duration: seconds }),
    setupClient: (client) => {
      const own = hand++
      client.setRequests(
        bodies.flatMap((body, number) => {
          if (number % connections !== own) return []
          if (onAnswer === undefined) return [{ body }]
          return [{ body, onResponse: (_status: number, text: string) => onAnswer(number, text) }]
        }),
      )
    },
  }
  const { errors, mismatches } = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error, result) => (error ? reject(error) : resolve(result)))
    instance.on('response', (_client, status, _bytes, milliseconds) => measured.add(status, milliseconds))
  })
  return measured.sum(errors + mismatches)
}

const headersOf = ({ key }: Target) => ({
  authorization: `Bearer ${key}`,
  'content-type': 'application/json',
})

async function fireOutcomes(target: Target, count: number): Promise<Fired> {
  const asked = requests.slice(0, count)
  const outcomes: Buffer[] = []
  await fire({
    target,
    path: decisionsPath,
    bodies: bodies.slice(0, count),
    connections,
    seconds: null,
    onAnswer(number, text) {
      const decision: DecisionResponse = JSON.parse(text)
      const credentialId = decision.ceremony?.allowCredentials[0]?.id
      const outcome: OutcomeRequest = {
        token: decision.token,
        result: 'success',
        ...(credentialId === undefined
          ? { method: 'password' }
          : { method: 'passkey', credentialId, authenticatorAttachment: 'platform' }),
        elapsedMs: 1500 + (number % 4000),
        user: { id: asked[number]?.user?.id ?? '' },
      }
      outcomes.push(Buffer.from(JSON.stringify(outcome)))
    },
  })
  return fire({ target, path: '/v1/outcomes', bodies: outcomes, connections: reporters, seconds: null })
}

function drawBodies(wanted: Extract<Asked, { kind: 'draw' }>): Drawn {
  requests = drawRequests(population, wanted)
  bodies = requests.map((request) => Buffer.from(JSON.stringify(request)))
  const sizes = bodies.map(({ length }) => length).sort((a, b) => a - b)
  return {
    users: new Set(requests.map(({ user }) => user?.id)).size,
    userAgents: new Set(requests.map(({ signals }) => signals?.userAgent)).size,
    medianBytes: sizes[sizes.length >> 1] ?? 0,
  }
}

function fireAtRate({ target, seconds, perSecond }: Extract<Asked, { kind: 'steady' }>): Promise<Fired> {
  const url = new URL(target.url)
  const headers = Object.entries(headersOf(target)).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `POST ${decisionsPath} HTTP/1.1\r\nhost: ${url.host}\r\n${headers.join('')}content-length: `
  const whole = bodies.map((body) => Buffer.concat([Buffer.from(`${head}${body.length}\r\n\r\n`), body]))
  return fireSteadily(url, whole, perSecond, seconds)
}

async function answer(asked: Asked): Promise<Drawn | Fired> {
  switch (asked.kind) {
    case 'draw':
      return drawBodies(asked)
    case 'warm-up':
      return fire({
        target: asked.target,
        path: decisionsPath,
        bodies: bodies.slice(0, asked.count),
        connections,
        seconds: null,
      })
    case 'decisions':
      return fire({ ...asked, path: decisionsPath, bodies, connections })
    case 'steady':
      return fireAtRate(asked)
    case 'outcomes':
      return fireOutcomes(asked.target, asked.count)
  }
}

process.on('message', (asked: Asked) => {
  answer(asked).then(
    (answered) => process.send?.({ answered }),
    (error) => process.send?.({ failed: String(error?.stack ?? error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.({ answered: 'ready' })
