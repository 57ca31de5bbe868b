import type { Terminal } from '../command.ts'

/** Fixture files that cannot be read and names that lead nowhere, one line each. */
export function tellProblems(problems: readonly string[], terminal: Terminal): void {
  for (const problem of problems) terminal.err(`${terminal.paintError('red', 'unreadable')} ${problem}\n`)
}
