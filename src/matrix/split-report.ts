import type { Policy } from '../core/index.ts'
import { buildSummary } from './build-report.ts'
import type { FixtureResult } from './run-fixture.ts'
import { summarizeResult } from './summarize-result.ts'

/** Some ten kilobytes of text. */
const partSize = 8

/**
 * The text of a report in parts that are quick to make: together they are the JSON of `buildReport`. Whoever sends it
 * can let others work between two of them.
 */
export function* splitReport(
  results: readonly FixtureResult[],
  problems: readonly string[],
  policy: Policy,
): Generator<string> {
  const head = JSON.stringify({ ...buildSummary(results, problems, policy), fixtures: [] })
  yield head.slice(0, -2)
  for (let from = 0; from < results.length; from += partSize) {
    const part = results.slice(from, from + partSize).map((result) => JSON.stringify(summarizeResult(result)))
    yield `${from === 0 ? '' : ','}${part.join(',')}`
  }
  yield ']}'
}
