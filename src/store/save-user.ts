import type { Touched, WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** Where the sealed fields of a user stand. */
export const userPlace = (column: 'id' | 'attributes', pseudonym: string) => ({
  table: 'users',
  column,
  row: pseudonym,
})

/** Fields left out keep what is stored. */
export function saveUser(
  { statements, cipher, now }: WriterDatabase,
  { user, update }: WriteRequests['user'],
  touched: Touched,
): void {
  const { attributes } = update
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
  })
}
