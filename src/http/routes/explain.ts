import { ExplainResponse } from '../../contract/explain.ts'
import { ExplainRequest } from '../../contract/history-input.ts'
import { explain, readHistory } from '../../core/index.ts'
import { buildDecisionAnswer } from '../build-decision-response.ts'
import { withAssignments } from '../load-assignments.ts'
import { loadKnown } from '../load-known.ts'
import { keyOf } from '../plugins/auth.ts'
import { problems } from '../problem-responses.ts'
import { buildDecisionInput, readQuestion, settleProof } from '../question.ts'
import type { App, Services } from '../services.ts'

const largeBody = 1024 * 1024

/** `POST /v1/decisions/explain`: the same question, with everything that led to the answer; nothing is recorded. */
export function registerExplain(app: App, services: Services): void {
  const { policies } = services
  app.post(
    '/v1/decisions/explain',
    {
      config: { keys: ['secret', 'admin'] },
      bodyLimit: largeBody,
      schema: {
        summary: 'Why? The same question with the whole trace; nothing is recorded',
        tags: ['decisions'],
        body: ExplainRequest,
        response: { 200: ExplainResponse, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    async (request) => {
      const { history, now: asOf, assignments = {}, ...asked } = request.body
      // A history is somebody's: with one in the body, the user counts as named.
      const body = history === undefined ? asked : { ...asked, user: { id: 'somebody', ...asked.user } }
      const now = asOf === undefined ? services.now() : Date.parse(asOf)
      const asking = readQuestion(services, body, keyOf(request), request, services.now())
      const { question, known: found } = settleProof(asking, await loadKnown(services, asking))
      const known = history === undefined ? found : { ...found, history: readHistory(history) }
      const policy = policies.current()
      const said = buildDecisionInput(question, known, services.cells.readAt(now))
      const stored = await withAssignments(services, said, policy, now)
      const input = {
        ...stored,
        assignments: new Map([...(stored.assignments ?? []), ...Object.entries(assignments)]),
      }
      const { decision, trace, flips } = await explain(input, policy, now)
      return { ...buildDecisionAnswer(decision, 'back-end'), trace, flips: [...flips] }
    },
  )
}
