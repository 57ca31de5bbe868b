import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { IsDateTime } from 'typebox/format'
import { registerAuth } from './plugins/auth.ts'
import { registerBrowserAccess } from './plugins/browser-access.ts'
import { registerApiDescription, registerDocs } from './plugins/docs.ts'
import { registerDrain } from './plugins/drain.ts'
import { registerErrors } from './plugins/errors.ts'
import { registerHeaders } from './plugins/headers.ts'
import { registerOverload } from './plugins/overload.ts'
import { buildProblem } from './problem-error.ts'
import { registerAudit } from './routes/audit.ts'
import { registerBreakers } from './routes/breakers.ts'
import { registerCoverage } from './routes/coverage.ts'
import { registerCredentials } from './routes/credentials.ts'
import { registerDecisionRecords } from './routes/decision-records.ts'
import { decisionsPath, registerDecisions } from './routes/decisions.ts'
import { registerDraws } from './routes/draws.ts'
import { registerExplain } from './routes/explain.ts'
import { registerFacts } from './routes/facts.ts'
import { registerHealth } from './routes/health.ts'
import { registerHome } from './routes/home.ts'
import { registerMatrix } from './routes/matrix.ts'
import { outcomesPath, registerOutcomes } from './routes/outcomes.ts'
import { registerReports } from './routes/reports.ts'
import { registerRulePublications } from './routes/rule-publications.ts'
import { registerRules } from './routes/rules.ts'
import { registerSdk } from './routes/sdk.ts'
import { registerSimulate } from './routes/simulate.ts'
import { registerSwitches } from './routes/switches.ts'
import { registerUserEvents } from './routes/user-events.ts'
import { registerUsers } from './routes/users.ts'
import {
  authenticationOptionsPath,
  authenticationVerifyPath,
  registerWebauthnAuthentication,
} from './routes/webauthn-authentication.ts'
import { registerWebauthnRegistration } from './routes/webauthn-registration.ts'
import { registerWebauthnTickets } from './routes/webauthn-tickets.ts'
import { registerWellKnown } from './routes/well-known.ts'
import { buildSerializer, buildValidator } from './schema-compilers.ts'
import type { App, Services } from './services.ts'

export interface AppOptions {
  /** Which proxies may say where a request came from; false: none. */
  readonly trustProxy?: boolean | readonly string[]
  /** The demo is there: the front page leads to it. */
  readonly hasDemo?: boolean
  /** How often one publishable key may be used from one address. */
  readonly publishableLimit?: { readonly max: number; readonly timeWindow: number }
}

const second = 1000
const loginBody = 16 * 1024
/** A credential id has up to 1364 characters, each of which may come percent-encoded. */
const longestParameter = 3 * 1364

/**
 * One reading of times for bodies and for files, or a switch taken here could not be read back at the next start. And
 * none that `Date` cannot read: a leap second would make a switch that never holds.
 */
const isReadableTime = (text: string): boolean => IsDateTime(text) && !Number.isNaN(Date.parse(text))

// A connection that never got as far as a request: what it sent is dropped unseen, it may hold a key.
function answerBrokenConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, code, line] =
    error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? ([408, 'request-timeout', '408 Request Timeout'] as const)
      : ([400, 'invalid-request', '400 Bad Request'] as const)
  const body = JSON.stringify(buildProblem(status, code))
  const head = `HTTP/1.1 ${line}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`
  if (socket.writable) socket.write(head + body)
  socket.destroySoon()
}

/** Builds the whole HTTP server, listening to nothing yet. Everything it touches is handed in. */
export async function createApp(services: Services, options: AppOptions = {}): Promise<App> {
  const { trustProxy = false } = options
  const loggerInstance: FastifyBaseLogger = services.log
  const app: App = fastify({
    loggerInstance,
    // Two lines a request halve the throughput; a child logger for each costs as well and nobody reads it.
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (logger) => logger,
    trustProxy: typeof trustProxy === 'boolean' ? trustProxy : [...trustProxy],
    bodyLimit: loginBody,
    requestTimeout: 5 * second,
    keepAliveTimeout: 5 * second,
    forceCloseConnections: 'idle',
    // While draining, requests on open connections are served, then the connection is closed.
    return503OnClosing: false,
    http: { headersTimeout: 3 * second, connectionsCheckingInterval: second },
    clientErrorHandler: answerBrokenConnection,
    routerOptions: { maxParamLength: longestParameter },
    schemaController: { compilersFactory: { buildValidator, buildSerializer } },
    ajv: {
      customOptions: {
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        allErrors: true,
        verbose: true,
      },
      onCreate: (ajv) => void ajv.addFormat('date-time', isReadableTime),
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.removeContentTypeParser('text/plain')

  registerErrors(app, services)
  registerHeaders(app)
  registerOverload(app)
  registerDrain(app)
  await registerApiDescription(app)
  await registerAuthAndRoutes(app, services, options)
  return app
}

async function registerAuthAndRoutes(app: App, services: Services, options: AppOptions): Promise<void> {
  // Routes that pages call, in a scope of their own: only they answer browsers of other origins.
  await app.register(async (scope: App) => {
    await registerBrowserAccess(
      scope,
      services,
      new Set([decisionsPath, outcomesPath, authenticationOptionsPath, authenticationVerifyPath]),
    )
    await scope.register(cookie)
    await registerAuth(scope, services, options.publishableLimit)
    registerDecisions(scope, services)
    registerOutcomes(scope, services)
    registerWebauthnAuthentication(scope, services)
  })
  await app.register(async (scope: App) => {
    await registerAuth(scope, services)
    registerExplain(scope, services)
    registerDecisionRecords(scope, services)
    registerCredentials(scope, services)
    registerUsers(scope, services)
    registerUserEvents(scope, services)
    registerFacts(scope)
    registerMatrix(scope, services)
    registerReports(scope, services)
    registerCoverage(scope, services)
    registerRules(scope, services)
    registerSimulate(scope, services)
    registerRulePublications(scope, services)
    registerSwitches(scope, services)
    registerBreakers(scope, services)
    registerDraws(scope, services)
    registerAudit(scope, services)
    registerWebauthnRegistration(scope, services)
    registerWebauthnTickets(scope, services)
  })
  registerHealth(app, services)
  registerWellKnown(app, services)
  registerSdk(app)
  await registerHome(app, options.hasDemo ?? false)
  await registerDocs(app)
}
