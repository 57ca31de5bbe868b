import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { AccessKey, KeyKind } from '../access-keys.ts'
import { ProblemError } from '../problem-error.ts'
import type { App, Services } from '../services.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The kinds of key that open a route; a route without this entry is open to everyone. */
    keys?: readonly KeyKind[]
  }
  interface FastifyRequest {
    /** Who is calling; null on open routes. */
    accessKey: AccessKey | null
  }
}

/** Publishable keys stand in pages, so their use is bounded: per key and address, in one minute. */
const publishableLimit = { max: 600, timeWindow: 60_000 }

/** Finds out who is calling, before a body is read; a route names the kinds of key that open it. */
export async function registerAuth(
  app: App,
  { keys, origins }: Services,
  limit = publishableLimit,
): Promise<void> {
  await app.register(rateLimit, { global: false })
  app.decorateRequest('accessKey', null)
  const countUse = app.createRateLimit({
    ...limit,
    keyGenerator: (request: FastifyRequest) => `${request.accessKey?.id} ${request.ip}`,
  })

  const limitUse = async (request: FastifyRequest): Promise<void> => {
    const use = await countUse(request)
    if (!use.isAllowed && use.isExceeded)
      throw new ProblemError(429, 'too-many-requests', { retryAfterSeconds: use.ttlInSeconds })
  }
  const identify = (request: FastifyRequest, allowed: readonly KeyKind[]): AccessKey => {
    const key = readKey(request, keys)
    if (!allowed.includes(key.kind))
      throw new ProblemError(403, 'key-not-allowed', {
        detail: `this needs a key of another kind: ${allowed.join(' or ')}, not ${key.kind}`,
      })
    if (key.kind === 'publishable') checkOrigin(request, origins)
    return key
  }

  // With a callback: a promise for each request of a back end would be waited for in vain.
  app.addHook('onRequest', (request, _reply, next) => {
    const allowed = request.routeOptions.config.keys
    if (allowed === undefined) return next()
    try {
      request.accessKey = identify(request, allowed)
    } catch (error) {
      return next(error instanceof Error ? error : new Error(String(error)))
    }
    if (request.accessKey.kind !== 'publishable') return next()
    limitUse(request).then(() => next(), next)
  })
}

function readKey(request: FastifyRequest, keys: Services['keys']): AccessKey {
  const header = request.headers.authorization
  const presented = header === undefined ? undefined : /^Bearer +([\w-]{1,256}) *$/i.exec(header)?.[1]
  if (presented === undefined)
    throw new ProblemError(401, 'key-missing', { detail: 'send a key as `Authorization: Bearer ...`' })
  const key = keys.find(presented)
  if (key === null) throw new ProblemError(401, 'key-unknown', { detail: 'this key opens nothing here' })
  return key
}

// Hygiene, not defence: outside browsers anyone can send any origin, or none.
function checkOrigin(request: FastifyRequest, origins: ReadonlySet<string>): void {
  const { origin } = request.headers
  if (origin !== undefined && !origins.has(origin))
    throw new ProblemError(403, 'origin-not-allowed', {
      detail: 'publishable keys work at the origins listed in KEYWISE_ORIGINS only',
    })
}

/** The caller of a route that names its kinds of key. */
export function keyOf(request: FastifyRequest): AccessKey {
  if (request.accessKey === null) throw new Error('INVARIANT: only routes with `keys` ask who is calling')
  return request.accessKey
}
