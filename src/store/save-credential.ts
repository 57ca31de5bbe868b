import { saveUser } from './save-user.ts'
import type { Touched, WriteAnswers, WriteRequests } from './write-job.ts'
import type { WriterDatabase } from './writer-database.ts'

/** An authenticator that will not say what it is sends zeros. */
const unnamedAaguid = '00000000-0000-0000-0000-000000000000'

/** Where the sealed fields of a credential stand. */
export const credentialPlace = (column: 'user_handle' | 'name', user: string, id: string) => ({
  table: 'credentials',
  column,
  row: `${user} ${id}`,
})

export function saveCredential(
  database: WriterDatabase,
  { user, update }: WriteRequests['credential'],
  touched: Touched,
): WriteAnswers['credential'] {
  const { statements, cipher } = database
  const stored = statements.findCredential.get({ id: update.id })
  if (stored !== undefined && stored.user !== user.pseudonym) return 'foreign'
  if (stored === undefined && update.transports === undefined) return 'unknown'
  if (stored !== undefined && stored.revokedAt !== null && update.restore !== true) return 'revoked'

  saveUser(database, { user, update: {} }, touched)
  const seal = (column: 'user_handle' | 'name', text: string | undefined) =>
    text === undefined ? null : cipher.seal(credentialPlace(column, user.pseudonym, update.id), text)
  const aaguid = update.aaguid?.toLowerCase()
  statements.saveCredential.run({
    user: user.pseudonym,
    id: update.id,
    publicKey: update.publicKey ?? null,
    userHandleSealed: seal('user_handle', update.userHandle),
    aaguid: aaguid === unnamedAaguid ? null : (aaguid ?? null),
    transports: update.transports ?? stored?.transports ?? [],
    backupEligible: update.backupEligible ?? null,
    backupState: update.backupState ?? null,
    authenticatorAttachment: update.authenticatorAttachment ?? null,
    createdAt: update.createdAt,
    nameSealed: seal('name', update.name),
    madeOnDevice: update.madeOn?.deviceId ?? null,
    madeOnOs: update.madeOn?.os ?? null,
    madeOnBrowser: update.madeOn?.browser ?? null,
    signCount: update.signCount ?? null,
    uvInitialized: update.uvInitialized ?? null,
    attestationFormat: update.attestationFormat ?? null,
  })
  return stored === undefined ? 'created' : 'updated'
}

/** A new passkey; one that is on record is left alone, whoever's it is (WebAuthn Level 3, section 7.1, step 27). */
export function addPasskey(
  database: WriterDatabase,
  request: WriteRequests['passkey'],
  touched: Touched,
): WriteAnswers['passkey'] {
  const stored = database.statements.findCredential.get({ id: request.update.id })
  if (stored !== undefined) return stored.user === request.user.pseudonym ? 'known' : 'foreign'
  saveCredential(database, request, touched)
  return 'created'
}
