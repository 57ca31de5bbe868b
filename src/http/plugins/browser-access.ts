import cors from '@fastify/cors'
import type { App, Services } from '../services.ts'

/** Lets the login pages of the listed origins, and no others, call the routes of this scope from a browser. */
export async function registerBrowserAccess(
  app: App,
  { origins }: Services,
  paths: ReadonlySet<string>,
): Promise<void> {
  await app.register(cors, {
    delegator: (request, done) => {
      // The plugin answers OPTIONS for every path there is; only those of this scope are meant.
      const path = request.url.split('?', 1)[0] ?? ''
      const { origin } = request.headers
      const allowed = origin !== undefined && origins.has(origin) && paths.has(path)
      done(null, {
        origin: allowed ? origin : false,
        methods: ['POST'],
        allowedHeaders: ['authorization', 'content-type'],
        maxAge: 600,
      })
    },
  })
}
