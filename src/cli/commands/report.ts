import { reportDimensions, reportKinds } from '../../contract/report-words.ts'
import type { Report } from '../../contract/reports.ts'
import { filterDimensions, readReportQuery } from '../../reports/read-report-query.ts'
import { renderReportCsv } from '../../reports/render-report-csv.ts'
import { renderReportText } from '../../reports/render-report-text.ts'
import { loadReport } from '../../store/load-report.ts'
import { checkDatabase } from '../check-database.ts'
import { type Command, type Terminal, UsageError } from '../command.ts'
import { readArguments } from '../read-arguments.ts'
import { readConfig } from '../read-config.ts'
import { loadLiveRules } from '../rules/load-live-rules.ts'
import { type DrawKind, drawKinds, showDraws } from '../show-draws.ts'
import { suggestWord } from '../suggest-word.ts'

const formats = ['text', 'json', 'csv'] as const
type Format = (typeof formats)[number]

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  purpose: { type: 'string' },
  by: { type: 'string' },
  'min-count': { type: 'string' },
  count: { type: 'string' },
  os: { type: 'string' },
  browser: { type: 'string' },
  provider: { type: 'string' },
  rule: { type: 'string' },
  reach: { type: 'string' },
  action: { type: 'string' },
  mode: { type: 'string' },
  view: { type: 'string' },
  format: { type: 'string' },
  json: { type: 'boolean' },
  explain: { type: 'boolean' },
  name: { type: 'string' },
  'data-dir': { type: 'string' },
  'rules-dir': { type: 'string' },
} as const

interface DrawOptions {
  readonly from?: string | undefined
  readonly name?: string | undefined
  readonly format?: string | undefined
  readonly json?: boolean | undefined
  readonly 'data-dir'?: string | undefined
  readonly 'rules-dir'?: string | undefined
}

export const reportCommand: Command = {
  help: `
usage: keywise report [kpis | funnel | calibration | rollouts | experiments | shadow] [options]

  kpis          how logins go: offered, started, completed, verified, dead ends, ways around, times, errors
  funnel        how far people come: logins by their way, new passkeys by variant
  calibration   whether decisions that say .8 succeed in about 80 %
  rollouts      each rollout of the rules: its share, how both sides fare, what its guard says and holds
  experiments   each experiment: what its variants have led to, and whether they differ (--name: one of them)
  shadow        what the rules of rules/shadow/ would have answered otherwise
                (these three take --from, --json and --rules-dir, and no filters)

  --from TIME       2026-11-01, 2026-11-01T09:00:00Z or 7d (so many days before now); default 30d
  --to TIME         the same, not included; default now
  --by WORDS        one or two of ${reportDimensions.join(', ')}
  --purpose WORDS   authentication (default of kpis and calibration), step-up; funnel: registration as well
  ${filterDimensions.map((name) => `--${name}`).join(', ')}
                    only these values, joined by commas; \`none\` where nothing was recorded
  --min-count N     groups of fewer people are merged, a total of fewer is withheld; default 5
  --count WORD      proven (default): proven successes, and failures of decisions that a device token or a proven
                    login vouches for; observed: whatever pages report, for sites whose back end reports nothing
  --format WORD     text (default), json or csv
  --json            short for --format json
  --explain         also say what each figure is
  --data-dir DIR    default ./data

Reads the database of this machine and changes nothing; the service may run meanwhile. Days are UTC days. Decisions
past KEYWISE_RETENTION_DAYS, and those of users who were erased, are in no figure.

examples:
  keywise report
  keywise report --from 7d --by os,browser
  keywise report kpis --by rule --browser safari --explain
  keywise report funnel --purpose registration --by day --format csv > new-passkeys.csv
  keywise report calibration --from 90d
  keywise report rollouts
  keywise report experiments --name wording --from 14d
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 1)
    const asked = readWord('report', positionals[0] ?? 'kpis', [...reportKinds, ...drawKinds])
    const drawKind = drawKinds.find((one) => one === asked)
    if (drawKind !== undefined) return runDraws(drawKind, values, terminal)
    if (values.name !== undefined) throw new UsageError('`--name` belongs to `report experiments`')
    const kind = readWord('report', asked, reportKinds)
    const format = readFormat(values.format, values.json === true)
    const {
      format: _format,
      json: _json,
      explain: _explain,
      'data-dir': _dir,
      'rules-dir': _rules,
      ...filters
    } = values
    const { 'min-count': minCount, ...words } = filters
    const text = Object.fromEntries(
      Object.entries({ ...words, minCount }).filter(([, value]) => value !== undefined),
    )
    const read = readReportQuery(kind, text, Date.now())
    if ('problems' in read) throw new UsageError(explainProblems(read.problems))
    const { databaseFile, retentionDays } = await readConfig(values, terminal)
    checkDatabase(databaseFile)
    const report = loadReport({ file: databaseFile, retentionDays }, read.query)
    terminal.out(render(report, format, values.explain === true, terminal))
    return 0
  },
}

/** Reports about draws and shadows: of the rules in force, without filters. */
async function runDraws(kind: DrawKind, values: DrawOptions, terminal: Terminal): Promise<0> {
  const taken = new Set(['from', 'name', 'format', 'json', 'data-dir', 'rules-dir'])
  const unheard = Object.keys(values).find((option) => !taken.has(option))
  if (unheard !== undefined) throw new UsageError(`\`report ${kind}\` takes no \`--${unheard}\``)
  if (values.name !== undefined && kind !== 'experiments')
    throw new UsageError('`--name` belongs to `report experiments`')
  const format = readFormat(values.format, values.json === true)
  if (format === 'csv') throw new UsageError(`\`report ${kind}\` is told as text or json`)
  const now = Date.now()
  const read = readReportQuery('kpis', values.from === undefined ? {} : { from: values.from }, now)
  if ('problems' in read) throw new UsageError(explainProblems(read.problems))
  const config = await readConfig(values, terminal)
  const { databaseFile: file } = config
  checkDatabase(file)
  const live = await loadLiveRules(config, values['rules-dir'] !== undefined)
  const { name } = values
  const shown = showDraws({ kind, from: read.query.from, now, name, file, live }, terminal.paint)
  terminal.out(format === 'json' ? `${JSON.stringify(shown.data, null, 2)}\n` : shown.text)
  return 0
}

function readWord<T extends string>(what: string, written: string, words: readonly T[]): T {
  const word = words.find((one) => one === written)
  if (word === undefined)
    throw new UsageError(`unknown ${what} \`${written}\`; ${suggestWord(written, words)}`)
  return word
}

function readFormat(written: string | undefined, json: boolean): Format {
  if (written === undefined) return json ? 'json' : 'text'
  const format = readWord('format', written, formats)
  if (json && format !== 'json')
    throw new UsageError(`\`--json\` and \`--format ${format}\` do not go together`)
  return format
}

const explainProblems = (problems: readonly { readonly field: string; readonly message: string }[]) =>
  problems
    .map(({ field, message }) => `--${field === 'minCount' ? 'min-count' : field}: ${message}`)
    .join('\n')

function render(report: Report, format: Format, explain: boolean, { paint }: Terminal): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`
  return format === 'csv' ? renderReportCsv(report) : renderReportText(report, paint, explain)
}
