import { describe, expect, it } from 'vitest'
import { composeAuthenticationOptions } from '../../src/webauthn/compose-authentication-options.ts'
import { composeRegistrationOptions } from '../../src/webauthn/compose-registration-options.ts'
import { createUserHandle } from '../../src/webauthn/create-user-handle.ts'

describe('the options of a registration', () => {
  const question = {
    rp: { id: 'login.example', name: 'Example' },
    user: { handle: createUserHandle(), name: 'ada@login.example', displayName: 'Ada' },
    excludeCredentials: [{ type: 'public-key', id: 'AAAA', transports: ['internal'] }],
    hints: ['client-device'],
    userVerification: 'required',
    timeoutMs: 300_000,
  } as const

  it('ask for a passkey and for nothing else', async () => {
    const { challenge, ...rest } = await composeRegistrationOptions({
      ...question,
      excludeCredentials: [{ type: 'public-key', id: 'AAAA', transports: ['internal'] }],
    })
    expect(Buffer.from(challenge, 'base64url')).toHaveLength(32)
    expect(rest).toEqual({
      rp: { id: 'login.example', name: 'Example' },
      user: { id: question.user.handle, name: 'ada@login.example', displayName: 'Ada' },
      pubKeyCredParams: [
        { type: 'public-key', alg: -8 },
        { type: 'public-key', alg: -7 },
        { type: 'public-key', alg: -257 },
      ],
      timeout: 300_000,
      excludeCredentials: [{ type: 'public-key', id: 'AAAA', transports: ['internal'] }],
      authenticatorSelection: {
        residentKey: 'required',
        requireResidentKey: true,
        userVerification: 'required',
      },
      hints: ['client-device'],
      attestation: 'none',
      extensions: { credProps: true },
    })
  })

  it('offer other algorithms where they are told to', async () => {
    const { pubKeyCredParams } = await composeRegistrationOptions({
      ...question,
      excludeCredentials: [],
      algorithms: [-7, -35],
    })
    expect(pubKeyCredParams.map(({ alg }) => alg)).toEqual([-7, -35])
  })
})

describe('the options of an authentication', () => {
  it('ask for one of the passkeys they list', async () => {
    const { challenge, ...rest } = await composeAuthenticationOptions({
      rpId: 'login.example',
      allowCredentials: [{ type: 'public-key', id: 'AAAA' }],
      hints: ['hybrid'],
      userVerification: 'preferred',
      timeoutMs: 60_000,
    })
    expect(Buffer.from(challenge, 'base64url')).toHaveLength(32)
    expect(rest).toEqual({
      rpId: 'login.example',
      timeout: 60_000,
      allowCredentials: [{ type: 'public-key', id: 'AAAA' }],
      userVerification: 'preferred',
      hints: ['hybrid'],
    })
  })

  it('have a challenge of their own each time', async () => {
    const question = {
      rpId: 'login.example',
      allowCredentials: [],
      hints: [],
      userVerification: 'required',
      timeoutMs: 1,
    } as const
    const asked = await Promise.all(
      Array.from({ length: 100 }, () =>
        composeAuthenticationOptions({ ...question, allowCredentials: [], hints: [] }),
      ),
    )
    expect(new Set(asked.map(({ challenge }) => challenge)).size).toBe(100)
  })
})

describe('a user handle', () => {
  it('is 32 bytes, and another one each time', () => {
    const handles = Array.from({ length: 100 }, createUserHandle)
    expect(new Set(handles).size).toBe(100)
    for (const handle of handles) expect(Buffer.from(handle, 'base64url')).toHaveLength(32)
  })
})
