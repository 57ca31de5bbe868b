import type { Policy } from '../core/index.ts'
import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { expandSuite } from './expand-suite.ts'
import { type FixtureResult, runFixture } from './run-fixture.ts'

export interface SuiteRun {
  readonly results: readonly FixtureResult[]
  readonly problems: readonly string[]
}

/** Few enough that whoever waits in between never waits for long. */
const partSize = 20

/**
 * Runs every fixture; those that name something unknown are told as problems, and so is a known gap that has closed.
 * `pause` is called after each part: to let others work, or to tell how far it has come.
 */
export async function runSuite(
  suite: FixtureSuite,
  policy: Policy,
  pause: (done: number, total: number) => Promise<void> | void = () => {},
): Promise<SuiteRun> {
  const { fixtures, problems } = expandSuite(suite)
  const results: FixtureResult[] = []
  for (let from = 0; from < fixtures.length; from += partSize) {
    for (const expanded of fixtures.slice(from, from + partSize)) {
      results.push(runFixture(expanded, policy, suite.knownGaps.get(expanded.fixture.id)))
    }
    await pause(results.length, fixtures.length)
  }
  return { results, problems }
}
