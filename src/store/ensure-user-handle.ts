import { saveUser, userPlace } from './save-user.ts'
import type { Touched, WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** An account keeps the handle it has: with another one, a provider would show a second account. */
export function ensureUserHandle(
  database: WriterDatabase,
  { user, fresh, profile }: WriteRequests['handle'],
  touched: Touched,
): string {
  const { statements, cipher } = database
  const place = userPlace('handle', user.pseudonym)
  saveUser(database, { user, update: profile }, touched)
  statements.keepHandle.run({ user: user.pseudonym, handleSealed: cipher.seal(place, fresh) })
  const row = statements.findHandle.get({ user: user.pseudonym })
  return row?.handleSealed == null ? fresh : cipher.open(place, row.handleSealed)
}
