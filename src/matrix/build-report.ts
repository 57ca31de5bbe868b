import type { MatrixView } from '../contract/matrix.ts'
import type { Policy } from '../core/index.ts'
import type { FixtureResult } from './run-fixture.ts'
import { countCoverage } from './summarize-coverage.ts'
import { summarizeResult } from './summarize-result.ts'

/** Everything a run has to tell, for every output: JSON, JUnit, HTML and `GET /v1/matrix`. */
export function buildReport(
  results: readonly FixtureResult[],
  problems: readonly string[],
  policy: Policy,
): MatrixView {
  const summary = countSummary(policy)
  for (const result of results) summary.add(result)
  return { ...summary.build(problems), fixtures: results.map(summarizeResult) }
}

/** Gathers a report without its fixtures, which are by far the most of it, one fixture at a time. */
export function countSummary(policy: Policy): {
  add(result: FixtureResult): void
  build(problems: readonly string[]): Omit<MatrixView, 'fixtures'>
} {
  const used = new Set<string>()
  const coverage = countCoverage(policy)
  let total = 0
  let failed = 0
  return {
    add(result) {
      total += 1
      if (result.status === 'failing') failed += 1
      for (const { ref } of result.grounds) used.add(ref)
      coverage.add(result)
    },
    build: (problems) => ({
      revision: policy.revision,
      total,
      failed,
      problems: [...problems],
      coverage: coverage.summarize(),
      statements: Object.fromEntries(
        [...policy.knowledge.statementsByRef]
          .filter(([ref]) => used.has(ref))
          .map(([ref, { source, certainty, verifiedOn, note }]) => [
            ref,
            { source, certainty, verifiedOn, ...(note !== undefined && { note }) },
          ]),
      ),
    }),
  }
}
