import cors from '@fastify/cors'
import type { App, Services } from '../services.ts'

/** Lets the login pages of the listed origins, and no others, call the routes of this scope from a browser. */
export async function registerBrowserAccess(
  app: App,
  { origins }: Services,
  paths: ReadonlySet<string>,
): Promise<void> {
  // The plugin answers OPTIONS for every path there is; only those of this scope are meant.
  app.addHook('onRequest', (request, reply, next) => {
    if (request.method === 'OPTIONS' && !paths.has(request.url.split('?', 1)[0] ?? '')) reply.callNotFound()
    else next()
  })
  await app.register(cors, {
    origin: (origin, done) => done(null, origin !== undefined && origins.has(origin) ? origin : false),
    methods: ['POST'],
    allowedHeaders: ['authorization', 'content-type'],
    // For the device cookie, which same-site pages send; it opens nothing.
    credentials: true,
    maxAge: 600,
  })
}
