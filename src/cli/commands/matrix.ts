import { parseArgs } from 'node:util'
import { loadFixtureSuite } from '../../files/load-fixture-suite.ts'
import { type Filter, filterKeys, matchFilter, parseFilter } from '../../matrix/filter-fixtures.ts'
import { runSuite } from '../../matrix/run-suite.ts'
import { type Command, UsageError } from '../command.ts'
import { renderMatrix } from '../render-matrix.ts'
import { findRulesDir, loadPolicy, shippedDir } from '../rules-folder.ts'

export const matrixCommand: Command = {
  name: 'matrix',
  summary: 'run the compatibility fixtures and show what happens on every platform',
  help: `
usage: keywise matrix [--filter TEXT] [--json] [--rules DIR] [--fixtures DIR]

--filter combines ${filterKeys.join(', ')}: keys with ; (and), values with , (or).
Exit code 4 when a fixture fails.

examples:
  keywise matrix
  keywise matrix --filter 'os=windows;browser=firefox'
  keywise matrix --filter status=failing --json
`,
  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        filter: { type: 'string' },
        json: { type: 'boolean' },
        rules: { type: 'string' },
        fixtures: { type: 'string' },
      },
    })
    const filter = readFilter(values.filter ?? '')
    const policy = await loadPolicy(findRulesDir(values.rules, terminal.env), terminal)
    if (policy === null) return 3
    const { suite, problems } = await loadFixtureSuite(values.fixtures ?? shippedDir('fixtures'))
    const run = runSuite(suite, policy)
    const all = [...problems, ...run.problems]
    for (const problem of all) terminal.err(`${terminal.paint('red', 'unreadable')} ${problem}\n`)
    const results = run.results.filter((result) => matchFilter(result, filter))
    const failed = results.filter(({ mismatches }) => mismatches.length > 0)
    if (values.json) {
      terminal.out(
        `${JSON.stringify(
          {
            revision: policy.revision,
            total: results.length,
            failed: failed.length,
            fixtures: results.map(({ fixture, file, request, decision, platform, mismatches }) => ({
              id: fixture.id,
              title: fixture.title,
              file,
              because: fixture.because,
              source: fixture.source,
              status: mismatches.length === 0 ? 'passing' : 'failing',
              platform,
              action: decision.action,
              reason: decision.reason,
              explanation: decision.explanation,
              mismatches,
              request,
            })),
          },
          null,
          2,
        )}\n`,
      )
    } else {
      terminal.out(renderMatrix(results, terminal))
    }
    return failed.length > 0 || all.length > 0 ? 4 : 0
  },
}

function readFilter(text: string): Filter {
  const filter = parseFilter(text)
  if ('problem' in filter) throw new UsageError(filter.problem)
  return filter
}
