import type { FixtureSuite } from '../files/load-fixture-suite.ts'
import { type ExpandedFixture, expandFixture } from './expand-fixture.ts'
import { expandTable } from './expand-table.ts'

export interface ExpandedSuite {
  readonly fixtures: readonly ExpandedFixture[]
  /** One line per name that leads nowhere, id that stands twice or gap that is none. */
  readonly problems: readonly string[]
}

/** Every fixture written out: those that stand as they are, then those of tables. */
export function expandSuite(suite: FixtureSuite): ExpandedSuite {
  const tables = suite.tables.map((located) => expandTable(located, suite))
  const problems = tables.flatMap((table) => table.problems)
  const fixtures = new Map<string, ExpandedFixture>()
  for (const located of [...suite.fixtures, ...tables.flatMap((table) => table.fixtures)]) {
    const expanded = expandFixture(located, suite)
    const { id } = located.fixture
    if ('problem' in expanded) problems.push(expanded.problem)
    else if (fixtures.has(id)) problems.push(`${located.file}: there is another fixture \`${id}\``)
    else fixtures.set(id, expanded)
  }
  for (const id of suite.knownGaps.keys()) {
    if (!fixtures.has(id)) problems.push(`known-gaps.json: there is no fixture \`${id}\``)
  }
  return { fixtures: [...fixtures.values()], problems }
}
