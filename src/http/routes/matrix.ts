import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Type from 'typebox'
import { MatrixView } from '../../contract/matrix.ts'
import type { Policy } from '../../core/index.ts'
import { loadFixtureSuite } from '../../files/load-fixture-suite.ts'
import { explainEmptySelection } from '../../matrix/explain-empty-selection.ts'
import { matchFilter, parseFilter } from '../../matrix/filter-fixtures.ts'
import { runSuite, type SuiteRun } from '../../matrix/run-suite.ts'
import { splitReport } from '../../matrix/split-report.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const Query = Type.Object(
  {
    filter: Type.Optional(
      Type.String({ maxLength: 500, description: 'as for the command line: os=windows;browser=firefox' }),
    ),
  },
  { additionalProperties: false },
)

const shippedFixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url))

/** Runs the fixtures that ship against one policy, letting logins through after each part. */
async function runShippedSuite(policy: Policy): Promise<SuiteRun> {
  const { suite, problems: unreadable } = await loadFixtureSuite(shippedFixtures)
  const run = await runSuite(suite, policy, () => setImmediate())
  return { ...run, problems: [...unreadable, ...run.problems] }
}

/** Tens of megabytes: made and sent part by part, and logins are answered in between. */
async function* sendReport({ results, problems }: SuiteRun, policy: Policy): AsyncGenerator<string> {
  for (const part of splitReport(results, problems, policy)) {
    yield part
    await setImmediate()
  }
}

const refuseFilter = (complaints: readonly string[]): ProblemError =>
  new ProblemError(400, 'invalid-request', {
    detail: complaints.join('; '),
    errors: complaints.map((detail) => ({ pointer: '/filter', detail })),
  })

/** `GET /v1/matrix`: what happens on every platform with the rules and switches in force. */
export function registerMatrix(app: App, { policies }: Services): void {
  // The run of the policy in force; a policy is replaced, never changed, so its run stays true.
  let latest: { readonly policy: Policy; readonly run: Promise<SuiteRun> } | null = null

  app.get(
    '/v1/matrix',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'Every fixture, run against the rules in force',
        tags: ['rules'],
        querystring: Query,
        response: { 200: MatrixView, ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      const filter = parseFilter(request.query.filter ?? '')
      if ('problem' in filter) {
        throw refuseFilter([filter.problem])
      }
      const policy = policies.current()
      if (latest?.policy !== policy) latest = { policy, run: runShippedSuite(policy) }
      const asked = latest
      const run = await asked.run.catch((error: unknown) => {
        // A failure is not kept: the next request tries again.
        if (latest === asked) latest = null
        throw error
      })
      const results = run.results.filter((result) => matchFilter(result, filter))
      const complaints = explainEmptySelection(filter, run.results, results)
      if (results.length === 0 && complaints.length > 0) throw refuseFilter(complaints)
      return (
        reply
          .type('application/json; charset=utf-8')
          // The text of a MatrixView; the types of a reply know no streams.
          .send(Readable.from(sendReport({ ...run, results }, policy)) as never)
      )
    },
  )
}
