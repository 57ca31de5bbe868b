import { explainEmptySelection } from '../../matrix/explain-empty-selection.ts'
import { matchFilter } from '../../matrix/filter-fixtures.ts'
import { runSuite } from '../../matrix/run-suite.ts'
import type { ExitCode, Paint, Terminal } from '../command.ts'
import { findFixturesDir, loadFixtures } from '../fixtures-folder.ts'
import { findRulesDir, loadRules } from '../rules-folder.ts'
import type { MatrixOptions } from './read-matrix-options.ts'
import { renderReport } from './render-report.ts'
import { tellProblems } from './tell-problems.ts'
import { watchProgress } from './watch-progress.ts'
import { writeOutput } from './write-output.ts'

/** Colour is for terminals, never for files. */
export const paintFor = (out: string | undefined, terminal: Terminal): Paint =>
  out === undefined ? terminal.paint : (_style, text) => text

/** `keywise matrix`: runs the fixtures and shows what came of them. */
export async function showRun(options: MatrixOptions, terminal: Terminal): Promise<ExitCode> {
  const { filter, output, out, coverage } = options
  const loaded = await loadFixtures(findFixturesDir(options.fixtures))
  const rules = await loadRules(findRulesDir(options.rules, terminal.env), terminal)
  if (rules === null) return 3
  const run = await runSuite(loaded.suite, rules.policy, watchProgress(terminal))
  const problems = [...loaded.problems, ...run.problems]
  tellProblems(problems, terminal)
  const results = run.results.filter((result) => matchFilter(result, filter))
  for (const complaint of explainEmptySelection(filter, run.results, results)) {
    terminal.err(`${complaint}\n`)
    if (results.length === 0) return 2
  }
  const paint = paintFor(out, terminal)
  const text = await renderReport(output, {
    run: { ...run, results, problems },
    ...rules,
    paint,
    coverage,
  })
  await writeOutput(text, out, terminal)
  return results.some(({ status }) => status === 'failing') || problems.length > 0 ? 4 : 0
}
