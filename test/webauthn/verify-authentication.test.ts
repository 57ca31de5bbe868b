import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { AuthenticationResponse } from '../../src/contract/webauthn.ts'
import type { CeremonyTerms } from '../../src/webauthn/ceremony-terms.ts'
import { createChallenge } from '../../src/webauthn/create-challenge.ts'
import { createUserHandle } from '../../src/webauthn/create-user-handle.ts'
import { verificationFailures } from '../../src/webauthn/verification-failures.ts'
import { type StoredCredential, verifyAuthentication } from '../../src/webauthn/verify-authentication.ts'
import { times } from '../times.ts'
import { encodeCbor } from './encode-cbor.ts'
import { authenticationLies, origin, rpId } from './lies.ts'
import {
  type AuthenticationOverrides,
  composeCoseKey,
  createSoftAuthenticator,
  type SoftCredential,
} from './soft-authenticator.ts'

const authenticator = createSoftAuthenticator({ rpId, origin })
const challenge = createChallenge()
const terms: CeremonyTerms = {
  challenge,
  rpId,
  origins: [origin],
  topOrigins: [],
  userVerification: 'required',
}
const make = (algorithm: 'ES256' | 'EdDSA' | 'RS256'): SoftCredential => {
  authenticator.register({ challenge, user: { id: createUserHandle() } }, { algorithm })
  const made = authenticator.credentials.at(-1)
  if (made === undefined) throw new Error('no credential was made')
  return made
}
const store = (credential: SoftCredential): StoredCredential => ({
  id: credential.id,
  publicKey: encodeCbor(composeCoseKey(credential)).toString('base64url'),
  backupEligible: true,
  userHandle: credential.userHandle,
  mayLackUserHandle: false,
})
const own = make('ES256')
const stranger = make('ES256')
const authenticate = (
  overrides: AuthenticationOverrides = {},
  other: Partial<StoredCredential> = {},
  asked: Partial<CeremonyTerms> = {},
) =>
  verifyAuthentication(
    authenticator.authenticate({ challenge }, { credential: own, ...overrides }),
    { ...terms, ...asked },
    { ...store(own), ...other },
  )

describe('an assertion as authenticators make them', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('holds with %s', async (algorithm) => {
    const credential = make(algorithm)
    const response = authenticator.authenticate({ challenge }, { credential, signCount: 3 })
    expect(await verifyAuthentication(response, terms, store(credential))).toEqual({
      ok: true,
      result: {
        signCount: 3,
        backupEligible: true,
        backupState: true,
        userVerified: true,
        authenticatorAttachment: 'platform',
      },
    })
  })

  it('may carry extensions and members of client data that nobody knows', async () => {
    expect(
      await authenticate({ extensions: new Map([['uvm', [1, 2]]]), clientData: { later: 'member' } }),
    ).toMatchObject({ ok: true })
  })
})

describe('an assertion with one thing wrong', () => {
  it.each(authenticationLies(stranger))(
    'is refused for $reason: $lie',
    async ({ reason, overrides, edit }) => {
      const response = authenticator.authenticate({ challenge }, { credential: own, ...overrides })
      // INVARIANT: an edited response is still the type, as far as a client can tell.
      const told = (edit?.(response) ?? response) as AuthenticationResponse
      expect(await verifyAuthentication(told, terms, store(own))).toEqual({ ok: false, reason })
    },
  )

  it.each([
    ['another challenge', 'wrong-challenge', { challenge: createChallenge() }, {}],
    ['the record of another id', 'credential-id-mismatch', {}, { id: stranger.id }],
    ['the key of somebody else', 'bad-signature', {}, { publicKey: store(stranger).publicKey }],
    ['a stored key of no sense', 'bad-public-key', {}, { publicKey: 'AAAA' }],
    ['a stored key in no base64url', 'bad-public-key', {}, { publicKey: '?' }],
    ['newly eligible for backup', 'backup-eligibility-changed', {}, { backupEligible: false }],
    ['no user handle', 'missing-user-handle', { userHandle: null }, {}],
    ['an empty user handle', 'missing-user-handle', { userHandle: '' }, {}],
    [
      'another user handle, where it may be missing',
      'foreign-user-handle',
      { userHandle: stranger.userHandle },
      { mayLackUserHandle: true },
    ],
  ] satisfies [string, string, AuthenticationOverrides, Partial<StoredCredential>][])(
    'is refused: %s',
    async (_, reason, overrides, other) => {
      expect(await authenticate(overrides, other)).toEqual({ ok: false, reason })
    },
  )
})

describe('what was known before', () => {
  it.each([
    ['may lack a user handle', { userHandle: null }, { mayLackUserHandle: true }],
    ['may have an empty user handle', { userHandle: '' }, { mayLackUserHandle: true }],
    ['has no user handle to compare', {}, { userHandle: null }],
    [
      'is not known to be eligible for backup',
      { flags: { be: false, bs: false } },
      { backupEligible: 'unknown' },
    ],
    ['was backed up, and is no more', { flags: { bs: false } }, {}],
  ] satisfies [string, AuthenticationOverrides, Partial<StoredCredential>][])(
    'is no reason to refuse: %s',
    async (_, overrides, other) => {
      expect(await authenticate(overrides, other)).toMatchObject({ ok: true })
    },
  )

  it('is told, for whoever keeps the last one', async () => {
    expect(await authenticate({ signCount: 4_294_967_295 })).toMatchObject({
      ok: true,
      result: { signCount: 4_294_967_295 },
    })
  })
})

describe('what the relying party asks for', () => {
  const top = { topOrigins: ['https://top.example'] }
  it.each([
    ['verification discouraged', { userVerification: 'discouraged' }, { flags: { uv: false } }, true],
    ['verification preferred', { userVerification: 'preferred' }, { flags: { uv: false } }, true],
    [
      'verification preferred, nobody there',
      { userVerification: 'preferred' },
      { flags: { up: false } },
      false,
    ],
    ['frames', top, { crossOrigin: true }, true],
    ['frames of one origin', top, { crossOrigin: true, topOrigin: 'https://top.example' }, true],
    ['frames, of another', top, { crossOrigin: true, topOrigin: 'https://evil.example' }, false],
    ['frames, but none told', top, { topOrigin: 'https://top.example' }, false],
  ] satisfies [string, Partial<CeremonyTerms>, AuthenticationOverrides, boolean][])(
    'is what counts: %s',
    async (_, asked, overrides, ok) => {
      expect((await authenticate(overrides, {}, asked)).ok).toBe(ok)
    },
  )
})

describe('whatever comes in place of an assertion', () => {
  const shape = authenticator.authenticate({ challenge }, { credential: own })
  const word = fc.oneof(fc.jsonValue(), fc.constantFrom('', 'AAAA', 'public-key', shape.id))
  const bytes = fc.uint8Array({ maxLength: 100 }).map((told) => Buffer.from(told).toString('base64url'))
  const { clientDataJSON, authenticatorData, signature } = shape.response
  const anything = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        id: fc.oneof(word, fc.constant(shape.id)),
        rawId: fc.oneof(word, fc.constant(shape.id)),
        type: fc.oneof(word, fc.constant('public-key')),
        response: fc.oneof(
          word,
          fc.record(
            {
              clientDataJSON: fc.oneof(word, bytes, fc.constant(clientDataJSON)),
              authenticatorData: fc.oneof(word, bytes, fc.constant(authenticatorData)),
              signature: fc.oneof(word, bytes, fc.constant(signature)),
              userHandle: fc.oneof(word, fc.constant(own.userHandle)),
            },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    ),
  )

  test.prop([anything], times(500))('is answered with a reason and never with an exception', async (told) => {
    const found = await verifyAuthentication(told as AuthenticationResponse, terms, store(own))
    if (!found.ok) expect(verificationFailures).toContain(found.reason)
    else
      expect(told).toMatchObject({ id: shape.id, response: { clientDataJSON, authenticatorData, signature } })
  })
})
