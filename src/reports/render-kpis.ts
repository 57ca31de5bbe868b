import type { KpiFigures, KpiReport } from '../contract/reports.ts'
import { renderCount, renderInterval, renderRate, renderRatio, renderTime } from './render-figures.ts'
import { renderGroupName } from './render-group-name.ts'
import type { Emphasis } from './render-report-text.ts'
import { left, renderTable, right } from './render-table.ts'

export function renderKpis({ kpis, times, errors }: KpiFigures, emphasize: Emphasis): string {
  const parts = [
    renderTable(
      [left('figure'), right('share'), right('count'), right('of'), right('95 % interval')],
      kpis.map(({ name, rate, numerator, denominator, interval }) => [
        name,
        renderRate(rate),
        renderCount(numerator),
        renderCount(denominator),
        renderInterval(interval),
      ]),
    ),
  ]
  if (times.length > 0)
    parts.push(
      emphasize('bold', 'time of a login'),
      renderTable(
        [left('method'), right('logins'), right('P25'), right('P50'), right('P90')],
        times.map(({ method, count, p25Ms, p50Ms, p90Ms }) => [
          method,
          renderCount(count),
          renderTime(p25Ms),
          renderTime(p50Ms),
          renderTime(p90Ms),
        ]),
      ),
    )
  if (errors.length > 0)
    parts.push(
      emphasize('bold', 'failed attempts'),
      renderTable(
        [left('what'), left('where'), right('attempts')],
        errors.map(({ classified, side, count }) => [classified, side, renderCount(count)]),
      ),
    )
  return parts.join('\n')
}

/** What a row of a group has room for; all of it is in JSON and CSV. */
const headlines = ['offered', 'completed', 'passkey-share', 'dead-ends']

export const renderKpiGroups = ({ by, groups }: KpiReport, emphasize: Emphasis): string =>
  [
    emphasize('bold', `by ${by.join(' and ')}: share, of how many, and the 95 % interval`),
    renderTable(
      [left(by.join(' / ')), right('decisions'), ...headlines.map(right)],
      groups.map(({ by: values, merged, figures }) => [
        renderGroupName(values, merged),
        renderCount(figures.decisions),
        ...headlines.map((name) => {
          const ratio = figures.kpis.find((kpi) => kpi.name === name)
          return ratio === undefined ? '-' : renderRatio(ratio)
        }),
      ]),
    ),
  ].join('\n')
