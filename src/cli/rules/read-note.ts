import { UsageError } from '../command.ts'

const mostCharacters = 500

/** Why something is done, for those who come after. @throws UsageError without one */
export function readNote(note: string | undefined): string {
  const text = (note ?? '').trim()
  if (text === '')
    throw new UsageError('say why with --note TEXT: it is kept with the revision and in the audit log')
  if (text.length > mostCharacters)
    throw new UsageError(`the note has ${text.length} characters, ${mostCharacters} are allowed`)
  return text
}
