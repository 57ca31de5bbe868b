import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Type from 'typebox'
import { MatrixView } from '../../contract/matrix.ts'
import type { Policy } from '../../core/index.ts'
import { loadFixtureSuite } from '../../files/load-fixture-suite.ts'
import { matchFilter, parseFilter } from '../../matrix/filter-fixtures.ts'
import type { FixtureResult } from '../../matrix/run-fixture.ts'
import { runSuite } from '../../matrix/run-suite.ts'
import { summarizeResult } from '../../matrix/summarize-result.ts'
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

interface SuiteRun {
  readonly policy: Policy
  readonly results: readonly FixtureResult[]
  readonly problems: readonly string[]
}

const shippedFixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url))

/** Few enough that a login in between never waits for long. */
const partSize = 20

/** Runs the fixtures that ship against one policy, letting logins through after each part. */
async function runShippedSuite(policy: Policy): Promise<SuiteRun> {
  const { suite, problems: unreadable } = await loadFixtureSuite(shippedFixtures)
  const results: FixtureResult[] = []
  const found = [...unreadable]
  for (let from = 0; from < suite.fixtures.length; from += partSize) {
    const part = runSuite({ ...suite, fixtures: suite.fixtures.slice(from, from + partSize) }, policy)
    results.push(...part.results)
    found.push(...part.problems)
    await setImmediate()
  }
  return { policy, results, problems: found }
}

/** `GET /v1/matrix`: what happens on every platform with the rules and switches in force. */
export function registerMatrix(app: App, { policies }: Services): void {
  // The run of the policy in force; a policy is replaced, never changed, so its run stays true.
  let latest: Promise<SuiteRun> | null = null
  let latestPolicy: Policy | null = null

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
    async (request) => {
      const filter = parseFilter(request.query.filter ?? '')
      if ('problem' in filter) {
        const detail = filter.problem
        throw new ProblemError(400, 'invalid-request', { detail, errors: [{ pointer: '/filter', detail }] })
      }
      const policy = policies.current()
      if (latest === null || latestPolicy !== policy) {
        latestPolicy = policy
        latest = runShippedSuite(policy)
      }
      const run = await latest
      const results = run.results.filter((result) => matchFilter(result, filter))
      return {
        revision: run.policy.revision,
        total: results.length,
        failed: results.filter(({ mismatches }) => mismatches.length > 0).length,
        problems: [...run.problems],
        fixtures: results.map((result) => {
          const { mismatches, platform, request: asked, ...row } = summarizeResult(result)
          return { ...row, platform: { ...platform }, mismatches: [...mismatches], request: { ...asked } }
        }),
      }
    },
  )
}
