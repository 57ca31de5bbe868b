import Type from 'typebox'
import { Value } from 'typebox/value'
import { type RuleFolder, revisionOf } from '../core/index.ts'
import { readIfThere } from './read-if-there.ts'
import { saveFile } from './save-file.ts'

const RulesCopy = Type.Object({ revision: Type.String(), files: Type.Record(Type.String(), Type.String()) })

/** Keeps rules whole in one file, so that a reader finds all of them or the ones before. */
export async function keepRulesCopy(file: string, folder: RuleFolder): Promise<void> {
  const copy = { revision: revisionOf(folder), files: Object.fromEntries(folder) }
  await saveFile(file, `${JSON.stringify(copy)}\n`)
}

/** The rules kept in a file; null where there is none, or where it is not as it was written. */
export async function loadRulesCopy(file: string): Promise<RuleFolder | null> {
  try {
    const copy: unknown = JSON.parse((await readIfThere(file)) ?? 'null')
    if (!Value.Check(RulesCopy, copy)) return null
    const folder = new Map(Object.entries(copy.files))
    return revisionOf(folder) === copy.revision ? folder : null
  } catch {
    return null
  }
}
