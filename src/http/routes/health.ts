import { Health, Readiness } from '../../contract/responses.ts'
import type { App, Services } from '../services.ts'

const tags = ['operations']

/** Whether the process lives, whether it should get traffic, and what it has counted. Open to everyone, never limited. */
export function registerHealth(app: App, { policies, store, metrics, switchList }: Services): void {
  const describeReadiness = (): Readiness => {
    const { status, policy, problems } = policies.state()
    const storeReady = store.isReady()
    // Stale rules are good rules: taking the server away would help nobody.
    const ready = storeReady && status !== 'built-in'
    return {
      status: ready ? 'ready' : 'not-ready',
      rules: { revision: policy.revision, status, problems: [...problems] },
      store: { status: storeReady ? 'ready' : 'unavailable' },
      switches: { ...switchList.state() },
    }
  }

  app.get('/healthz', { schema: { summary: 'The process lives', tags, response: { 200: Health } } }, () => ({
    status: 'ok' as const,
  }))

  app.get(
    '/readyz',
    {
      schema: {
        summary: 'Rules and store; 503 on built-in rules or without a store',
        tags,
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const readiness = describeReadiness()
      reply.code(readiness.status === 'ready' ? 200 : 503)
      return readiness
    },
  )

  app.get('/metrics', { schema: { summary: 'Prometheus metrics', tags } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.text()),
  )
}
