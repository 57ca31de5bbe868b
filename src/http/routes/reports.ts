import type { ReportKind } from '../../contract/report-words.ts'
import {
  CalibrationReport,
  FunnelReport,
  KpiReport,
  type Report,
  ReportQueryText,
} from '../../contract/reports.ts'
import { readReportQuery } from '../../reports/read-report-query.ts'
import { askStore } from '../ask-store.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const answers = {
  kpis: {
    schema: KpiReport,
    summary: 'How logins go: offered, started, completed, verified, dead ends, fallbacks, times, errors',
  },
  funnel: {
    schema: FunnelReport,
    summary: 'How far people come: logins by their way, new passkeys by variant',
  },
  calibration: { schema: CalibrationReport, summary: 'Whether decisions that say .8 succeed in about 80 %' },
} as const

/** `GET /v1/reports/...`: figures from recorded decisions, made in a thread of their own. */
export function registerReports(app: App, { reports, now }: Services): void {
  const load = async (kind: ReportKind, text: ReportQueryText): Promise<Report> => {
    const read = readReportQuery(kind, text, now())
    if ('query' in read) return askStore(reports.loadReport(read.query))
    const errors = read.problems.map(({ field, message }) => ({ pointer: `/${field}`, detail: message }))
    throw new ProblemError(400, 'invalid-request', {
      detail: errors.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}`).join('; '),
      errors,
    })
  }
  for (const [kind, { schema, summary }] of Object.entries(answers)) {
    app.get(
      `/v1/reports/${kind}`,
      {
        config: { keys: ['admin'] },
        schema: {
          summary,
          tags: ['reports'],
          querystring: ReportQueryText,
          response: { 200: schema, ...problems(400, 401, 403, 503) },
        },
      },
      (request) => load(kind as ReportKind, request.query) as never,
    )
  }
}
