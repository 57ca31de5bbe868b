import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { ProblemCode } from '../../contract/problem.ts'
import { buildProblem, ProblemError, type ProblemOptions } from '../problem-error.ts'
import { readValidation } from '../read-validation.ts'
import type { App, Services } from '../services.ts'

/** What Fastify itself finds, in our words. The messages of its parser may repeat what was sent, so they are dropped. */
const fastifyErrors: Readonly<Record<string, readonly [number, ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [413, 'body-too-large', 'the body is larger than this route takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [415, 'unsupported-media-type', 'send JSON as `application/json`'],
  FST_ERR_CTP_EMPTY_JSON_BODY: [400, 'malformed-json', 'the body is empty'],
  FST_ERR_CTP_INVALID_JSON_BODY: [400, 'malformed-json', 'the body is not valid JSON'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [400, 'invalid-request', 'the body does not have the length announced'],
}

function describeError(error: FastifyError): ProblemError {
  if (error instanceof ProblemError) return error
  if (error.validation !== undefined) {
    const inBody = error.validationContext === 'body'
    const errors = readValidation(error.validation)
    const where = inBody ? 'the body' : `the ${error.validationContext ?? 'request'}`
    return new ProblemError(400, 'invalid-request', { detail: `${where} does not match its schema`, errors })
  }
  const known = fastifyErrors[error.code]
  if (known !== undefined) return new ProblemError(known[0], known[1], { detail: known[2] })
  // A parser that finds `__proto__` and the like rejects with a plain SyntaxError of status 400.
  if (error.statusCode === 400) return new ProblemError(400, 'malformed-json')
  if (error.statusCode === 404) return new ProblemError(404, 'not-found')
  return new ProblemError(500, 'internal', { cause: error })
}

function sendProblem(reply: FastifyReply, status: number, code: ProblemCode, options: ProblemOptions): void {
  const { retryAfterSeconds } = options
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterSeconds)))
  if (status === 401) reply.header('www-authenticate', 'Bearer')
  reply
    .code(status)
    .header('content-type', 'application/problem+json')
    // Bytes, not an object: a problem has one form whatever the route's schemas say, and no charset to be told.
    .send(Buffer.from(JSON.stringify(buildProblem(status, code, options))))
}

/** One error form for everything: RFC 9457, also for unknown paths, wrong methods and broken JSON. */
export function registerErrors(app: App, { log, metrics }: Services): void {
  const refuse = (reply: FastifyReply, status: number, code: ProblemCode, options: ProblemOptions): void => {
    metrics.countRefusal(code)
    sendProblem(reply, status, code, options)
  }
  app.setErrorHandler((error: FastifyError, request: FastifyRequest, reply) => {
    const { status, code, options, cause } = describeError(error)
    // The pattern of the route, not its address: addresses hold user ids.
    if (code === 'internal') log.error({ err: cause, route: request.routeOptions.url }, 'a request failed')
    refuse(reply, status, code, options)
  })

  const routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []
  app.addHook('onRoute', ({ url, method }) => {
    if (url.includes('*')) return
    const pattern = new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/:[^/]+/g, '[^/]+')}$`)
    routes.push({ pattern, methods: [method].flat() })
  })
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = new Set(
      routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods),
    )
    if (methods.size === 0) return refuse(reply, 404, 'not-found', { detail: 'there is nothing here' })
    const allow = [...methods].sort().join(', ')
    reply.header('allow', allow)
    return refuse(reply, 405, 'method-not-allowed', { detail: `this takes ${allow}` })
  })
}
