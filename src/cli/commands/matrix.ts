import { existsSync } from 'node:fs'
import { type LoadedFixtures, loadFixtureSuite } from '../../files/load-fixture-suite.ts'
import { buildReport } from '../../matrix/build-report.ts'
import { type Filter, filterKeys, matchFilter, parseFilter } from '../../matrix/filter-fixtures.ts'
import { runSuite } from '../../matrix/run-suite.ts'
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
    const run = await runSuite(loaded.suite, policy, watchProgress(terminal))
    const problems = [...loaded.problems, ...run.problems]
    for (const problem of problems) terminal.err(`${terminal.paintError('red', 'unreadable')} ${problem}\n`)
    const results = run.results.filter((result) => matchFilter(result, filter))
    for (const complaint of explainEmptySelection(filter, run.results, results)) {
      terminal.err(`${complaint}\n`)
      if (results.length === 0) return 2
    }
    const failed = results.filter(({ status }) => status === 'failing')
    terminal.out(
      values.json
        ? `${JSON.stringify(buildReport(results, problems, policy), null, 2)}\n`
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

const patienceMs = 1000

/** Tells somebody who watches how far a run has come when it takes its time. */
function watchProgress(terminal: Terminal): (done: number, total: number) => void {
  if (!terminal.isWatched) return () => {}
  const started = Date.now()
  return (done, total) => {
    if (done === total) terminal.err('\r\u001b[K')
    else if (Date.now() - started > patienceMs) terminal.err(`\r${done} of ${total} fixtures\u001b[K`)
  }
}
