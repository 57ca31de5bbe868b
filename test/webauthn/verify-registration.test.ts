import { sign } from 'node:crypto'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { RegistrationResponse } from '../../src/contract/webauthn.ts'
import { createChallenge } from '../../src/webauthn/create-challenge.ts'
import { createUserHandle } from '../../src/webauthn/create-user-handle.ts'
import { verificationFailures } from '../../src/webauthn/verification-failures.ts'
import { type RegistrationTerms, verifyRegistration } from '../../src/webauthn/verify-registration.ts'
import { times } from '../times.ts'
import { createCertificate } from './create-certificate.ts'
import { type CborInput, encodeCbor } from './encode-cbor.ts'
import { origin, registrationLies, rpId } from './lies.ts'
import {
  type Algorithm,
  composeCoseKey,
  createKeyPair,
  createSoftAuthenticator,
  type RegistrationOverrides,
} from './soft-authenticator.ts'

const authenticator = createSoftAuthenticator({ rpId, origin })
const challenge = createChallenge()
const options = { challenge, user: { id: createUserHandle() } }
const terms: RegistrationTerms = {
  challenge,
  rpId,
  origins: [origin],
  topOrigins: [],
  userVerification: 'required',
  conditional: false,
}
const register = (overrides: RegistrationOverrides = {}, other: Partial<RegistrationTerms> = {}) =>
  verifyRegistration(authenticator.register(options, overrides), { ...terms, ...other })

describe('a registration as authenticators make them', () => {
  it.each([
    ['ES256', 'none'],
    ['ES256', 'packed'],
    ['EdDSA', 'none'],
    ['EdDSA', 'packed'],
    ['RS256', 'none'],
    ['RS256', 'packed'],
  ] as const)(
    'holds with %s and attestation %s, and is a whole credential record',
    async (algorithm, format) => {
      const response = authenticator.register(options, {
        algorithm,
        format,
        aaguid: Buffer.from('fbfc3007154e4ecc8c0b6e020557d7bd', 'hex'),
        signCount: 5,
        transports: ['internal', 'hybrid', 'cable', 'internal'],
      })
      const made = authenticator.credentials.at(-1)
      if (made === undefined) throw new Error('no credential was made')
      expect(await verifyRegistration(response, terms)).toEqual({
        ok: true,
        credential: {
          id: made.id,
          publicKey: encodeCbor(composeCoseKey(made)).toString('base64url'),
          signCount: 5,
          aaguid: 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd',
          transports: ['hybrid', 'internal'],
          backupEligible: true,
          backupState: true,
          userVerified: true,
          authenticatorAttachment: 'platform',
          attestationFormat: format,
        },
      })
    },
  )

  it('has no AAGUID where the authenticator says zeros', async () => {
    expect(await register({ aaguid: Buffer.alloc(16) })).toMatchObject({ credential: { aaguid: null } })
  })

  it('has no attachment where the client says none of the known', async () => {
    const response = authenticator.register(options)
    const { authenticatorAttachment: _, ...without } = response
    expect(await verifyRegistration(without, terms)).toMatchObject({
      credential: { authenticatorAttachment: null },
    })
  })

  it('may carry extensions and members of client data that nobody knows', async () => {
    const overrides = { extensions: new Map([['credProtect', 2]]), clientData: { later: 'member' } }
    expect(await register(overrides)).toMatchObject({ ok: true })
    expect(await register({ ...overrides, format: 'packed' })).toMatchObject({ ok: true })
  })

  it('may have an id of 1023 bytes', async () => {
    expect(await register({ credentialId: Buffer.alloc(1023, 7).toString('base64url') })).toMatchObject({
      ok: true,
    })
  })
})

describe('a registration with one thing wrong', () => {
  it.each(registrationLies)('is refused for $reason: $lie', async ({ reason, overrides, edit }) => {
    const response = authenticator.register(options, overrides)
    // INVARIANT: an edited response is still the type, as far as a client can tell.
    const told = (edit?.(response) ?? response) as RegistrationResponse
    expect(await verifyRegistration(told, terms)).toEqual({ ok: false, reason })
  })

  it('is refused for a challenge that is not the one of the terms', async () => {
    expect(await register({ challenge: createChallenge() })).toEqual({ ok: false, reason: 'wrong-challenge' })
    expect(await register({}, { challenge: `${challenge}=` })).toEqual({
      ok: false,
      reason: 'wrong-challenge',
    })
  })
})

describe('a statement by a certificate of the authenticator', () => {
  const maker = createKeyPair('RS256')
  const root = createKeyPair('ES256')
  const x5c = [
    createCertificate({
      subject: 'maker',
      publicKey: maker.publicKey,
      issuer: 'root',
      issuerKey: root.privateKey,
    }),
  ]
  const state = (alg: number, digest: string): RegistrationOverrides => ({
    format: 'packed',
    statement: (_, signed) =>
      new Map<string, CborInput>([
        ['alg', alg],
        ['sig', sign(digest, signed, maker.privateKey)],
        ['x5c', x5c],
      ]),
  })

  it('holds with SHA-256 and not with SHA-1', async () => {
    expect(await register(state(-257, 'sha256'))).toMatchObject({ ok: true })
    expect(await register(state(-65_535, 'sha1'))).toEqual({ ok: false, reason: 'bad-attestation' })
  })
})

describe('what the relying party asks for', () => {
  const absent = { flags: { up: false, uv: false } }
  it.each([
    ['conditional', { conditional: true }, absent, true],
    [
      'conditional, but backed up without being eligible',
      { conditional: true },
      { flags: { be: false } },
      false,
    ],
    ['not conditional, verification discouraged', { userVerification: 'discouraged' }, absent, false],
    ['verification discouraged', { userVerification: 'discouraged' }, { flags: { uv: false } }, true],
    ['verification preferred', { userVerification: 'preferred' }, { flags: { uv: false } }, true],
    ['verification required', { userVerification: 'required' }, { flags: { uv: false } }, false],
    ['one of several origins', { origins: ['https://a.example', origin] }, {}, true],
    ['no origin', { origins: [] }, {}, false],
    ['frames', { topOrigins: ['https://top.example'] }, { crossOrigin: true }, true],
    [
      'frames of one origin, and that is named',
      { topOrigins: ['https://top.example'] },
      { crossOrigin: true, topOrigin: 'https://top.example' },
      true,
    ],
    [
      'frames of one origin, and another is named',
      { topOrigins: ['https://top.example'] },
      { crossOrigin: true, topOrigin: 'https://evil.example' },
      false,
    ],
    ['frames, but there is none', { topOrigins: ['https://top.example'] }, {}, true],
    ['other algorithms', { algorithms: [-8] }, {}, false],
  ] satisfies [string, Partial<RegistrationTerms>, RegistrationOverrides, boolean][])(
    'is what counts: %s',
    async (_, asked, overrides, ok) => {
      expect((await register(overrides, asked)).ok).toBe(ok)
    },
  )
})

describe('whatever comes in place of a registration', () => {
  const shape = authenticator.register(options)
  const word = fc.oneof(fc.jsonValue(), fc.constantFrom('', 'AAAA', 'public-key', shape.id))
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
              clientDataJSON: fc.oneof(word, fc.constant(shape.response.clientDataJSON)),
              attestationObject: fc.oneof(
                word,
                fc.constant(shape.response.attestationObject),
                fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
              ),
              transports: word,
            },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    ),
  )

  test.prop([anything], times(500))('is answered with a reason and never with an exception', async (told) => {
    const found = await verifyRegistration(told as RegistrationResponse, terms)
    if (!found.ok) expect(verificationFailures).toContain(found.reason)
    else expect(told).toMatchObject({ id: shape.id, rawId: shape.id, type: 'public-key' })
  })

  it.each(['ES256', 'EdDSA', 'RS256'] satisfies Algorithm[])(
    'is refused where it is nested too deep (%s)',
    async (algorithm) => {
      const deep = Buffer.concat([Buffer.alloc(30_000, 0x81), Buffer.from([0])])
      expect(await register({ algorithm, attestationObject: () => deep })).toEqual({
        ok: false,
        reason: 'bad-attestation',
      })
    },
  )
})
