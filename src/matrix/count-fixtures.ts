import { type CoverageCount, createCoverageCounter, type Policy } from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { expandSuite } from './expand-suite.ts'
import { readFixtureInput } from './run-fixture.ts'

/** Which rules and conditions the fixtures meet. `problems`: fixtures that name something unknown. */
export function countFixtures(
  suite: FixtureSuite,
  policy: Policy,
): { readonly count: CoverageCount; readonly problems: readonly string[] } {
  const { fixtures, problems } = expandSuite(suite)
  const counter = createCoverageCounter(policy)
  for (const expanded of fixtures) {
    const { fixture, request } = expanded
    const switches = [...policy.switches, ...(fixture.switches ?? [])]
    counter.add(readFixtureInput(expanded), Date.parse(request.now), { switches, standing: policy.standing })
  }
  return { count: counter.count(), problems }
}
