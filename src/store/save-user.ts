import type { Touched, WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** Where the sealed fields of a user stand. */
export const userPlace = (column: 'id' | 'attributes' | 'handle' | 'profile', pseudonym: string) => ({
  table: 'users',
  column,
  row: pseudonym,
})

/** Fields left out keep what is stored. */
export function saveUser(
  database: WriterDatabase,
  { user, update }: WriteRequests['user'],
  touched: Touched,
): void {
  const { statements, cipher, now } = database
  const { attributes, name, displayName = name } = update
  const profile =
    name === undefined ? null : readChangedProfile(database, user.pseudonym, { name, displayName })
  touched.users.add(user.pseudonym)
  statements.saveUser.run({
    user: user.pseudonym,
    idSealed: cipher.seal(userPlace('id', user.pseudonym), user.id),
    state: update.state ?? null,
    attributesSealed:
      attributes === undefined
        ? null
        : cipher.seal(userPlace('attributes', user.pseudonym), JSON.stringify(attributes)),
    assuranceFloor: update.assuranceFloor ?? null,
    credentialsComplete: update.credentialsComplete ?? null,
    createdAt: now(),
    sessionsRevokedAt: update.sessionsRevokedAt ?? null,
    profileSealed: profile,
    profileAt: profile === null ? null : now(),
  })
}

/** Sealed, and null where it says what is stored: only a change has to be told to passkey providers. */
function readChangedProfile(
  { statements, cipher }: WriterDatabase,
  user: string,
  profile: { readonly name: string; readonly displayName: string | undefined },
): string | null {
  const place = userPlace('profile', user)
  const text = JSON.stringify(profile)
  const stored = statements.findProfile.get({ user })?.profileSealed ?? null
  return stored !== null && cipher.open(place, stored) === text ? null : cipher.seal(place, text)
}
