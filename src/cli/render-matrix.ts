import type { FixtureResult } from '../matrix/run-fixture.ts'
import type { Terminal } from './command.ts'

/** A table OS x browser, then every failing fixture with what was expected, what came, and why it matters. */
export function renderMatrix(results: readonly FixtureResult[], terminal: Terminal): string {
  const failed = results.filter(({ mismatches }) => mismatches.length > 0)
  return [
    renderTable(results, terminal),
    ...failed.map((result) => renderFailure(result, terminal)),
    `${results.length - failed.length} passed, ${failed.length} failed`,
    '',
  ].join('\n')
}

/** Each cell tells the fixtures of one pair and how many fail: `12`, or `12 !3`. */
function renderTable(results: readonly FixtureResult[], { paint }: Terminal): string {
  const systems = [...new Set(results.map(({ platform }) => platform.os))].sort()
  const browsers = [...new Set(results.map(({ platform }) => platform.browser))].sort()
  const width = Math.max(9, ...systems.map((os) => os.length)) + 2
  const label = Math.max(0, ...browsers.map((browser) => browser.length)) + 2
  const cell = (os: string, browser: string) => {
    const here = results.filter(({ platform }) => platform.os === os && platform.browser === browser)
    const failing = here.filter(({ mismatches }) => mismatches.length > 0).length
    if (here.length === 0) return '.'.padStart(width)
    const text = failing === 0 ? `${here.length}` : `${here.length} !${failing}`
    return failing === 0 ? text.padStart(width) : paint('red', text.padStart(width))
  }
  return [
    paint('bold', `${'fixtures'.padEnd(label)}${systems.map((os) => os.padStart(width)).join('')}`),
    ...browsers.map(
      (browser) => `${browser.padEnd(label)}${systems.map((os) => cell(os, browser)).join('')}`,
    ),
    '',
  ].join('\n')
}

function renderFailure({ fixture, file, mismatches, decision }: FixtureResult, { paint }: Terminal): string {
  return [
    `${paint('red', 'failed')} ${paint('bold', fixture.id)}  ${fixture.title}`,
    ...mismatches.map(
      ({ what, expected, actual }) =>
        `  ${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`,
    ),
    `  because: ${fixture.because}`,
    `  engine:  ${decision.action}, ${decision.reason}: ${decision.explanation}`,
    paint('dim', `  ${fixture.source}  fixtures/${file}`),
    '',
  ].join('\n')
}
