import { parseTime } from '../../contract/parse-time.ts'
import { loadSiteKey } from '../../http/load-site-key.ts'
import { buildCoverageReport, type RecordedCoverage } from '../../matrix/build-coverage-report.ts'
import { countFixtures } from '../../matrix/count-fixtures.ts'
import { countRecorded } from '../../store/count-recorded.ts'
import { checkDatabase } from '../check-database.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { findFixturesDir, loadFixtures } from '../fixtures-folder.ts'
import { tellProblems } from '../matrix/tell-problems.ts'
import { readArguments } from '../read-arguments.ts'
import { readConfig } from '../read-config.ts'
import { renderCoverageReport } from '../render-coverage-report.ts'
import { loadLiveRules } from '../rules/load-live-rules.ts'
import { findRulesDir, type LoadedRules, loadRules, parseRules } from '../rules-folder.ts'

const options = {
  recorded: { type: 'boolean' },
  from: { type: 'string' },
  limit: { type: 'string' },
  fixtures: { type: 'string' },
  rules: { type: 'string' },
  conditions: { type: 'boolean' },
  'data-dir': { type: 'string' },
  json: { type: 'boolean' },
} as const

const usual = { from: '7d', limit: 20_000 }
const mostLogins = 10_000_000

export const coverageCommand: Command = {
  help: `
usage: keywise coverage [DIR] [--recorded] [options]

Tells for each rule of a folder (default ./rules) how often it decides, over all fixtures and, with --recorded, over the
logins that the service has recorded, asked again under these rules with what was known then. Then it lists rules that
never match, rules that another rule above always comes before, conditions that always come out the same, and rules that
are switched off or outside their dates.

  --recorded         also the recorded logins of the database; it is only read, and the service may run meanwhile
  --from TIME        of these, since 2026-11-01, 2026-11-01T09:00:00Z or 7d (the default: seven days)
  --limit N          the newest so many; default ${usual.limit}
  --conditions       every condition that always comes out the same, not only the first ones
  --fixtures DIR     default ./fixtures, or those that ship with Keywise
  --data-dir DIR     default ./data
  --json

Logins that a kill switch had answered count for no rule. Statements of the knowledge base and reasons are covered in
\`keywise matrix --coverage\`.

examples:
  keywise coverage
  keywise coverage ./draft --recorded --from 30d
  keywise coverage --recorded --limit 100000 --json
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 1)
    if (values.recorded !== true)
      for (const name of ['from', 'limit', 'data-dir'] as const)
        if (values[name] !== undefined) throw new UsageError(`\`--${name}\` goes with --recorded`)
    const now = Date.now()
    const query = values.recorded === true ? readQuery(values, now) : null
    const named = positionals[0] ?? values.rules
    const rules =
      query !== null && named === undefined
        ? await loadInForce(values, terminal)
        : await loadRules(findRulesDir(named, terminal.env), terminal)
    if (rules === null) return 3
    const { suite, problems } = await loadFixtures(findFixturesDir(values.fixtures))
    const fixtures = countFixtures(suite, rules.policy)
    tellProblems([...problems, ...fixtures.problems], terminal)
    const recorded = query && (await countLogins(query, rules, values, terminal))
    const report = buildCoverageReport({ ...rules, now, fixtures: fixtures.count, recorded })
    terminal.out(
      values.json === true
        ? `${JSON.stringify(report, null, 2)}\n`
        : renderCoverageReport(report, terminal.paint, values.conditions === true),
    )
    return 0
  },
}

/** What recorded logins were answered by is what is in force, wherever it is kept. */
async function loadInForce(
  values: { readonly 'data-dir'?: string | undefined },
  terminal: Terminal,
): Promise<LoadedRules | null> {
  const { folder, name, dir } = await loadLiveRules(await readConfig(values, terminal))
  return parseRules(folder, name, terminal, dir)
}

function readQuery(
  values: { readonly from?: string | undefined; readonly limit?: string | undefined },
  now: number,
) {
  const from = parseTime((values.from ?? usual.from).trim(), now)
  if (from === null || from >= now)
    throw new UsageError(`--from: \`${values.from}\` is no time before now; write 2026-11-01 or 7d`)
  const limit = Number(values.limit ?? usual.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > mostLogins)
    throw new UsageError(`--limit: \`${values.limit}\` is not a whole number from 1 to ${mostLogins}`)
  return { from, to: now, limit }
}

async function countLogins(
  query: ReturnType<typeof readQuery>,
  { folder }: LoadedRules,
  values: { readonly 'data-dir'?: string | undefined },
  terminal: Terminal,
): Promise<RecordedCoverage> {
  const config = await readConfig(values, terminal)
  checkDatabase(config.databaseFile)
  const siteKey = await loadSiteKey(config)
  if (siteKey === null) throw new UsageError(`there is no site key in \`${config.dataDir}\``)
  return countRecorded({ file: config.databaseFile, siteKey }, folder, query)
}
