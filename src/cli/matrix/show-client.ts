import { explainClient } from '../../matrix/explain-client.ts'
import type { ExitCode, Terminal } from '../command.ts'
import { findFixturesDir, loadFixtures } from '../fixtures-folder.ts'
import { findRulesDir, loadPolicy } from '../rules-folder.ts'
import { readClientText } from './read-client-text.ts'
import type { MatrixOptions } from './read-matrix-options.ts'
import { renderClient } from './render-client.ts'
import { paintFor } from './show-run.ts'
import { tellProblems } from './tell-problems.ts'
import { writeOutput } from './write-output.ts'

/** `keywise matrix --why`: what is believed of one client, and what would happen on it. */
export async function showClient(
  asked: string,
  options: MatrixOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { output, out } = options
  const signals =
    asked === '-'
      ? readClientText(await terminal.readInput(), 'standard input')
      : readClientText(asked, '--why')
  const policy = await loadPolicy(findRulesDir(options.rules, terminal.env), terminal)
  if (policy === null) return 3
  const loaded = await loadFixtures(findFixturesDir(options.fixtures))
  tellProblems(loaded.problems, terminal)
  const client = explainClient(signals, policy, loaded.suite)
  await writeOutput(
    output === 'json'
      ? `${JSON.stringify(client, null, 2)}\n`
      : renderClient(client, paintFor(out, terminal)),
    out,
    terminal,
  )
  return 0
}
