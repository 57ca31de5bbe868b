import { existsSync, statSync } from 'node:fs'
import { buildComparison } from '../../matrix/build-comparison.ts'
import { explainEmptySelection } from '../../matrix/explain-empty-selection.ts'
import { matchFilter } from '../../matrix/filter-fixtures.ts'
import { runSuite } from '../../matrix/run-suite.ts'
import { type ExitCode, type Terminal, UsageError } from '../command.ts'
import { findFixturesDir, loadFixtures } from '../fixtures-folder.ts'
import { findRulesDir, type LoadedRules, loadRules, parseRules } from '../rules-folder.ts'
import { loadGitRules } from './load-git-rules.ts'
import type { MatrixOptions } from './read-matrix-options.ts'
import { renderComparison } from './render-comparison.ts'
import { paintFor } from './show-run.ts'
import { tellProblems } from './tell-problems.ts'
import { watchProgress } from './watch-progress.ts'
import { writeOutput } from './write-output.ts'

/** `keywise matrix --compare`: what changes from other rules to these. */
export async function showComparison(
  compared: string,
  options: MatrixOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { filter, output, out, allow } = options
  const rulesDir = findRulesDir(options.rules, terminal.env)
  const loaded = await loadFixtures(findFixturesDir(options.fixtures))
  const to = await loadRules(rulesDir, terminal)
  if (to === null) return 3
  const from = await loadCompared(compared, rulesDir, terminal)
  if (from === null) return 3
  const before = await runSuite(loaded.suite, from.policy, watchProgress(terminal))
  const after = await runSuite(loaded.suite, to.policy, watchProgress(terminal))
  const problems = [...loaded.problems, ...after.problems]
  tellProblems(problems, terminal)
  // What a fixture comes to may move it into a filter or out of it: either counts.
  const chosen = new Set(
    [...before.results, ...after.results]
      .filter((result) => matchFilter(result, filter))
      .map(({ fixture }) => fixture.id),
  )
  const results = after.results.filter(({ fixture }) => chosen.has(fixture.id))
  const everything = [...after.results, ...before.results]
  for (const complaint of explainEmptySelection(filter, everything, results)) {
    terminal.err(`${complaint}\n`)
    if (results.length === 0) return 2
  }
  const comparison = buildComparison({ ...from, results: before.results }, { ...to, results })
  await writeOutput(
    output === 'json'
      ? `${JSON.stringify(comparison, null, 2)}\n`
      : renderComparison(comparison, compared, paintFor(out, terminal)),
    out,
    terminal,
  )
  if (allow !== null && comparison.changedDecisions > allow) {
    terminal.err(`${comparison.changedDecisions} decisions change, ${allow} are allowed\n`)
    return 5
  }
  return results.some(({ status }) => status === 'failing') || problems.length > 0 ? 4 : 0
}

/** A folder where there is one, else a revision. @throws UsageError where it is neither */
async function loadCompared(
  compared: string,
  rulesDir: string,
  terminal: Terminal,
): Promise<LoadedRules | null> {
  if (compared === '' || compared.startsWith('-'))
    throw new UsageError(`\`${compared}\` is neither a folder nor a revision`)
  if (existsSync(compared) && statSync(compared).isDirectory()) return loadRules(compared, terminal)
  const folder = await loadGitRules(rulesDir, compared)
  return parseRules(folder, `the rules of revision \`${compared}\``, terminal)
}
