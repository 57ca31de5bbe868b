import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const formType = 'application/x-www-form-urlencoded'
const isForm = ({ headers }: FastifyRequest) => headers['content-type']?.startsWith(formType) === true
/** Where passwords can be guessed, and where hashing them costs us: per address, in a minute. */
const guessing = { paths: ['/demo/login', '/demo/signup'], max: 60, timeWindow: 60_000 }

/**
 * What any site needs around its routes: security headers, signed cookies, forms, one form of errors, and no answer to
 * posts of other sites. Nothing of it is about passkeys.
 */
export async function guardSite(
  app: FastifyInstance,
  cookieSecret: Buffer,
  showProblem: (reply: FastifyReply, status: number, message: string) => FastifyReply,
): Promise<void> {
  app.addHook('onRequest', async (request, reply) => {
    const { hostname, port, url, protocol } = request
    // An address is no RP ID: passkeys need a name.
    if (request.method === 'GET' && /^(127\.0\.0\.1|\[?::1\]?)$/.test(hostname))
      return reply.redirect(`${protocol}://localhost${port === null ? '' : `:${port}`}${url}`)
    // Browsers name the origin of every POST, PUT and DELETE, so what another site sends is refused by it; together with
    // SameSite cookies that does here. A site with subdomains it does not trust adds a CSRF token.
    const isOwn = request.headers.origin === `${protocol}://${request.host}`
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOwn)
      return reply.code(403).send({ detail: 'only our own pages may send this' })
  })
  await app.register(helmet, {
    strictTransportSecurity: false,
    // With helmet's own `no-referrer`, browsers would send our forms with `Origin: null` (Fetch, "append a request Origin header").
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'script-src': ["'self'"],
        'style-src': ["'self'"],
        'img-src': ["'self'"],
        'connect-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
  })
  await app.register(cookie, { secret: cookieSecret })
  await app.register(rateLimit, {
    max: guessing.max,
    timeWindow: guessing.timeWindow,
    // The route and not the address, which can be spelt in many ways.
    allowList: ({ method, routeOptions }) =>
      method !== 'POST' || !guessing.paths.includes(routeOptions.url ?? ''),
  })
  app.addContentTypeParser(formType, { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.setErrorHandler((error: Error & { statusCode?: number; answer?: unknown }, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) request.log.error({ reason: error.message }, 'the demo could not answer')
    const message = status >= 500 ? 'this does not work at the moment, try again' : error.message
    if (isForm(request)) return showProblem(reply, status, message)
    return reply.code(status).send(error.answer ?? { detail: message })
  })
}
