import type { Database } from 'better-sqlite3'
import { eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { CredentialId } from '../contract/ids.ts'
import type { UserPseudonym } from '../core/index.ts'
import type { Account, StoredPasskey } from './ceremony-store.ts'
import { type FieldCipher, openField } from './personal-field.ts'
import { credentialPlace } from './save-credential.ts'
import { userPlace } from './save-user.ts'
import { credentials, users } from './schema.ts'

const value = sql.placeholder

/** Reads what ceremonies need of accounts and their passkeys, as of the last commit. */
export function createAccountLoader(connection: Database, cipher: FieldCipher) {
  const db = drizzle(connection)
  const findPasskey = db
    .select()
    .from(credentials)
    .leftJoin(users, eq(users.user, credentials.user))
    .where(eq(credentials.id, value('id')))
    .prepare()
  const findUser = db
    .select()
    .from(users)
    .where(eq(users.user, value('user')))
    .prepare()
  const findPasskeys = db
    .select()
    .from(credentials)
    .where(eq(credentials.user, value('user')))
    .orderBy(credentials.id)
    .prepare()
  const openUser = (column: 'id' | 'handle' | 'profile', user: UserPseudonym, sealed: string | null) =>
    openField(cipher, userPlace(column, user), sealed)
  const openPasskey = (column: 'user_handle' | 'name', user: string, id: string, sealed: string | null) =>
    openField(cipher, credentialPlace(column, user, id), sealed)

  return {
    loadPasskey(id: CredentialId): StoredPasskey | null {
      const row = findPasskey.get({ id })
      if (row === undefined) return null
      const { credentials: passkey, users: owner } = row
      const { user } = passkey
      return {
        user,
        userId: openUser('id', user, owner?.idSealed ?? null),
        userState: owner?.state ?? null,
        publicKey: passkey.publicKey,
        signCount: passkey.signCount ?? 0,
        backupEligible: passkey.backupEligible,
        transports: passkey.transports,
        aaguid: passkey.aaguid,
        revokedAt: passkey.revokedAt,
        userHandle: openPasskey('user_handle', user, id, passkey.userHandleSealed),
      }
    },
    loadAccount(user: UserPseudonym): Account {
      const owner = findUser.get({ user })
      const passkeys = findPasskeys.all({ user })
      const profile = openUser('profile', user, owner?.profileSealed ?? null)
      // A relying party that brought its own passkeys brought the handle they were made for.
      const brought = passkeys.find(({ userHandleSealed }) => userHandleSealed !== null)
      return {
        state: owner?.state ?? null,
        userHandle:
          openUser('handle', user, owner?.handleSealed ?? null) ??
          (brought === undefined
            ? null
            : openPasskey('user_handle', user, brought.id, brought.userHandleSealed)),
        profile: profile === null ? null : JSON.parse(profile),
        profileAt: owner?.profileAt ?? null,
        credentialsComplete: owner?.credentialsComplete === true,
        passkeys: passkeys.map((passkey) => ({
          id: passkey.id,
          name: openPasskey('name', user, passkey.id, passkey.nameSealed),
          revokedAt: passkey.revokedAt,
          createdAt: passkey.createdAt,
          profileToldAt: passkey.profileToldAt,
          signCount: passkey.signCount,
          signCountRegressedAt: passkey.signCountRegressedAt,
        })),
      }
    },
  }
}
