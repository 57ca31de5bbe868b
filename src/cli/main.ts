#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { type Command, createTerminal, type ExitCode, type Terminal, UsageError } from './command.ts'
import { checkCommand } from './commands/check.ts'
import { decideCommand } from './commands/decide.ts'
import { doctorCommand } from './commands/doctor.ts'
import { explainCommand } from './commands/explain.ts'
import { keysCommand } from './commands/keys.ts'
import { matrixCommand } from './commands/matrix.ts'
import { migrateCommand } from './commands/migrate.ts'
import { serveCommand } from './commands/serve.ts'
import { suggestWord } from './suggest-word.ts'

const commands: readonly Command[] = [
  serveCommand,
  decideCommand,
  explainCommand,
  checkCommand,
  matrixCommand,
  migrateCommand,
  keysCommand,
  doctorCommand,
]
const isHelp = (word: string | undefined) => word === '--help' || word === '-h'

async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
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
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    const names = commands.map((known) => known.name)
    terminal.err(`unknown command \`${name}\`; ${suggestWord(name, names)}\n`)
    return 2
  }
  if (args.some(isHelp)) {
    terminal.out(`keywise ${command.name}: ${command.summary}\n\n${command.help.trim()}\n`)
    return 0
  }
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.err(`${error.message}\n\nsee: keywise ${command.name} --help\n`)
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
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `keywise: should this login start a passkey ceremony, and which?

usage: keywise COMMAND [options]

${lines.join('\n')}

exit codes: 0 ok, 1 unexpected, 2 usage, 3 rules invalid, 4 fixtures failed
see: keywise COMMAND --help
`
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown'
}

process.exitCode = await main(process.argv.slice(2), createTerminal())
