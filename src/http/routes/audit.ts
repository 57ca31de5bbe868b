import Type from 'typebox'
import { AuditView } from '../../contract/breakers.ts'
import { askStore } from '../ask-store.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const Query = Type.Object(
  { from: Type.Optional(Type.String({ pattern: '^\\d{1,15}$', description: 'first line wanted' })) },
  { additionalProperties: false },
)
const pageLines = 200

/** `GET /v1/audit`: what was changed, when, by whom or by the engine itself. */
export function registerAudit(app: App, { store }: Services): void {
  app.get(
    '/v1/audit',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'What was changed by whom, or by the engine itself',
        tags: ['operations'],
        querystring: Query,
        response: { 200: AuditView, ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const from = Number(request.query.from ?? 1)
      const lines = await askStore(store.listAudit(from, pageLines))
      const last = lines.at(-1)
      return {
        lines: lines.map((line) => ({
          ...line,
          at: new Date(line.at).toISOString(),
          detail: { ...line.detail },
        })),
        next: last !== undefined && lines.length === pageLines ? last.line + 1 : null,
      }
    },
  )
}
