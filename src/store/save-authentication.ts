import type { Touched, WriteAnswers, WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** What a verified login changes in its credential record (WebAuthn Level 3, section 7.2, steps 22 to 24). */
export function saveAuthentication(
  { statements }: WriterDatabase,
  { update }: WriteRequests['authentication'],
  touched: Touched,
): WriteAnswers['authentication'] {
  const { user, id, signCount, at, backupEligible, backupState, userVerified, profileTold } = update
  touched.users.add(user)
  const stored = statements.findSignCount.get({ user, id })?.signCount ?? 0
  const signCountRegressed = (signCount > 0 || stored > 0) && signCount <= stored
  statements.saveAuthentication.run({
    user,
    id,
    at,
    // Bound as they are, so in SQLite's own words.
    backupEligible: Number(backupEligible),
    backupState: Number(backupState),
    signCount: Math.max(stored, signCount),
    // Only ever from false to true: section 4, uvInitialized.
    uvInitialized: userVerified ? 1 : null,
    signCountRegressedAt: signCountRegressed ? at : null,
    profileToldAt: profileTold ? at : null,
  })
  return { signCountRegressed }
}
