import type { Observed, Report } from '../contract/reports.ts'
import { renderCalibration } from './render-calibration.ts'
import { renderCount } from './render-figures.ts'
import { renderFunnel, renderFunnelGroups } from './render-funnel.ts'
import { renderKpiGroups, renderKpis } from './render-kpis.ts'

/** How a text is set off: a title, or what is by the way. */
export type Emphasis = (style: 'bold' | 'dim', text: string) => string

/** A report as text for people. @param explain also say what each figure is */
export function renderReportText(report: Report, emphasize: Emphasis, explain: boolean): string {
  const parts = [renderHead(report, emphasize), ...renderFigures(report, emphasize)]
  if (explain) parts.push(renderDefinitions(report, emphasize))
  return parts.join('\n')
}

const day = (instant: string): string => instant.replace('T00:00:00.000Z', '').replace(/:\d\d\.\d+Z$/, 'Z')

function renderHead(report: Report, emphasize: Emphasis): string {
  const { from, to, purposes, where, population, observed, since, retentionDays } = report
  const filters = Object.entries(where).map(([name, values]) => `${name} ${values.join(' or ')}`)
  const lines = [
    emphasize('bold', `${report.report}: ${[purposes.join(', '), ...filters].join('; ')}`),
    `${day(from)} up to ${day(to)} (UTC)`,
  ]
  if (population !== null) {
    const { decisions, robots, device, page, backEnd, unknown } = population
    const shares = [
      robots > 0 ? `${renderCount(robots)} of robots, left out` : '',
      `${renderCount(device)} about the device alone`,
      `${renderCount(page)} to known browsers`,
      `${renderCount(backEnd)} to back ends`,
      unknown > 0 ? `${renderCount(unknown)} of older versions` : '',
    ]
    lines.push(`${renderCount(decisions)} decisions: ${shares.filter((share) => share !== '').join(', ')}`)
  }
  if (observed !== null) lines.push(...renderObserved(report.count, observed, emphasize))
  if (since === null) lines.push('no decision is on record')
  else {
    const kept =
      retentionDays === null || retentionDays === 0 ? '' : `; decisions are kept for ${retentionDays} days`
    lines.push(`on record since ${day(since)}${kept}`)
    if (since > from) lines.push(emphasize('dim', 'the time asked for begins before that'))
  }
  return `${lines.join('\n')}\n`
}

/** Why figures may be smaller than what pages have reported, or larger than what is proven. */
function renderObserved(
  count: Report['count'],
  { successes, failures }: Observed,
  emphasize: Emphasis,
): readonly string[] {
  const all = successes + failures
  const split = `(successes: ${renderCount(successes)}, failures: ${renderCount(failures)})`
  if (count === 'observed')
    return [
      emphasize(
        'bold',
        `all that was observed is counted; of it, nobody has proven ${renderCount(all)} ${split}`,
      ),
    ]
  if (all === 0) return []
  return [
    `${renderCount(all)} ${all === 1 ? 'report was not counted: nobody has proven it' : 'reports were not counted: nobody has proven them'} ${split}`,
    emphasize(
      'dim',
      'a back end proves logins by reporting them with its secret key; --count observed counts all',
    ),
  ]
}

function renderFigures(report: Report, emphasize: Emphasis): readonly string[] {
  if (report.withheld)
    return [
      `fewer than ${report.minCount} people stand behind this: no figures are told; take a longer time or fewer filters\n`,
    ]
  switch (report.report) {
    case 'kpis':
      return [
        report.total === null ? '' : renderKpis(report.total, emphasize),
        report.groups.length === 0 ? '' : renderKpiGroups(report, emphasize),
      ].filter((part) => part !== '')
    case 'funnel':
      return [
        report.total === null ? '' : renderFunnel(report.total, emphasize),
        report.groups.length === 0 ? '' : renderFunnelGroups(report, emphasize),
      ].filter((part) => part !== '')
    case 'calibration':
      return renderCalibration(report, emphasize)
  }
}

function renderDefinitions({ definitions }: Report, emphasize: Emphasis): string {
  const rows = definitions.map(
    ({ name, says, numerator, denominator }) =>
      `${emphasize('bold', name)}: ${says}\n  counted: ${numerator}\n  of: ${denominator}\n`,
  )
  return rows.join('')
}
