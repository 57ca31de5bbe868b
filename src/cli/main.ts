#!/usr/bin/env node
import { findNearestWord } from '../contract/nearest-word.ts'
import { type Command, createTerminal, type ExitCode, type Terminal, UsageError } from './command.ts'
import { checkCommand } from './commands/check.ts'
import { decideCommand } from './commands/decide.ts'
import { doctorCommand } from './commands/doctor.ts'
import { explainCommand } from './commands/explain.ts'
import { keysCommand } from './commands/keys.ts'
import { matrixCommand } from './commands/matrix.ts'
import { migrateCommand } from './commands/migrate.ts'
import { serveCommand } from './commands/serve.ts'

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

async function main(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...args] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.out(overview())
    return name === undefined ? 2 : 0
  }
  const command = commands.find((candidate) => candidate.name === name)
  if (command === undefined) {
    const names = commands.map((known) => known.name)
    const nearest = findNearestWord(name, names)
    const help = nearest === undefined ? `one of: ${names.join(', ')}` : `did you mean \`${nearest}\`?`
    terminal.err(`unknown command \`${name}\`; ${help}\n`)
    return 2
  }
  if (args.includes('--help') || args.includes('-h')) {
    terminal.out(`keywise ${command.name}: ${command.summary}\n\n${command.help.trim()}\n`)
    return 0
  }
  try {
    return await command.run(args, terminal)
  } catch (error) {
    if (error instanceof UsageError || isParseArgsError(error)) {
      terminal.err(`${error.message}\n\nsee: keywise ${command.name} --help\n`)
      return 2
    }
    terminal.err(`${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

/** `util.parseArgs` throws TypeErrors with a code of its own for unknown options and missing values. */
const isParseArgsError = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `keywise: should this login start a passkey ceremony, and which?\n\n${lines.join('\n')}\n\nsee: keywise COMMAND --help\n`
}

process.exitCode = await main(process.argv.slice(2), createTerminal())
