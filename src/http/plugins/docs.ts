import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { App } from '../services.ts'

/** The API description, made from the schemas that validate: it has to come before the routes it describes. */
export async function registerApiDescription(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Keywise',
        version: '1',
        description: 'Should this login start a passkey ceremony, and which?',
      },
      tags: [
        { name: 'decisions', description: 'one question, one answer, and why' },
        { name: 'outcomes', description: 'what became of a decision' },
        { name: 'webauthn', description: 'the ceremonies themselves' },
        { name: 'users', description: 'what the relying party says about its users' },
        { name: 'rules', description: 'what product managers decide' },
        { name: 'reports', description: 'how it goes, in figures' },
        { name: 'operations', description: 'health and metrics' },
      ],
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'pk_..., sk_... or adm_...' },
        },
      },
    },
    // Which kinds of key open a route stands in its configuration; the description tells the same.
    transform: ({ schema, url, route }) => {
      const keys = route.config?.keys
      if (keys === undefined) return { schema, url }
      const description = `Key: ${keys.join(' or ')}.`
      return { schema: { ...schema, description, security: [{ key: [] }] }, url }
    },
  })
}

/** `/openapi.json`, and `/docs` for people. */
export async function registerDocs(app: App): Promise<void> {
  app.get('/openapi.json', { schema: { hide: true } }, () => app.swagger())
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true })
}
