import helmet from '@fastify/helmet'
import type { App } from '../services.ts'

const demoLinks = `<li><a href="/demo">Demo</a>: sign up, create a passkey, log in with it, and see why</li>
<li><a href="/demo/playground">Playground</a>: decisions for this browser and any other</li>
`
const buildPage = (links: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Keywise</title>
<style>
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem; color-scheme: light dark }
  li { margin: .4rem 0 }
</style>
</head>
<body>
<main>
<h1>Keywise</h1>
<p>Should this login start a passkey ceremony, and which? Ask <code>POST /v1/decisions</code>.</p>
<ul>
${links}<li><a href="/docs">API documentation</a></li>
<li><a href="/openapi.json">OpenAPI description</a></li>
<li><a href="/readyz">Readiness</a>: rules and store</li>
<li><a href="/metrics">Metrics</a></li>
</ul>
</main>
</body>
</html>
`

/** `GET /`: where to go from here. A page, so it gets the whole of helmet. */
export async function registerHome(app: App, hasDemo: boolean): Promise<void> {
  const page = buildPage(hasDemo ? demoLinks : '')
  await app.register(async (pages) => {
    await pages.register(helmet, {
      // Served over plain HTTP on localhost: what ends TLS in front says whether it is for good.
      strictTransportSecurity: false,
      contentSecurityPolicy: {
        directives: {
          'script-src': ["'none'"],
          'style-src': ["'unsafe-inline'"],
          upgradeInsecureRequests: null,
        },
      },
    })
    pages.get('/', { schema: { hide: true } }, (_request, reply) => reply.type('text/html').send(page))
  })
}
