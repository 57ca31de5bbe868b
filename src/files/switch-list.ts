import { Value } from 'typebox/value'
import { type Switch, SwitchesFile } from '../contract/rule-files.ts'
import { readIfThere } from './read-if-there.ts'
import { saveFile } from './save-file.ts'

/** The kill switches set at run time; they outlive a restart in one file of the data directory. */
export interface SwitchList {
  readonly current: () => readonly Switch[]
  /** Resolves when the new list is on disk. Lists are written in the order they came: the last one stays. */
  readonly replace: (switches: readonly Switch[]) => Promise<void>
}

/** Opens the list kept in `path`. A missing file is an empty list; a broken one rejects: a switch must not get lost. */
export async function loadSwitchList(path: string): Promise<SwitchList> {
  let switches = parseSwitches(await readIfThere(path), path)
  let queue: Promise<void> = Promise.resolve()
  const save = async (next: readonly Switch[]): Promise<void> => {
    await saveFile(path, `${JSON.stringify({ switches: next }, null, 2)}\n`)
    switches = next
  }
  return {
    current: () => switches,
    replace: (next) => {
      const saving = queue.then(() => save(next))
      // One that failed must not keep those after it from being written.
      queue = saving.catch(() => {})
      return saving
    },
  }
}

function parseSwitches(text: string | null, path: string): readonly Switch[] {
  if (text === null) return []
  const file: unknown = JSON.parse(text)
  if (Value.Check(SwitchesFile, file)) return file.switches
  throw new Error(`\`${path}\` is not a list of switches`)
}
