#!/usr/bin/env node
import { createTerminal } from './command.ts'
import { runCommandLine } from './run-command-line.ts'

process.exitCode = await runCommandLine(process.argv.slice(2), createTerminal())
