import type { MatrixCoverage } from '../contract/matrix.ts'
import { allReasons, purposes } from '../contract/words.ts'
import type { Policy } from '../core/index.ts'
import type { FixtureResult } from './run-fixture.ts'

/**
 * What these fixtures touch and what they leave out. A rule is hit where it wins; a statement where it had a say in
 * something the fixture expects; a reason where it is expected.
 */
export function summarizeCoverage(results: readonly FixtureResult[], policy: Policy): MatrixCoverage {
  const coverage = countCoverage(policy)
  for (const result of results) coverage.add(result)
  return coverage.summarize()
}

/** Gathers coverage fixture by fixture. */
export function countCoverage(policy: Policy): {
  add(result: FixtureResult): void
  summarize(): MatrixCoverage
} {
  const rulesHit = new Set<string>()
  const statementsHit = new Set<string>()
  const reasonsHit = new Set<string>()
  const add = ({ decision, fixture, grounds }: FixtureResult) => {
    const { support = {}, knownIssues = [], platform: _platform, reach: _reach, ...rest } = fixture.expect
    if (decision.rule !== undefined) rulesHit.add(`${decision.rule.file} ${decision.rule.name}`)
    if (fixture.expect.reason !== undefined) reasonsHit.add(fixture.expect.reason)
    const expectsDecision = Object.keys(rest).length > 0
    for (const { what, ref } of grounds) {
      // `reach.bitwarden` is among the grounds only where the fixture expects it.
      const expected = what in support || what.startsWith('reach.') || knownIssues.includes(what)
      // A report that is not believed shows in no single value, but in all of them.
      const weighed = what === 'client' || (what === 'report' && Object.keys(support).length > 0)
      if (expectsDecision || weighed || expected) statementsHit.add(ref)
    }
  }
  return { add, summarize: () => summarizeHits(policy, { rulesHit, statementsHit, reasonsHit }) }
}

interface Hits {
  readonly rulesHit: ReadonlySet<string>
  readonly statementsHit: ReadonlySet<string>
  readonly reasonsHit: ReadonlySet<string>
}

function summarizeHits(policy: Policy, { rulesHit, statementsHit, reasonsHit }: Hits): MatrixCoverage {
  const rules = purposes.flatMap((purpose) => {
    const { file, rules } = policy.ruleSets[purpose]
    return rules.map(({ name }) => `${file} ${name}`)
  })
  // An issue that no server can tell can be hit by nothing.
  const untellable = new Set(
    policy.knowledge.issues.filter(({ holds }) => holds === null).map(({ ref }) => ref),
  )
  // How failures are told apart has fixtures of its own (`fixtures/failures.json`): no login page visit shows it.
  for (const { ref } of policy.knowledge.failures) untellable.add(ref)
  const statements = policy.knowledge.dated.map(({ ref }) => ref).filter((ref) => !untellable.has(ref))
  return {
    rules: count(rules, rulesHit),
    statements: count(statements, statementsHit),
    reasons: count(allReasons, reasonsHit),
  }
}

const count = (all: readonly string[], hit: ReadonlySet<string>) => ({
  total: all.length,
  hit: all.filter((one) => hit.has(one)).length,
  missed: all.filter((one) => !hit.has(one)),
})
