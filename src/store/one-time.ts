import type { WriteAnswers, WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

const payloadPlace = (id: string) => ({ table: 'one_time', column: 'payload', row: id })

export function saveOneTime(
  { statements, cipher }: WriterDatabase,
  { record }: WriteRequests['one-time'],
): undefined {
  const { payload, ...row } = record
  statements.insertOneTime.run({ ...row, payloadSealed: cipher.seal(payloadPlace(record.id), payload) })
}

/** Deleting is what makes it used: whoever deletes the row has it, and nobody else can. */
export function takeOneTime(
  { statements, cipher }: WriterDatabase,
  { kind, id }: WriteRequests['one-time-use'],
): WriteAnswers['one-time-use'] {
  const row = statements.deleteOneTime.get({ kind, id })
  if (row === undefined) return null
  return { payload: cipher.open(payloadPlace(id), row.payloadSealed), expiresAt: row.expiresAt }
}

export const deleteStale = (
  { statements }: WriterDatabase,
  { before }: WriteRequests['one-time-expiry'],
): number => statements.deleteStaleOneTime.run({ before }).changes
