import { appendAuditLine } from './audit-log.ts'
import type { KeptPublication, PublicationSaved } from './rule-store.ts'
import type { WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

const auditActions = {
  publish: 'rules-published',
  revert: 'rules-reverted',
  import: 'rules-imported',
  folder: 'rules-folder-changed',
} as const

/** Reads what was last and writes what comes next under one lock: several processes number and chain as one. */
export function savePublication(
  database: WriterDatabase,
  { packed, publication, basis }: WriteRequests['publication'],
): PublicationSaved {
  const { statements } = database
  const last: KeptPublication | null = statements.findLastPublication.get() ?? null
  if (basis === 'told-afterwards') {
    if (last?.revision === publication.revision) return { kind: 'repeated', publication: last }
  } else if ((last?.revision ?? null) !== basis.last) return { kind: 'conflict', last }
  const { revision, at, actor, note, kind } = publication
  const kept = { ...publication, sequence: (last?.sequence ?? 0) + 1, previous: last?.revision ?? null }
  statements.saveRevision.run({ revision, firstAt: at, filesPacked: packed })
  statements.addPublication.run({ ...kept })
  const { sequence, previous } = kept
  const detail = { sequence, revision, previous, note }
  appendAuditLine(database, { at, actor, action: auditActions[kind], detail })
  return { kind: 'kept', publication: kept }
}
