import type { MatrixView } from '../contract/matrix.ts'
import type { Policy } from '../core/index.ts'
import type { FixtureResult } from './run-fixture.ts'
import { summarizeCoverage } from './summarize-coverage.ts'
import { summarizeResult } from './summarize-result.ts'

/** Everything a run has to tell, for every output: JSON, JUnit, HTML and `GET /v1/matrix`. */
export function buildReport(
  results: readonly FixtureResult[],
  problems: readonly string[],
  policy: Policy,
): MatrixView {
  return { ...buildSummary(results, problems, policy), fixtures: results.map(summarizeResult) }
}

/** A report without its fixtures, which are by far the most of it. */
export function buildSummary(
  results: readonly FixtureResult[],
  problems: readonly string[],
  policy: Policy,
): Omit<MatrixView, 'fixtures'> {
  const used = new Set(results.flatMap(({ grounds }) => grounds.map(({ ref }) => ref)))
  return {
    revision: policy.revision,
    total: results.length,
    failed: results.filter(({ status }) => status === 'failing').length,
    problems: [...problems],
    coverage: summarizeCoverage(results, policy),
    statements: Object.fromEntries(
      [...policy.knowledge.statementsByRef]
        .filter(([ref]) => used.has(ref))
        .map(([ref, { source, certainty, verifiedOn, note }]) => [
          ref,
          { source, certainty, verifiedOn, ...(note !== undefined && { note }) },
        ]),
    ),
  }
}
