import type { Database } from 'better-sqlite3'
import { desc, eq, lt, max } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { type RuleFolder, revisionOf } from '../core/index.ts'
import { unpackRules } from './pack-rules.ts'
import type { KeptPublication, KeptRevision, RuleRecords } from './rule-store.ts'
import { rulePublications, ruleRevisions } from './schema.ts'
import { openReaderConnection } from './sqlite-connection.ts'
import { readFailure } from './sqlite-failure.ts'
import { AlteredRevisionError } from './store-error.ts'

export const readSequence = (connection: Database): number =>
  drizzle(connection)
    .select({ last: max(rulePublications.sequence) })
    .from(rulePublications)
    .get()?.last ?? 0

/** Newest first, from the one before `before` on. */
export const listPublications = (
  connection: Database,
  before: number,
  limit: number,
): readonly KeptPublication[] =>
  drizzle(connection)
    .select()
    .from(rulePublications)
    .where(lt(rulePublications.sequence, before))
    .orderBy(desc(rulePublications.sequence))
    .limit(limit)
    .all()

/** null: not kept. @throws AlteredRevisionError */
export function loadRevision(connection: Database, revision: string): KeptRevision | null {
  const row = drizzle(connection)
    .select()
    .from(ruleRevisions)
    .where(eq(ruleRevisions.revision, revision))
    .get()
  if (row === undefined) return null
  const folder = unpackRevision(revision, row.filesPacked)
  return { revision, firstAt: row.firstAt, folder }
}

function unpackRevision(revision: string, packed: string): RuleFolder {
  let folder: RuleFolder
  try {
    folder = unpackRules(packed)
  } catch (cause) {
    throw new AlteredRevisionError(revision, { cause })
  }
  // Its name is the hash of what is in it: a row that was changed is no revision.
  if (revisionOf(folder) !== revision) throw new AlteredRevisionError(revision)
  return folder
}

/** What is on record of rules in a database that is only read, for tools that run and end. @throws StoreError */
export function openRuleRecords(file: string): RuleRecords & { readonly close: () => void } {
  const connection = openReaderConnection(file)
  const read = async <T>(work: () => T): Promise<T> => {
    try {
      return work()
    } catch (error) {
      throw readFailure(error)
    }
  }
  return {
    readSequence: () => read(() => readSequence(connection)),
    loadLastPublication: () =>
      read(() => listPublications(connection, Number.MAX_SAFE_INTEGER, 1)[0] ?? null),
    listPublications: (before, limit) => read(() => listPublications(connection, before, limit)),
    loadRevision: (revision) => read(() => loadRevision(connection, revision)),
    close: () => void connection.close(),
  }
}
