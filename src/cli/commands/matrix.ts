import { existsSync } from 'node:fs'
import type { Policy } from '../../core/index.ts'
import { type LoadedFixtures, loadFixtureSuite } from '../../files/load-fixture-suite.ts'
import { type Filter, filterKeys, matchFilter, parseFilter } from '../../matrix/filter-fixtures.ts'
import type { FixtureResult } from '../../matrix/run-fixture.ts'
import { runSuite } from '../../matrix/run-suite.ts'
import { summarizeResult } from '../../matrix/summarize-result.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { explainEmptySelection } from '../explain-empty-selection.ts'
import { readArguments } from '../read-arguments.ts'
import { renderMatrix } from '../render-matrix.ts'
import { findRulesDir, loadPolicy, shippedDir } from '../rules-folder.ts'

export const matrixCommand: Command = {
  help: `
usage: keywise matrix [--filter TEXT] [--json] [--rules DIR] [--fixtures DIR]

  --filter TEXT    only some fixtures: conditions joined by ; (and), their values by , (or); keys are
                   ${filterKeys.join(', ')}; id and file match a part
  --json           every fixture with its request, its decision and what differs
  --rules DIR      default ./rules, or the rules that ship with Keywise
  --fixtures DIR   default ./fixtures, or the fixtures that ship with Keywise

Each cell of the table counts fixtures; 12 !3 means that 3 of 12 fail. Exit code 4 when a fixture fails, 2 when a
filter selects nothing, except status=failing.

examples:
  keywise matrix
  keywise matrix --filter 'os=windows;browser=firefox,edge'
  keywise matrix --filter id=story-a
  keywise matrix --filter status=failing --json
`,
  async run(args, terminal) {
    const options = {
      filter: { type: 'string' },
      json: { type: 'boolean' },
      rules: { type: 'string' },
      fixtures: { type: 'string' },
    } as const
    const { values } = readArguments(args, options)
    const filter = readFilter(values.filter ?? '')
    const dir = values.fixtures ?? (existsSync('./fixtures') ? './fixtures' : shippedDir('fixtures'))
    const loaded = await loadFixtures(dir)
    const policy = await loadPolicy(findRulesDir(values.rules, terminal.env), terminal)
    if (policy === null) return 3
    const run = runInParts(loaded.suite, policy, terminal)
    const problems = [...loaded.problems, ...run.problems]
    for (const problem of problems) terminal.err(`${terminal.paintError('red', 'unreadable')} ${problem}\n`)
    const results = run.results.filter((result) => matchFilter(result, filter))
    for (const complaint of explainEmptySelection(filter, run.results, results)) {
      terminal.err(`${complaint}\n`)
      if (results.length === 0) return 2
    }
    const failed = results.filter(({ mismatches }) => mismatches.length > 0)
    terminal.out(
      values.json
        ? `${JSON.stringify(buildReport(results, failed.length, problems, policy), null, 2)}\n`
        : renderMatrix(results, terminal.paint),
    )
    return failed.length > 0 || problems.length > 0 ? 4 : 0
  },
}

async function loadFixtures(dir: string): Promise<LoadedFixtures> {
  try {
    return await loadFixtureSuite(dir)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new UsageError(
      `there is no fixtures folder at \`${dir}\`, or no clients.json and passkeys.json in it`,
    )
  }
}

function readFilter(text: string): Filter {
  const filter = parseFilter(text)
  if ('problem' in filter) throw new UsageError(filter.problem)
  return filter
}

const partSize = 50
const patienceMs = 1000

/** Like `runSuite`, telling somebody who watches how far it has come when it takes its time. */
function runInParts(suite: LoadedFixtures['suite'], policy: Policy, terminal: Terminal) {
  const started = Date.now()
  const { fixtures } = suite
  const results: FixtureResult[] = []
  const problems: string[] = []
  for (let from = 0; from < fixtures.length; from += partSize) {
    const part = runSuite({ ...suite, fixtures: fixtures.slice(from, from + partSize) }, policy)
    results.push(...part.results)
    problems.push(...part.problems)
    if (terminal.isWatched && Date.now() - started > patienceMs)
      terminal.err(`\r${Math.min(from + partSize, fixtures.length)} of ${fixtures.length} fixtures\u001b[K`)
  }
  if (terminal.isWatched) terminal.err('\r\u001b[K')
  return { results, problems }
}

const buildReport = (
  results: readonly FixtureResult[],
  failed: number,
  problems: readonly string[],
  policy: Policy,
) => ({
  revision: policy.revision,
  total: results.length,
  failed,
  problems,
  fixtures: results.map(summarizeResult),
})
