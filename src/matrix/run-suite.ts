import type { Policy } from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { expandFixture } from './expand-fixture.ts'
import { type FixtureResult, runFixture } from './run-fixture.ts'

/** Runs every fixture; those that name something unknown are told as problems. */
export function runSuite(
  suite: FixtureSuite,
  policy: Policy,
): { readonly results: readonly FixtureResult[]; readonly problems: readonly string[] } {
  const results: FixtureResult[] = []
  const problems: string[] = []
  for (const located of suite.fixtures) {
    const expanded = expandFixture(located, suite)
    if ('problem' in expanded) problems.push(expanded.problem)
    else results.push(runFixture(expanded, policy))
  }
  return { results, problems }
}
