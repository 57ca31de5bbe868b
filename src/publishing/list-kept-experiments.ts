import { setImmediate } from 'node:timers/promises'
import { listExperimentNames, type RuleFolder } from '../core/index.ts'
import type { RuleRecords } from '../store/rule-store.ts'
import { AlteredRevisionError } from '../store/store-error.ts'

const page = 50

/**
 * The experiments of all rules that were in force at a time or later, by name; null: of some of these rules nobody can
 * tell. @param inForce the rules of now, which may not be on record yet
 */
export async function listKeptExperiments(
  records: Pick<RuleRecords, 'listPublications' | 'loadRevision'>,
  inForce: RuleFolder,
  since: number,
): Promise<ReadonlySet<string> | null> {
  const now = listExperimentNames(inForce)
  if (now === null) return null
  const names = new Set(now)
  const read = new Set<string>()
  for (let before = Number.MAX_SAFE_INTEGER; ; ) {
    const some = await records.listPublications(before, page)
    for (const { revision, at } of some) {
      if (!read.has(revision)) {
        read.add(revision)
        const listed = await readNames(records, revision)
        // Unpacking takes milliseconds, and logins wait for their turn.
        await setImmediate()
        if (listed === null) return null
        for (const name of listed) names.add(name)
      }
      // What was published before this one was over by then.
      if (at <= since) return names
    }
    if (some.length < page) return names
    before = some.at(-1)?.sequence ?? 0
  }
}

async function readNames(
  records: Pick<RuleRecords, 'loadRevision'>,
  revision: string,
): Promise<ReturnType<typeof listExperimentNames>> {
  try {
    const kept = await records.loadRevision(revision)
    return kept === null ? null : listExperimentNames(kept.folder)
  } catch (error) {
    if (error instanceof AlteredRevisionError) return null
    throw error
  }
}
