import type { CalibrationFigures, CalibrationReport } from '../contract/reports.ts'
import { renderCount, renderInterval, renderRate } from './render-figures.ts'
import { renderGroupName } from './render-group-name.ts'
import type { Emphasis } from './render-report-text.ts'
import { left, renderTable, right } from './render-table.ts'

const routeTitles = { local: 'a passkey on this device', crossDevice: 'a phone' } as const

export function renderCalibration(
  { by, total, groups }: CalibrationReport,
  emphasize: Emphasis,
): readonly string[] {
  const parts: string[] = []
  for (const { route, count, bins } of total?.routes ?? []) {
    const title = emphasize('bold', `${routeTitles[route]}, ${renderCount(count)} decisions that were tried`)
    const rows = bins
      .filter((bin) => bin.count > 0)
      .map((bin) => [
        `${bin.from.toFixed(1)} to ${bin.to.toFixed(1)}`,
        renderCount(bin.count),
        renderRate(bin.meanEstimate),
        renderRate(bin.observed),
        renderInterval(bin.interval),
        tellBin(bin),
      ])
    const columns = [left('estimate'), right('decisions'), right('said'), right('came true')]
    parts.push(
      `${title}\n${rows.length === 0 ? '' : renderTable([...columns, right('95 % interval'), left('')], rows)}`,
    )
  }
  if (groups.length === 0) return parts
  const rows = groups.flatMap(({ by: values, merged, figures }) =>
    figures.routes
      .filter(({ count }) => count > 0)
      .map(({ route, count, meanEstimate, observed, error }) => [
        renderGroupName(values, merged),
        route,
        renderCount(count),
        renderRate(meanEstimate),
        renderRate(observed),
        renderRate(error),
      ]),
  )
  const columns = [left(by.join(' / ')), left('route'), right('decisions'), right('said'), right('came true')]
  return [...parts, renderTable([...columns, right('mean distance')], rows)]
}

function tellBin({ meanEstimate, interval }: CalibrationFigures['routes'][number]['bins'][number]): string {
  if (meanEstimate === null || interval === null) return ''
  if (meanEstimate > interval.high) return 'says too much'
  return meanEstimate < interval.low ? 'says too little' : ''
}
