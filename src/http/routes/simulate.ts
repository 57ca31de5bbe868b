import { parseTime } from '../../contract/parse-time.ts'
import type { Problem } from '../../contract/rule-files.ts'
import { SimulateRequest, Simulation } from '../../contract/simulation.ts'
import { usualSimulatedDays, usualSimulatedDecisions } from '../../contract/simulation-words.ts'
import { purposes } from '../../contract/words.ts'
import { checkDraft, layOver, type RuleFolder } from '../../core/index.ts'
import { askStore } from '../ask-store.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'
import { shippedFixtures } from '../shipped-fixtures.ts'

const dayMs = 86_400_000
/** As many as anybody corrects at once. */
const mostErrors = 100

/** `POST /v1/rules/simulate`: what a draft would change; computed in a thread of its own. */
export function registerSimulate(app: App, { policies, simulator, now }: Services): void {
  app.post(
    '/v1/rules/simulate',
    {
      config: { keys: ['admin'] },
      bodyLimit: 1024 * 1024,
      schema: {
        summary: 'What a draft would change, over recorded decisions and fixtures; nothing is put in force',
        tags: ['rules'],
        body: SimulateRequest,
        response: { 200: Simulation, ...problems(400, 401, 403, 413, 415, 503) },
      },
    },
    async (request, reply) => {
      const { body } = request
      const at = now()
      const { from, to } = readTimes(body, at)
      const { folder } = policies.state()
      const draft = layOver(folder, body.files)
      await refuseBrokenDraft(draft, at)
      if (body.fixtures === false && body.recorded === false)
        throw refuse('there is nothing to simulate', [
          { pointer: '/recorded', detail: 'fixtures and recorded decisions are both left out' },
        ])
      // Whoever has gone needs no answer, and others wait.
      const gone = new AbortController()
      reply.raw.once('close', () => gone.abort())
      const limit = body.limit ?? usualSimulatedDecisions
      return askStore(
        simulator.simulate(
          {
            live: folder,
            draft,
            recorded:
              body.recorded === false
                ? null
                : {
                    from,
                    to,
                    limit,
                    purposes: purposes.filter((one) => (body.purposes ?? purposes).includes(one)),
                  },
            fixturesDir: body.fixtures === false ? null : shippedFixtures,
            now: at,
          },
          { signal: gone.signal },
        ),
      )
    },
  )
}

function readTimes(body: SimulateRequest, now: number): { readonly from: number; readonly to: number } {
  const read = (field: 'from' | 'to', otherwise: number): number => {
    const written = body[field]
    if (written === undefined) return otherwise
    const time = parseTime(written.trim(), now)
    if (time !== null) return time
    throw refuse('not a time', [
      { pointer: `/${field}`, detail: 'no time; write 2026-11-01, 2026-11-01T09:00:00Z or 7d' },
    ])
  }
  const to = read('to', now)
  const from = read('from', to - usualSimulatedDays * dayMs)
  if (from >= to) throw refuse('no time in between', [{ pointer: '/from', detail: 'must be before `to`' }])
  return { from, to }
}

/** @throws ProblemError 400 with every error and where it stands */
async function refuseBrokenDraft(draft: RuleFolder, now: number): Promise<void> {
  const { problems: found } = await checkDraft(draft, now)
  const errors = found.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw refuse('the draft has errors', errors.slice(0, mostErrors).map(locate))
}

/** Where in the body: `/files/authentication.rules.json/rules/0/event`. */
const locate = ({ file, pointer, message, kind, help }: Problem) => ({
  pointer: `/files/${file.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`,
  detail: `${message} (${kind})${help === undefined ? '' : `; ${help}`}`,
})

const refuse = (
  detail: string,
  errors: readonly { readonly pointer: string; readonly detail: string }[],
): ProblemError => new ProblemError(400, 'invalid-request', { detail, errors })
