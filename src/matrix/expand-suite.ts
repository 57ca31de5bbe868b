import type { FixtureSuite, LocatedFixture } from '../files/load-fixture-suite.ts'
import { type ExpandedFixture, expandFixture } from './expand-fixture.ts'
import { checkColumns, expandGroup } from './expand-table.ts'
import { isUnsure } from './unknown-name.ts'

export interface ExpandedSuite {
  readonly fixtures: readonly ExpandedFixture[]
  /** One line per name that leads nowhere, id that stands twice or gap that is none. */
  readonly problems: readonly string[]
}

/** Every fixture written out: those that stand as they are, then those of tables. */
export function expandSuite(suite: FixtureSuite): ExpandedSuite {
  const parts = expandInParts(suite)
  for (;;) {
    const { done, value } = parts.next()
    if (done) return value
  }
}

/** Few enough that whoever waits in between waits for some milliseconds at most. */
const partSize = 50

/** The same in small steps, so that others can work between two of them. */
export function* expandInParts(suite: FixtureSuite): Generator<void, ExpandedSuite> {
  const problems: string[] = []
  const fixtures = new Map<string, ExpandedFixture>()
  for (const located of listFixtures(suite, problems)) {
    const expanded = expandFixture(located, suite)
    const { id } = located.fixture
    if ('problem' in expanded) {
      if (!isUnsure(suite.unreadable, expanded.named)) problems.push(expanded.problem)
    } else if (fixtures.has(id)) problems.push(`${located.file}: there is another fixture \`${id}\``)
    else if (Object.keys(located.fixture.expect).length === 0) {
      problems.push(`${located.file}: fixture \`${id}\` expects nothing`)
    } else fixtures.set(id, expanded)
    if (fixtures.size % partSize === 0) yield
  }
  // Its fixture may stand in a file that cannot be used.
  const gaps = suite.unreadable.length > 0 ? [] : suite.knownGaps.keys()
  for (const id of gaps) {
    if (!fixtures.has(id)) problems.push(`known-gaps.json: there is no fixture \`${id}\``)
  }
  return { fixtures: [...fixtures.values()], problems }
}

function* listFixtures(suite: FixtureSuite, problems: string[]): Generator<LocatedFixture> {
  yield* suite.fixtures
  for (const located of suite.tables) {
    problems.push(...checkColumns(located, suite))
    for (const group of located.table.groups) {
      const expanded = expandGroup(located, group, suite)
      problems.push(...expanded.problems)
      yield* expanded.fixtures
    }
  }
}
