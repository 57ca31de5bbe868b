import { describe, expect, it } from 'vitest'
import { verifyAuthentication } from '../../src/webauthn/verify-authentication.ts'
import { type RegistrationTerms, verifyRegistration } from '../../src/webauthn/verify-registration.ts'
import { findSharedData, sharedDataRequired } from '../shared-data.ts'
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

const findFate = async (vector: Vector, terms: Partial<RegistrationTerms>): Promise<Fate> => {
  const common = {
    rpId: vector.rpId,
    origins: [vector.origin],
    topOrigins: [],
    userVerification: 'required',
    conditional: false,
    ...terms,
  } as const
  const { registration, authentication } = vector
  const made = await verifyRegistration(registration.response, {
    ...common,
    challenge: registration.challenge,
  })
  if (!made.ok) return { registration: made.reason, authentication: 'credential-unknown' }
  const used = await verifyAuthentication(
    authentication.response,
    { ...common, challenge: authentication.challenge },
    { ...made.credential, userHandle: null, mayLackUserHandle: true },
  )
  return { registration: 'ok', authentication: used.ok ? 'ok' : used.reason }
}

describe.runIf(present)('the test vectors of Web Authentication Level 3', () => {
  it('are those that are known here', () => {
    const ids = vectors.map(({ id }) => id).sort()
    expect(Object.keys(fatesWhereAllIsAllowed).sort()).toEqual(ids)
    expect(Object.keys(fatesAsShipped).sort()).toEqual(ids)
    const count = (fates: Readonly<Record<string, Fate>>, ceremony: keyof Fate) =>
      Object.values(fates).filter((fate) => fate[ceremony] === 'ok').length
    expect([
      count(fatesWhereAllIsAllowed, 'registration'),
      count(fatesWhereAllIsAllowed, 'authentication'),
    ]).toEqual([12, 11])
  })

  it.each(vectors)('hold, or do not for one known reason: $id', async (vector) => {
    const terms = { algorithms: everyAlgorithm, topOrigins: ['https://example.com'] }
    expect(await findFate(vector, { ...terms, userVerification: 'preferred' })).toEqual(
      fatesWhereAllIsAllowed[vector.id],
    )
  })

  it.each(vectors)('are held to what is required where nothing is set: $id', async (vector) => {
    expect(await findFate(vector, {})).toEqual(fatesAsShipped[vector.id])
  })
})

if (!present && sharedDataRequired) {
  it('the vectors are there, as KEYWISE_REQUIRE_SHARED=1 demands', () => {
    expect.fail(reason)
  })
}
