import { resolve } from 'node:path'
import { saveFile } from '../../files/save-file.ts'
import { type Terminal, UsageError } from '../command.ts'

/** Prints a text, or writes it to a file, whole or not at all, and says where. @throws UsageError where it cannot */
export async function writeOutput(
  text: string,
  file: string | undefined,
  terminal: Pick<Terminal, 'out' | 'err'>,
): Promise<void> {
  if (file === undefined) {
    terminal.out(text)
    return
  }
  try {
    await saveFile(resolve(file), text)
  } catch (error) {
    throw new UsageError(`cannot write \`${file}\`: ${error instanceof Error ? error.message : error}`)
  }
  terminal.err(`written to ${file}\n`)
}
