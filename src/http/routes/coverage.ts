import { CoverageQuery, CoverageReport } from '../../contract/coverage.ts'
import { parseTime } from '../../contract/parse-time.ts'
import { buildCoverageReport } from '../../matrix/build-coverage-report.ts'
import { askStore } from '../ask-store.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const usual = { from: '7d', limit: 20_000 }
const mostLogins = 100_000

/** `GET /v1/reports/coverage`: which rules and conditions recorded logins meet, counted in a thread of its own. */
export function registerCoverage(app: App, { coverage, policies, now }: Services): void {
  app.get(
    '/v1/reports/coverage',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'Which rules and conditions recorded logins meet, under the rules in force',
        tags: ['reports'],
        querystring: CoverageQuery,
        response: { 200: CoverageReport, ...problems(400, 401, 403, 503) },
      },
    },
    async (request) => {
      const to = now()
      const from = parseTime(request.query.from ?? usual.from, to)
      const limit = Number(request.query.limit ?? usual.limit)
      if (from === null || from >= to) refuse('/from', 'a time before now is needed: 2026-11-01 or 7d')
      if (limit < 1 || limit > mostLogins) refuse('/limit', `1 to ${mostLogins}`)
      const { status, policy, folder } = policies.state()
      if (status === 'built-in')
        throw new ProblemError(503, 'store-unavailable', {
          detail: 'no rules of the folder are in force: there is nothing to cover',
        })
      const recorded = await askStore(coverage.countRecorded(folder, { from, to, limit }))
      return buildCoverageReport({ policy, folder, now: to, fixtures: null, recorded })
    },
  )
}

function refuse(pointer: string, detail: string): never {
  throw new ProblemError(400, 'invalid-request', { detail, errors: [{ pointer, detail }] })
}
