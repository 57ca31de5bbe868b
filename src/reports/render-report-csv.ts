import type {
  CalibrationFigures,
  FunnelFigures,
  KpiFigures,
  Observed,
  Ratio,
  Report,
} from '../contract/reports.ts'

type Figures = KpiFigures | FunnelFigures | CalibrationFigures
type Cell = string | number | null
/** section, name, count, of, rate, low, high */
type Line = readonly [string, string, Cell, Cell, Cell, Cell, Cell]

/** A report as CSV (RFC 4180), one figure a line: group, what it is, count, of how many, rate and its interval. */
export function renderReportCsv(report: Report): string {
  const names = report.by.length === 0 ? ['group'] : report.by
  const head = [...names, 'section', 'figure', 'count', 'of', 'rate', 'low', 'high']
  const lines: (readonly Cell[])[] = []
  const addGroup = (group: readonly Cell[], observed: Observed, figures: Figures) => {
    for (const line of listFigures(figures, listObserved(report.count, observed)))
      lines.push([...group, ...line])
  }
  if (report.total !== null && report.observed !== null)
    addGroup(
      names.map(() => '(all)'),
      report.observed,
      report.total,
    )
  for (const { by, observed, figures } of report.groups)
    addGroup(
      names.map((name) => (by === null ? '(small groups)' : (by[name] ?? '(none)'))),
      observed,
      figures,
    )
  return `${[head, ...lines].map((line) => line.map(writeCell).join(',')).join('\r\n')}\r\n`
}

function listFigures(figures: Figures, observed: readonly Line[]): readonly Line[] {
  const head = [countOf('', 'decisions', figures.decisions), ...observed]
  if ('kpis' in figures) return [...head, ...listKpis(figures)]
  return 'login' in figures ? [...head, ...listFunnel(figures)] : [...head, ...listCalibration(figures)]
}

const lineOf = (section: string, { name, numerator, denominator, rate, interval }: Ratio): Line => [
  section,
  name,
  numerator,
  denominator,
  rate,
  interval?.low ?? null,
  interval?.high ?? null,
]
const countOf = (section: string, name: string, count: number): Line => [
  section,
  name,
  count,
  null,
  null,
  null,
  null,
]

/** Nobody has proven these: the label says whether the figures below count them all the same. */
function listObserved(count: Report['count'], { successes, failures }: Observed): readonly Line[] {
  const section = count === 'proven' ? 'unproven left out' : 'unproven counted'
  return [countOf(section, 'successes', successes), countOf(section, 'failures', failures)]
}

function listKpis({ kpis, times, errors }: KpiFigures): readonly Line[] {
  return [
    ...kpis.map((ratio) => lineOf('kpi', ratio)),
    ...times.flatMap(({ method, count, p25Ms, p50Ms, p90Ms }) => [
      countOf(`time ${method}`, 'logins', count),
      countOf(`time ${method}`, 'p25Ms', p25Ms),
      countOf(`time ${method}`, 'p50Ms', p50Ms),
      countOf(`time ${method}`, 'p90Ms', p90Ms),
    ]),
    ...errors.map(({ classified, side, count }) => countOf(`error ${side}`, classified, count)),
  ]
}

function listFunnel({ login, registration, skipped }: FunnelFigures): readonly Line[] {
  return [
    ...login.flatMap(({ way, offered, rates }) => [
      countOf(`login ${way}`, 'offered', offered),
      ...rates.map((ratio) => lineOf(`login ${way}`, ratio)),
    ]),
    ...registration.flatMap(({ variant, offered, rates }) => [
      countOf(`registration ${variant}`, 'offered', offered),
      ...rates.map((ratio) => lineOf(`registration ${variant}`, ratio)),
    ]),
    ...skipped.map(({ reason, count }) => countOf('registration skipped', reason, count)),
  ]
}

function listCalibration({ routes }: CalibrationFigures): readonly Line[] {
  return routes.flatMap(({ route, bins }) =>
    bins.flatMap(({ from, to, count, succeeded, meanEstimate, observed, interval }): readonly Line[] => [
      [route, `said ${from} to ${to}`, null, count, meanEstimate, null, null],
      [
        route,
        `came true ${from} to ${to}`,
        succeeded,
        count,
        observed,
        interval?.low ?? null,
        interval?.high ?? null,
      ],
    ]),
  )
}

/** A spreadsheet takes what begins with one of these for a formula, and names of rules are anybody's text. */
const formula = /^[=+\-@\t\r]/

function writeCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = formula.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
