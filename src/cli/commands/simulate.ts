import { existsSync } from 'node:fs'
import { parseTime } from '../../contract/parse-time.ts'
import type { Simulation } from '../../contract/simulation.ts'
import {
  mostSimulatedDecisions,
  usualSimulatedDays,
  usualSimulatedDecisions,
} from '../../contract/simulation-words.ts'
import { type Purpose, purposes } from '../../contract/words.ts'
import { loadSiteKey } from '../../http/load-site-key.ts'
import { renderSimulation } from '../../replay/render-simulation.ts'
import { type SimulationOrder, simulate } from '../../replay/simulate.ts'
import { usualCrew } from '../../replay/thread-crew.ts'
import { countPendingMigrations } from '../../store/count-pending-migrations.ts'
import { type Command, type ExitCode, type Terminal, UsageError } from '../command.ts'
import { findFixturesDir, loadFixtures } from '../fixtures-folder.ts'
import { readArguments } from '../read-arguments.ts'
import { readConfig } from '../read-config.ts'
import { loadLiveRules } from '../rules/load-live-rules.ts'
import { loadRules, parseRules } from '../rules-folder.ts'
import { suggestWord } from '../suggest-word.ts'
import { watchSimulation } from '../watch-simulation.ts'

const options = {
  against: { type: 'string' },
  'rules-dir': { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  limit: { type: 'string' },
  purpose: { type: 'string' },
  'no-fixtures': { type: 'boolean' },
  'no-recorded': { type: 'boolean' },
  fixtures: { type: 'string' },
  'max-changed': { type: 'string' },
  json: { type: 'boolean' },
  'data-dir': { type: 'string' },
} as const
type Values = { readonly [Name in keyof typeof options]?: string | boolean | undefined }

export const simulateCommand: Command = {
  help: `
usage: keywise simulate DRAFT_DIR [options]

Asks recorded decisions and fixtures again, with the rules in force and with a draft, and tells what would change: how
many answers, from what to what, by system, browser and rule; how those logins had ended; who would lose the only way
in; and what it is expected to cost (an estimate). Nothing is changed, and the service may run meanwhile.

  --against DIR       the rules to compare with; default those in force: ./rules, or what KEYWISE_RULES_DIR or
                      --rules-dir names, or with KEYWISE_RULES_SOURCE=store what was published last
  --from TIME         recorded decisions from 2026-11-01, 2026-11-01T09:00:00Z or 7d (so many days before now) on;
                      default ${usualSimulatedDays}d
  --to TIME           the same, not included; default now
  --limit N           at most so many, the newest; default ${usualSimulatedDecisions}
  --purpose WORDS     only ${purposes.join(', ')}, joined by commas
  --no-recorded       fixtures only
  --no-fixtures       recorded decisions only
  --fixtures DIR      default ./fixtures, or the fixtures that ship with Keywise
  --max-changed N     exit code 5 when more than N recorded decisions change; 2% for a share of them. Without recorded
                      decisions, fixtures are counted
  --json              all of it as data
  --data-dir DIR      where the database and the site key are; default ./data

Each decision is asked again as it was put: with its clock, the history of then and the switches that were on. A rule of
the draft that begins later than now has no say in them. Exit code 3 when the draft cannot be used.

examples:
  keywise simulate ./draft
  keywise simulate ./draft --from 30d --max-changed 2%
  keywise simulate ./draft --against ./rules --no-recorded
  keywise simulate ./draft --purpose authentication --json > changes.json
`,
  async run(args, terminal) {
    const { values, positionals } = readArguments(args, options, 1)
    const [draftDir] = positionals
    if (draftDir === undefined) throw new UsageError('name the folder of the draft: keywise simulate ./draft')
    if (values['no-fixtures'] === true && values['no-recorded'] === true)
      throw new UsageError('`--no-fixtures` and `--no-recorded` together leave nothing to simulate')
    const allowed = readAllowed(values['max-changed'])
    const config = await readConfig(
      { 'data-dir': values['data-dir'], 'rules-dir': values.against ?? values['rules-dir'] },
      terminal,
    )
    const now = Date.now()
    const selection = readSelection(values, now)
    const draft = await loadRules(draftDir, terminal)
    if (draft === null) return 3
    const named = values.against ?? values['rules-dir']
    const inForce = await loadLiveRules(config, named !== undefined)
    const live = parseRules(inForce.folder, inForce.name, terminal, inForce.dir)
    if (live === null) return 3
    const source = values['no-recorded'] === true ? null : await findSource(config, values, terminal)
    if (source === null && values['no-fixtures'] === true)
      throw new UsageError('there are no recorded decisions, and `--no-fixtures` leaves nothing else')
    const fixturesDir = values['no-fixtures'] === true ? null : findFixturesDir(values.fixtures)
    // Says in words which folder is missing.
    if (fixturesDir !== null && !existsSync(fixturesDir)) await loadFixtures(fixturesDir)
    const order: SimulationOrder = {
      live: live.folder,
      draft: draft.folder,
      recorded: source === null ? null : { source, selection },
      fixturesDir,
      now,
    }
    const simulation = await simulate(order, watchSimulation(terminal), usualCrew())
    terminal.out(
      values.json === true
        ? `${JSON.stringify(simulation, null, 2)}\n`
        : renderSimulation(simulation, terminal.paint),
    )
    return judge(simulation, allowed, terminal)
  },
}

type Config = Awaited<ReturnType<typeof readConfig>>

/** Where decisions are recorded; null: nowhere yet, which is said. @throws UsageError where one was named in vain */
async function findSource(config: Config, values: Values, terminal: Terminal) {
  const { databaseFile: file } = config
  if (!existsSync(file)) {
    const missing = `there is no database at \`${file}\``
    if (values['data-dir'] !== undefined)
      throw new UsageError(`${missing}; name another folder, or add --no-recorded`)
    terminal.err(`${missing}: only the fixtures are asked; name its folder by --data-dir\n`)
    return null
  }
  if (countPendingMigrations(file) > 0)
    throw new UsageError(`\`${file}\` is of an older version; bring it up to date with \`keywise migrate\``)
  const siteKey = await loadSiteKey(config)
  return siteKey === null ? null : { file, siteKey }
}

function readSelection(values: Values, now: number) {
  const to = readTime('to', values.to, now) ?? now
  const from = readTime('from', values.from, now) ?? to - usualSimulatedDays * 86_400_000
  if (from >= to) throw new UsageError('--from: must be before --to')
  return { from, to, limit: readLimit(values.limit), purposes: readPurposes(values.purpose) }
}

function readTime(name: string, written: string | boolean | undefined, now: number): number | null {
  if (typeof written !== 'string') return null
  const time = parseTime(written.trim(), now)
  if (time === null)
    throw new UsageError(`--${name}: \`${written}\` is no time; write 2026-11-01, 2026-11-01T09:00:00Z or 7d`)
  return time
}

function readLimit(written: string | boolean | undefined): number {
  if (typeof written !== 'string') return usualSimulatedDecisions
  const limit = Number(written)
  if (!/^\d{1,7}$/.test(written) || limit < 1 || limit > mostSimulatedDecisions)
    throw new UsageError(`--limit: \`${written}\` is not a whole number from 1 to ${mostSimulatedDecisions}`)
  return limit
}

function readPurposes(written: string | boolean | undefined): readonly Purpose[] {
  if (typeof written !== 'string') return purposes
  const words = written.split(',').map((word) => word.trim())
  for (const word of words)
    if (!(purposes as readonly string[]).includes(word))
      throw new UsageError(`--purpose: unknown \`${word}\`; ${suggestWord(word, purposes)}`)
  return purposes.filter((purpose) => words.includes(purpose))
}

/** How much may change: a number, or a share of what was asked. */
interface Allowed {
  readonly number: number
  readonly isShare: boolean
  readonly written: string
}

function readAllowed(written: string | undefined): Allowed | null {
  if (written === undefined) return null
  const read = /^(\d{1,9}(?:\.\d{1,4})?)\s*(%?)$/.exec(written.trim())
  const [, number = '', sign] = read ?? []
  const isShare = sign === '%'
  const isGood = isShare ? Number(number) <= 100 : !number.includes('.')
  if (read === null || !isGood)
    throw new UsageError(`--max-changed: \`${written}\` is neither a whole number nor a share such as 2%`)
  return { number: Number(number), isShare, written: written.trim() }
}

function judge({ recorded, fixtures }: Simulation, allowed: Allowed | null, terminal: Terminal): ExitCode {
  const part = recorded ?? fixtures
  if (allowed === null || part === null) return 0
  const { count, share } = part.changed
  if ((allowed.isShare ? share * 100 : count) <= allowed.number) return 0
  const what = recorded === null ? 'fixtures' : 'recorded decisions'
  terminal.err(`${count} of ${part.decided} ${what} change, \`--max-changed\` allows ${allowed.written}\n`)
  return 5
}
