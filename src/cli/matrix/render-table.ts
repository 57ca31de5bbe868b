import type { FixtureResult } from '../matrix/run-fixture.ts'
import type { Paint } from './command.ts'

/** A table OS x browser, then every failing fixture with what was expected, what came, and why it matters. */
export function renderMatrix(results: readonly FixtureResult[], paint: Paint): string {
  const failed = results.filter(isFailing)
  const passed = results.length - failed.length
  const total = results.length === 0 ? 'none fails' : `${passed} passed, ${failed.length} failed`
  return [
    ...(results.length === 0 ? [] : [renderTable(results, paint)]),
    ...failed.map((result) => renderFailure(result, paint)),
    paint(failed.length === 0 ? 'green' : 'red', total),
    '',
  ].join('\n')
}

const isFailing = ({ status }: FixtureResult): boolean => status === 'failing'

/** Each cell tells the fixtures of one pair and how many fail: `12`, or `12 !3`. */
function renderTable(results: readonly FixtureResult[], paint: Paint): string {
  const systems = [...new Set(results.map(({ platform }) => platform.os))].sort()
  const browsers = [...new Set(results.map(({ platform }) => platform.browser))].sort()
  const width = Math.max(7, ...systems.map((os) => os.length)) + 2
  const label = Math.max(8, ...browsers.map((browser) => browser.length)) + 1
  const cell = (some: readonly FixtureResult[]) => {
    const failing = some.filter(isFailing).length
    if (some.length === 0) return paint('dim', '.'.padStart(width))
    if (failing === 0) return String(some.length).padStart(width)
    return paint('red', `${some.length} !${failing}`.padStart(width))
  }
  const row = (name: string, some: readonly FixtureResult[]) =>
    [
      name.padEnd(label),
      ...systems.map((os) => cell(some.filter(({ platform }) => platform.os === os))),
      cell(some),
    ].join('')
  return [
    paint(
      'bold',
      ['fixtures'.padEnd(label), ...[...systems, 'all'].map((os) => os.padStart(width))].join(''),
    ),
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

const show = (value: unknown): string => JSON.stringify(value) ?? 'nothing'

function renderFailure({ fixture, file, mismatches, decision }: FixtureResult, paint: Paint): string {
  return [
    `${paint('red', 'failed')} ${paint('bold', fixture.id)}  ${fixture.title}`,
    ...mismatches.flatMap(({ what, expected, actual, grounds }) => [
      `  ${what}: expected ${show(expected)}, got ${show(actual)}`,
      ...grounds.map((ground) => paint('dim', `    ${ground.what} ${ground.value}: ${ground.ref}`)),
    ]),
    `  because: ${fixture.because}`,
    `  engine:  ${decision.action}, ${decision.reason}: ${decision.explanation}`,
    `  source:  ${fixture.source}`,
    `  file:    fixtures/${file}`,
    '',
  ].join('\n')
}
