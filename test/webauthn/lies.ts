import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { AuthenticationResponse, RegistrationResponse } from '../../src/contract/webauthn.ts'
import type { VerificationFailure } from '../../src/webauthn/verification-failures.ts'
import type { CborInput } from './encode-cbor.ts'
import type {
  AuthenticationOverrides,
  Overrides,
  RegistrationOverrides,
  SoftCredential,
} from './soft-authenticator.ts'

/**
 * One thing wrong with a response that holds in every other respect, and the word the log has to have for it. Told to a
 * relying party at https://login.example with user verification required and no frames, by a synced passkey.
 */
export interface Lie<O extends Overrides, R> {
  readonly lie: string
  readonly reason: VerificationFailure
  readonly overrides?: O
  /** What happens to the response after it was signed. */
  readonly edit?: (response: R) => unknown
}

export const rpId = 'login.example'
export const origin = 'https://login.example'

const flip = (bytes: Buffer, at: number) => {
  const changed = Buffer.from(bytes)
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}
const longId = randomBytes(1024).toString('base64url')
/** The same bytes in another spelling: the last character has bits to spare. */
const respell = (text: string) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1) ?? 'A') + 1]
}

/** About what both ceremonies share; `other` is the type of the other one. */
function sharedLies(other: string): readonly Omit<Lie<Overrides, never>, 'edit'>[] {
  return [
    { lie: 'the type of the other ceremony', reason: 'wrong-type', overrides: { type: other } },
    { lie: 'no type', reason: 'wrong-type', overrides: { clientData: { type: undefined } } },
    { lie: 'the type in capitals', reason: 'wrong-type', overrides: { type: other.toUpperCase() } },
    { lie: 'another origin', reason: 'wrong-origin', overrides: { origin: 'https://evil.example' } },
    { lie: 'no origin', reason: 'wrong-origin', overrides: { clientData: { origin: undefined } } },
    { lie: 'a list of origins', reason: 'wrong-origin', overrides: { clientData: { origin: [origin] } } },
    { lie: 'a subdomain', reason: 'wrong-origin', overrides: { origin: 'https://sub.login.example' } },
    { lie: 'the parent domain', reason: 'wrong-origin', overrides: { origin: 'https://example' } },
    {
      lie: 'a suffix of the origin',
      reason: 'wrong-origin',
      overrides: { origin: `${origin}.evil.example` },
    },
    { lie: 'another port', reason: 'wrong-origin', overrides: { origin: `${origin}:8443` } },
    { lie: 'the default port written out', reason: 'wrong-origin', overrides: { origin: `${origin}:443` } },
    { lie: 'http in place of https', reason: 'wrong-origin', overrides: { origin: 'http://login.example' } },
    { lie: 'a slash after the origin', reason: 'wrong-origin', overrides: { origin: `${origin}/` } },
    { lie: 'the origin in capitals', reason: 'wrong-origin', overrides: { origin: 'https://LOGIN.example' } },
    { lie: 'a frame of another origin', reason: 'cross-origin', overrides: { crossOrigin: true } },
    {
      lie: 'a frame of another origin that is named',
      reason: 'cross-origin',
      overrides: { crossOrigin: true, topOrigin: 'https://evil.example' },
    },
    {
      lie: 'a top origin where no frame is',
      reason: 'wrong-top-origin',
      overrides: { topOrigin: 'https://evil.example' },
    },
    {
      lie: 'a frame told in words',
      reason: 'bad-client-data',
      overrides: { clientData: { crossOrigin: 'true' } },
    },
    {
      lie: 'a top origin that is no text',
      reason: 'bad-client-data',
      overrides: { clientData: { topOrigin: 7 } },
    },
    {
      lie: 'token binding of no known state',
      reason: 'bad-client-data',
      overrides: { clientData: { tokenBinding: { status: 'odd' } } },
    },
    { lie: 'another relying party', reason: 'wrong-rp-id', overrides: { rpId: 'evil.example' } },
    { lie: 'the relying party above', reason: 'wrong-rp-id', overrides: { rpId: 'example' } },
    { lie: 'nobody there', reason: 'user-not-present', overrides: { flags: { up: false } } },
    { lie: 'nobody verified', reason: 'user-not-verified', overrides: { flags: { uv: false } } },
    {
      lie: 'backed up without being eligible to',
      reason: 'backup-state-impossible',
      overrides: { flags: { be: false, bs: true } },
    },
    {
      lie: 'bytes after the authenticator data',
      reason: 'bad-authenticator-data',
      overrides: { extraBytes: Buffer.from([0]) },
    },
    {
      lie: 'extensions announced that are not there',
      reason: 'bad-authenticator-data',
      overrides: { flags: { ed: true } },
    },
    {
      lie: 'extensions there that are not announced',
      reason: 'bad-authenticator-data',
      overrides: { extensions: new Map([['credProtect', 2]]), flags: { ed: false } },
    },
    {
      lie: 'authenticator data cut short',
      reason: 'bad-authenticator-data',
      overrides: { authenticatorData: (bytes) => bytes.subarray(0, 36) },
    },
    {
      lie: 'authenticator data of a few bytes',
      reason: 'bad-authenticator-data',
      overrides: { authenticatorData: (bytes) => bytes.subarray(0, 10) },
    },
    {
      lie: 'client data that is a list',
      reason: 'bad-client-data',
      overrides: { clientDataJSON: '[]' },
    },
    {
      lie: 'client data that is no UTF-8',
      reason: 'bad-client-data',
      overrides: { clientDataJSON: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) },
    },
    {
      lie: 'another type of credential',
      reason: 'wrong-credential-type',
      overrides: { credentialType: 'password' },
    },
    { lie: 'a raw id that is not the id', reason: 'bad-credential-id', overrides: { rawId: 'AAAA' } },
  ]
}

const coseKey = (change: (key: Map<number, CborInput>) => unknown) => ({
  coseKey: (key: Map<number, CborInput>) => {
    change(key)
    return key
  },
})

export const registrationLies: readonly Lie<RegistrationOverrides, RegistrationResponse>[] = [
  ...sharedLies('webauthn.get'),
  {
    lie: 'client data that is no JSON',
    reason: 'bad-client-data',
    edit: (response) => editClientData(response, () => 'not JSON'),
  },
  {
    lie: 'an id longer than the spec allows',
    reason: 'credential-id-too-long',
    overrides: { credentialId: longId },
  },
  {
    lie: 'an id that the authenticator did not give',
    reason: 'credential-id-mismatch',
    overrides: { id: randomBytes(32).toString('base64url') },
  },
  {
    lie: 'the id in another spelling',
    reason: 'bad-credential-id',
    edit: (response) => ({ ...response, id: respell(response.id), rawId: respell(response.id) }),
  },
  {
    lie: 'the id with padding',
    reason: 'bad-credential-id',
    edit: (response) => ({ ...response, id: `${response.id}=`, rawId: `${response.id}=` }),
  },
  {
    lie: 'a credential that is not announced',
    reason: 'bad-authenticator-data',
    overrides: { flags: { at: false } },
  },
  {
    lie: 'no credential at all',
    reason: 'bad-authenticator-data',
    overrides: { flags: { at: false }, authenticatorData: (bytes) => bytes.subarray(0, 37) },
  },
  {
    lie: 'bytes after the attestation object',
    reason: 'bad-attestation',
    overrides: { attestationObject: (bytes) => Buffer.concat([bytes, Buffer.from([0])]) },
  },
  {
    lie: 'an attestation object cut short',
    reason: 'bad-attestation',
    overrides: { attestationObject: (bytes) => bytes.subarray(0, -1) },
  },
  {
    lie: 'an attestation object of an odd kind',
    reason: 'bad-attestation',
    overrides: { attestationObject: () => Buffer.from([0x80]) },
  },
  {
    lie: 'a statement where there is none to make',
    reason: 'bad-attestation',
    overrides: { statement: () => new Map([['alg', -7]]) },
  },
  { lie: 'an unknown format', reason: 'bad-attestation', overrides: { format: 'compound' } },
  { lie: 'a format that has ended', reason: 'bad-attestation', overrides: { format: 'android-safetynet' } },
  { lie: 'a format that makes us fetch', reason: 'bad-attestation', overrides: { format: 'android-key' } },
  {
    lie: 'self attestation with a wrong signature',
    reason: 'bad-attestation',
    overrides: { format: 'packed', signature: (bytes) => flip(bytes, bytes.length - 1) },
  },
  {
    lie: 'self attestation with bytes after the signature',
    reason: 'bad-attestation',
    overrides: { format: 'packed', signature: (bytes) => Buffer.concat([bytes, Buffer.from([0])]) },
  },
  {
    lie: 'self attestation without a signature',
    reason: 'bad-attestation',
    overrides: { format: 'packed', statement: () => new Map([['alg', -7]]) },
  },
  {
    lie: 'self attestation by an algorithm that is not that of the key',
    reason: 'bad-attestation',
    overrides: { format: 'packed', statement: (statement) => new Map([...statement, ['alg', -257]]) },
  },
  {
    lie: 'self attestation with SHA-1',
    reason: 'bad-attestation',
    overrides: {
      format: 'packed',
      algorithm: 'RS256',
      statement: (statement) => new Map([...statement, ['alg', -65_535]]),
    },
  },
  {
    lie: 'self attestation of another ceremony',
    reason: 'bad-attestation',
    overrides: { format: 'packed' },
    edit: (response) =>
      editClientData(response, (text) => text.replace('"crossOrigin":false', '"crossOrigin":false,"x":1')),
  },
  {
    lie: 'a key for RS1',
    reason: 'unsupported-algorithm',
    overrides: { algorithm: 'RS256', ...coseKey((key) => key.set(3, -65_535)) },
  },
  {
    lie: 'a key for an algorithm that was not offered',
    reason: 'unsupported-algorithm',
    overrides: coseKey((key) => key.set(3, -35)),
  },
  {
    lie: 'a key for no algorithm',
    reason: 'unsupported-algorithm',
    overrides: coseKey((key) => key.delete(3)),
  },
  { lie: 'a key that is no map', reason: 'bad-public-key', overrides: { coseKey: () => 7 } },
  { lie: 'a key of another type', reason: 'bad-public-key', overrides: coseKey((key) => key.set(1, 1)) },
  { lie: 'a key on another curve', reason: 'bad-public-key', overrides: coseKey((key) => key.set(-1, 2)) },
  {
    lie: 'a point that is not on the curve',
    reason: 'bad-public-key',
    overrides: coseKey((key) => key.set(-2, Buffer.alloc(32, 1))),
  },
  {
    lie: 'a point with a zero before it',
    reason: 'bad-public-key',
    overrides: coseKey((key) => {
      const x = key.get(-2)
      if (x instanceof Uint8Array) key.set(-2, Buffer.concat([Buffer.alloc(1), x]))
    }),
  },
  { lie: 'half a point', reason: 'bad-public-key', overrides: coseKey((key) => key.set(-3, true)) },
  {
    lie: 'the point at the origin',
    reason: 'bad-public-key',
    overrides: coseKey((key) => key.set(-2, Buffer.alloc(32)).set(-3, Buffer.alloc(32))),
  },
  {
    lie: 'an RSA key of 1024 bits',
    reason: 'bad-public-key',
    overrides: {
      algorithm: 'RS256',
      ...coseKey((key) => {
        const { n } = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })
        key.set(-1, Buffer.from(n ?? '', 'base64url'))
      }),
    },
  },
  {
    lie: 'an EdDSA key of 31 bytes',
    reason: 'bad-public-key',
    overrides: { algorithm: 'EdDSA', ...coseKey((key) => key.set(-2, Buffer.alloc(31, 9))) },
  },
]

/** `stranger`: a passkey of somebody else, registered as well. */
export const authenticationLies = (
  stranger: SoftCredential,
): readonly Lie<AuthenticationOverrides, AuthenticationResponse>[] => [
  ...sharedLies('webauthn.create'),
  {
    lie: 'client data that is no JSON',
    reason: 'bad-client-data',
    edit: (response) => editClientData(response, () => 'not JSON'),
  },
  {
    lie: 'the id in another spelling',
    reason: 'bad-credential-id',
    edit: (response) => ({ ...response, id: respell(response.id), rawId: respell(response.id) }),
  },
  {
    lie: 'no longer eligible for backup',
    reason: 'backup-eligibility-changed',
    overrides: { flags: { be: false, bs: false } },
  },
  {
    lie: 'the user handle of somebody else',
    reason: 'foreign-user-handle',
    overrides: { userHandle: stranger.userHandle },
  },
  {
    lie: 'a signature of another key',
    reason: 'bad-signature',
    overrides: { signWith: stranger },
  },
  {
    lie: 'a signature with one bit flipped',
    reason: 'bad-signature',
    overrides: { signature: (bytes) => flip(bytes, bytes.length - 1) },
  },
  {
    lie: 'a signature cut short',
    reason: 'bad-signature',
    overrides: { signature: (bytes) => bytes.subarray(0, -1) },
  },
  {
    lie: 'bytes after the signature',
    reason: 'bad-signature',
    overrides: { signature: (bytes) => Buffer.concat([bytes, Buffer.from([0])]) },
  },
  {
    lie: 'a signature with a number longer than the curve',
    reason: 'bad-signature',
    overrides: {
      signature: () =>
        Buffer.concat([Buffer.from('302d0228', 'hex'), Buffer.alloc(40, 1), Buffer.from('020101', 'hex')]),
    },
  },
  {
    lie: 'a signature with padding',
    reason: 'bad-signature',
    edit: (response) => ({
      ...response,
      response: { ...response.response, signature: `${response.response.signature}=` },
    }),
  },
  {
    lie: 'a signature of zeros',
    reason: 'bad-signature',
    overrides: { signature: () => Buffer.from('3006020100020100', 'hex') },
  },
  {
    lie: 'client data that was not signed',
    reason: 'bad-signature',
    edit: (response) =>
      editClientData(response, (text) => text.replace('"crossOrigin":false', '"crossOrigin":false,"x":1')),
  },
  {
    lie: 'a sign count that was not signed',
    reason: 'bad-signature',
    edit: (response) => editAuthenticatorData(response, (bytes) => flip(bytes, 36)),
  },
  {
    lie: 'user verification that was not signed',
    reason: 'bad-signature',
    overrides: { flags: { uv: false } },
    edit: (response) =>
      editAuthenticatorData(response, (bytes) => {
        bytes[32] = (bytes[32] ?? 0) | 0x04
        return bytes
      }),
  },
  {
    lie: 'authenticator data with padding',
    reason: 'bad-authenticator-data',
    edit: (response) => ({
      ...response,
      response: { ...response.response, authenticatorData: `${response.response.authenticatorData}==` },
    }),
  },
]

export function editClientData<R extends { readonly response: { readonly clientDataJSON: string } }>(
  response: R,
  edit: (text: string) => string,
): R {
  const text = Buffer.from(response.response.clientDataJSON, 'base64url').toString()
  const clientDataJSON = Buffer.from(edit(text)).toString('base64url')
  return { ...response, response: { ...response.response, clientDataJSON } }
}

export function editAuthenticatorData(
  response: AuthenticationResponse,
  edit: (bytes: Buffer) => Uint8Array,
): AuthenticationResponse {
  const bytes = Buffer.from(response.response.authenticatorData, 'base64url')
  const authenticatorData = Buffer.from(edit(bytes)).toString('base64url')
  return { ...response, response: { ...response.response, authenticatorData } }
}
