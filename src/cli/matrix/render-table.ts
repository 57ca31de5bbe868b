import type { FixtureResult } from '../../matrix/run-fixture.ts'
import type { Paint } from '../command.ts'
import { isFailing } from './tell-total.ts'

/** A table OS x browser. Each cell tells the fixtures of one pair and how many fail: `12`, or `12 !3`. */
export function renderTable(results: readonly FixtureResult[], paint: Paint): string {
  const systems = [...new Set(results.map(({ platform }) => platform.os))].sort()
  const browsers = [...new Set(results.map(({ platform }) => platform.browser))].sort()
  const label = Math.max(8, ...browsers.map((browser) => browser.length)) + 1
  const tell = (some: readonly FixtureResult[]) => {
    const failing = some.filter(isFailing).length
    return failing === 0 ? String(some.length) : `${some.length} !${failing}`
  }
  // No cell counts more than the row and column of all.
  const sums = [results, ...systems.map((os) => results.filter(({ platform }) => platform.os === os))]
  const width = Math.max(7, ...systems.map((os) => os.length), ...sums.map((some) => tell(some).length)) + 2
  const cell = (some: readonly FixtureResult[]) => {
    const text = (some.length === 0 ? '.' : tell(some)).padStart(width)
    if (some.length === 0) return paint('dim', text)
    return some.some(isFailing) ? paint('red', text) : text
  }
  const row = (name: string, some: readonly FixtureResult[]) =>
    [
      name.padEnd(label),
      ...systems.map((os) => cell(some.filter(({ platform }) => platform.os === os))),
      cell(some),
    ].join('')
  const heads = [...systems, 'all'].map((os) => os.padStart(width))
  return [
    paint('bold', ['fixtures'.padEnd(label), ...heads].join('')),
    ...browsers.map((browser) =>
      row(
        browser,
        results.filter(({ platform }) => platform.browser === browser),
      ),
    ),
    row('all', results),
    '',
  ].join('\n')
}
