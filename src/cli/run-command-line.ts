import { readFileSync } from 'node:fs'
import { type Command, type ExitCode, type Terminal, UsageError } from './command.ts'
import { suggestWord } from './suggest-word.ts'

interface Verb {
  readonly summary: string
  /** Loaded when it is asked for: `check` need not wait for a web server. */
  readonly load: () => Promise<Command>
}

const verbs: Readonly<Record<string, Verb>> = {
  serve: {
    summary: 'start the service',
    load: async () => (await import('./commands/serve.ts')).serveCommand,
  },
  decide: {
    summary: 'decide one login on the spot, without a server',
    load: async () => (await import('./commands/decide.ts')).decideCommand,
  },
  explain: {
    summary: 'show why one login gets its answer, and what would change it',
    load: async () => (await import('./commands/explain.ts')).explainCommand,
  },
  'explain-rules': {
    summary: 'tell every rule in plain words, in the order in which they are tried',
    load: async () => (await import('./commands/explain-rules.ts')).explainRulesCommand,
  },
  check: {
    summary: 'find every problem in a rules folder',
    load: async () => (await import('./commands/check.ts')).checkCommand,
  },
  prove: {
    summary: 'try the laws on the rules with made-up logins, and find rules that nobody reaches',
    load: async () => (await import('./commands/prove.ts')).proveCommand,
  },
  matrix: {
    summary: 'run the compatibility fixtures and show what happens on every platform',
    load: async () => (await import('./commands/matrix.ts')).matrixCommand,
  },
  coverage: {
    summary: 'tell which rules and conditions fixtures and recorded logins meet, and which none meets',
    load: async () => (await import('./commands/coverage.ts')).coverageCommand,
  },
  fixture: {
    summary: 'add a fixture from a pasted client or a recorded decision',
    load: async () => (await import('./commands/fixture.ts')).fixtureCommand,
  },
  simulate: {
    summary: 'tell what a draft of the rules would change, over recorded decisions and fixtures',
    load: async () => (await import('./commands/simulate.ts')).simulateCommand,
  },
  diff: {
    summary: 'tell what differs between two sets of rules: folders, revisions, live, previous',
    load: async () => (await import('./commands/diff.ts')).diffCommand,
  },
  publish: {
    summary: 'put a rules folder in force: checked, compared, whole or not at all',
    load: async () => (await import('./commands/publish.ts')).publishCommand,
  },
  revert: {
    summary: 'take the rules back to those of before',
    load: async () => (await import('./commands/revert.ts')).revertCommand,
  },
  rollout: {
    summary: 'hold a rollout at the share it has, or let one go on that is held',
    load: async () => (await import('./commands/rollout.ts')).rolloutCommand,
  },
  bench: {
    summary: 'let simulated people log in for a year, and measure what decisions cost them',
    load: async () => (await import('./commands/bench.ts')).benchCommand,
  },
  report: {
    summary: 'tell how logins go, in figures: KPIs, funnels, calibration',
    load: async () => (await import('./commands/report.ts')).reportCommand,
  },
  switch: {
    summary: 'stop passkeys at once, for everybody or for some, and let them come back',
    load: async () => (await import('./commands/switch.ts')).switchCommand,
  },
  audit: {
    summary: 'say whether the audit log is as it was written',
    load: async () => (await import('./commands/audit.ts')).auditCommand,
  },
  migrate: {
    summary: 'bring the database to the schema of this version',
    load: async () => (await import('./commands/migrate.ts')).migrateCommand,
  },
  'well-known': {
    summary: 'write the files that browsers look for at the host of the RP ID',
    load: async () => (await import('./commands/well-known.ts')).wellKnownCommand,
  },
  keys: {
    summary: 'list, make and remove API keys',
    load: async () => (await import('./commands/keys.ts')).keysCommand,
  },
  doctor: {
    summary: 'look over settings, rules, knowledge and database',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand,
  },
}
const isHelp = (word: string | undefined) => word === '--help' || word === '-h'

/** Does what one command line says, with a terminal to read from and write to. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [first, ...rest] = argv
  if (first === undefined) {
    terminal.err(overview())
    return 2
  }
  if (first === '--version' || first === '-v' || first === 'version') {
    terminal.out(`${readVersion()}\n`)
    return 0
  }
  // `keywise help decide` is `keywise decide --help`.
  const [name, ...args] = first === 'help' && rest[0] !== undefined ? [rest[0], '--help'] : [first, ...rest]
  if (name === 'help' || isHelp(name)) {
    terminal.out(overview())
    return 0
  }
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (verb === undefined) {
    terminal.err(`unknown command \`${name}\`; ${suggestWord(name, Object.keys(verbs))}\n`)
    return 2
  }
  const command = await verb.load()
  if (args.some(isHelp)) {
    terminal.out(`keywise ${name}: ${verb.summary}\n\n${command.help.trim()}\n`)
    return 0
  }
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.message}\n\nsee: keywise ${name} --help\n`)
      return 2
    }
    terminal.err(`${describe(error)}\n`)
    return 1
  }
}

/** A mistake in the program is told with its place, for a report; what the system refuses, without. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const isBug = [TypeError, RangeError, ReferenceError].some((kind) => error instanceof kind)
  return isBug ? `this is a mistake in Keywise, please report it:\n${error.stack}` : error.message
}

function overview(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length))
  const lines = Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return `keywise: should this login start a passkey ceremony, and which?

usage: keywise COMMAND [options]

${lines.join('\n')}

exit codes: 0 ok, 1 unexpected, 2 usage, 3 rules invalid or a law broken, 4 fixtures failed,
  5 more decisions changed than allowed
see: keywise COMMAND --help
`
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}
