import { BreakerReset, BreakersView, CellView } from '../../contract/breakers.ts'
import type { CellReport } from '../../core/index.ts'
import { askStore } from '../ask-store.ts'
import { keyOf } from '../plugins/auth.ts'
import { ProblemError } from '../problem-error.ts'
import { problems } from '../problem-responses.ts'
import type { App, Services } from '../services.ts'

const mostCells = 500
const round = (figure: number): number => Math.round(figure * 1000) / 1000
const instant = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

function describeCell({
  position,
  since,
  nextChangeAt,
  isSuspected,
  isNetworkUntold,
  isBlind,
  ...report
}: CellReport): CellView {
  const { events, successes, expected, completion, baseline, rate, interval, statistic } = report
  return {
    ...report,
    events: round(events),
    successes: round(successes),
    rate: rate === null ? null : round(rate),
    interval: interval.map(round),
    expected: round(expected),
    completion: round(completion),
    baseline: baseline === null ? null : round(baseline),
    state: position,
    since: instant(since),
    nextChangeAt: instant(nextChangeAt),
    suspected: isSuspected,
    networksUntold: isNetworkUntold,
    blind: isBlind,
    statistic: round(statistic),
  }
}

/** Open, half-open, suspected, blind, then the rest. */
const urgencyOf = ({ position, isSuspected, isBlind }: CellReport): number =>
  position === 'open' ? 4 : position === 'half-open' ? 3 : isSuspected ? 2 : isBlind ? 1 : 0

/** `GET /v1/reports/breakers`: how ceremonies fare on each platform, and where they were held back; and undoing that. */
export function registerBreakers(app: App, { cells, now }: Services): void {
  app.get(
    '/v1/reports/breakers',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'How ceremonies fare on each platform, and where circuit breakers hold them back',
        tags: ['reports'],
        response: { 200: BreakersView, ...problems(401, 403, 503) },
      },
    },
    async () => {
      const reports = [...cells.report(now())]
      const count = (holds: (report: CellReport) => boolean): number => reports.filter(holds).length
      reports.sort((a, b) => urgencyOf(b) - urgencyOf(a) || b.events - a.events)
      return {
        cells: reports.slice(0, mostCells).map(describeCell),
        total: reports.length,
        open: count(({ position }) => position === 'open'),
        halfOpen: count(({ position }) => position === 'half-open'),
        suspected: count(({ isSuspected }) => isSuspected),
        blind: count(({ isBlind }) => isBlind),
        warnings: [...(await askStore(cells.listWarnings(now())))],
      }
    },
  )

  app.post(
    '/v1/reports/breakers/reset',
    {
      config: { keys: ['admin'] },
      schema: {
        summary: 'Close a circuit breaker by hand; it has to be alarmed anew',
        tags: ['reports'],
        body: BreakerReset,
        response: { 200: CellView, ...problems(400, 401, 403, 404, 413, 415, 503) },
      },
    },
    async (request) => {
      const { cell, route } = request.body
      const { kind, id } = keyOf(request)
      const state = await askStore(cells.reset(cell, route, `${kind}:${id}`))
      const report = cells.report(now()).find((one) => one.cell === cell && one.route === route)
      if (state === null || report === undefined)
        throw new ProblemError(404, 'breaker-unknown', {
          detail: 'no breaker of this cell and route stands open',
          errors: [{ pointer: '/cell', detail: 'see GET /v1/reports/breakers' }],
        })
      return describeCell(report)
    },
  )
}
