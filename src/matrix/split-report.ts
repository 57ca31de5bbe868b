import type { Policy } from '../core/index.ts'
import { countSummary } from './build-report.ts'
import type { FixtureResult } from './run-fixture.ts'
import { summarizeResult } from './summarize-result.ts'

/** Some thirty kilobytes of text. */
const partSize = 8

/**
 * The text of a report in parts that are quick to make: together they are the JSON of `buildReport`, the fixtures first.
 * Whoever sends it can let others work between two of them.
 */
export function* splitReport(
  results: readonly FixtureResult[],
  problems: readonly string[],
  policy: Policy,
): Generator<string> {
  const summary = countSummary(policy)
  yield '{"fixtures":['
  for (let from = 0; from < results.length; from += partSize) {
    const part = results.slice(from, from + partSize)
    for (const result of part) summary.add(result)
    const texts = part.map((result) => JSON.stringify(summarizeResult(result)))
    yield `${from === 0 ? '' : ','}${texts.join(',')}`
  }
  yield `],${JSON.stringify(summary.build(problems)).slice(1)}`
}
