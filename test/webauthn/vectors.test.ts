import { describe, expect, it } from 'vitest'
import type { CredentialId } from '../../src/contract/ids.ts'
import type { UserVerification } from '../../src/contract/words.ts'
import { saveChallenge } from '../../src/http/ceremonies/challenges.ts'
import { findSharedData, sharedDataRequired } from '../shared-data.ts'
import { type Ceremonies, openCeremonies } from './open-ceremonies.ts'
import {
  everyAlgorithm,
  type Fate,
  fatesAsShipped,
  fatesWhereAllIsAllowed,
  loadVectors,
  type Vector,
} from './vector-cases.ts'

const { file, present, reason } = findSharedData('webauthn-vectors.json')
const vectors = present ? loadVectors(file) : []
const rpId = 'example.org'
const origins = ['https://example.org']

/** The challenges of the vectors are theirs to choose, so they are put where ours would lie. */
async function seedChallenge(
  { services }: Ceremonies,
  text: string,
  purpose: 'registration' | 'authentication',
  userVerification: UserVerification,
  { id }: Vector,
  allowed: readonly string[],
): Promise<void> {
  const user = { pseudonym: services.pseudonymOf(id), id }
  await saveChallenge(services, text, {
    purpose,
    rpId,
    user,
    askedFor: user.pseudonym,
    userVerification,
    conditional: false,
    allowed: allowed as CredentialId[],
    deviceId: null,
    userHandle: null,
    client: null,
  })
}

/** Registers and logs in with a vector as a user of its own. */
async function findFate(
  ceremonies: Ceremonies,
  vector: Vector,
  userVerification: UserVerification,
): Promise<Fate> {
  const { registration, authentication } = vector
  const read = (status: number) => {
    if (status === 200) return 'ok'
    expect(status).toBe(400)
    // INVARIANT: the log has a word of the list.
    return ceremonies.readReasons().at(-1) as Fate['registration']
  }
  await seedChallenge(ceremonies, registration.challenge, 'registration', userVerification, vector, [])
  const made = await ceremonies.verifyRegistration(registration.response)
  const fate = read(made.status)
  if (fate === 'ok') {
    expect(made.json).toMatchObject({
      verified: true,
      user: { id: vector.id },
      credential: {
        id: registration.response.id,
        userVerified: registration.flags.UV,
        backupEligible: registration.flags.BE,
        backupState: registration.flags.BS,
      },
    })
  }
  const { id } = authentication.response
  await seedChallenge(ceremonies, authentication.challenge, 'authentication', userVerification, vector, [id])
  const used = await ceremonies.verifyAuthentication(authentication.response)
  const later = read(used.status)
  if (later === 'ok') {
    expect(used.json).toMatchObject({
      verified: true,
      user: { id: vector.id },
      credential: {
        id,
        userVerified: authentication.flags.UV,
        backupEligible: authentication.flags.BE,
        backupState: authentication.flags.BS,
        risks: [],
      },
    })
  }
  return { registration: fate, authentication: later }
}

async function findFates(
  ceremonies: Ceremonies,
  userVerification: UserVerification,
): Promise<Readonly<Record<string, Fate>>> {
  const fates: Record<string, Fate> = {}
  for (const vector of vectors) fates[vector.id] = await findFate(ceremonies, vector, userVerification)
  const count = (ceremony: keyof Fate) =>
    Object.values(fates).filter((fate) => fate[ceremony] === 'ok').length
  process.stdout.write(
    `\n${count('registration')} of ${vectors.length} registrations and ${count('authentication')} of ${vectors.length} assertions of the test vectors verify over HTTP, user verification ${userVerification}\n`,
  )
  return fates
}

describe.runIf(present)('the test vectors of Web Authentication Level 3, over HTTP', () => {
  it('hold, or do not for one known reason, where everything in them is allowed', async () => {
    const ceremonies = await openCeremonies({
      origins,
      relyingParty: { rpId, topOrigins: ['https://example.com'], algorithms: everyAlgorithm },
    })
    expect(await findFates(ceremonies, 'preferred')).toEqual(fatesWhereAllIsAllowed)
  })

  it('are held to what is required where nothing is set', async () => {
    const ceremonies = await openCeremonies({ origins, relyingParty: { rpId } })
    expect(await findFates(ceremonies, 'required')).toEqual(fatesAsShipped)
  })
})

if (!present && sharedDataRequired) {
  it('the vectors are there, as KEYWISE_REQUIRE_SHARED=1 demands', () => {
    expect.fail(reason)
  })
}
