import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import type { AuthenticationResponse, RegistrationResponse } from '../../src/contract/webauthn.ts'
import { type CborInput, encodeCbor } from './encode-cbor.ts'

export type Algorithm = 'ES256' | 'EdDSA' | 'RS256'
export const coseAlgorithms = { ES256: -7, EdDSA: -8, RS256: -257 } as const satisfies Record<
  Algorithm,
  number
>

/** One passkey of the authenticator. `signCount` is what the next assertion counts on from. */
export interface SoftCredential {
  readonly id: string
  readonly rpId: string
  readonly userHandle: string
  readonly algorithm: Algorithm
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  signCount: number
}

export interface Flags {
  readonly up: boolean
  readonly uv: boolean
  readonly be: boolean
  readonly bs: boolean
  readonly at: boolean
  readonly ed: boolean
}

/** Everything a response is made of, to be told otherwise than the truth. `undefined` leaves it as it would be. */
export interface Overrides {
  readonly type?: string
  readonly challenge?: string
  readonly origin?: string
  readonly crossOrigin?: unknown
  readonly topOrigin?: unknown
  /** Laid over the members of clientDataJSON; a member that is `undefined` here is left out there. */
  readonly clientData?: Readonly<Record<string, unknown>>
  /** The whole of clientDataJSON, as it is hashed and sent. */
  readonly clientDataJSON?: string | Uint8Array
  readonly rpId?: string
  readonly flags?: Partial<Flags>
  readonly signCount?: number
  readonly extensions?: ReadonlyMap<string, CborInput>
  /** After the last byte of authenticator data, and signed with it. */
  readonly extraBytes?: Uint8Array
  /** The last word on authenticator data, before it is signed. */
  readonly authenticatorData?: (bytes: Buffer) => Uint8Array
  /** The last word on the signature. */
  readonly signature?: (bytes: Buffer) => Uint8Array
  readonly id?: string
  readonly rawId?: string
  readonly credentialType?: string
  readonly authenticatorAttachment?: 'platform' | 'cross-platform' | null
}

export interface RegistrationOverrides extends Overrides {
  readonly format?: 'none' | 'packed' | (string & {})
  readonly algorithm?: Algorithm
  /** In place of a random one, base64url. */
  readonly credentialId?: string
  /** In place of fresh ones, which take their time with RS256; of the algorithm of the registration. */
  readonly keyPair?: { readonly privateKey: KeyObject; readonly publicKey: KeyObject }
  readonly aaguid?: Uint8Array
  readonly transports?: readonly string[]
  readonly coseKey?: (key: Map<number, CborInput>) => CborInput
  /** `signed` is what a statement signs: authenticator data and the hash of client data. */
  readonly statement?: (
    statement: Map<string, CborInput>,
    signed: Uint8Array,
  ) => ReadonlyMap<string, CborInput>
  /** The last word on the attestation object. */
  readonly attestationObject?: (bytes: Buffer) => Uint8Array
}

export interface AuthenticationOverrides extends Overrides {
  /** Default: the first that the options list, else the first of the relying party. */
  readonly credential?: SoftCredential
  /** null: the authenticator gives none. */
  readonly userHandle?: string | null
  readonly signWith?: SoftCredential
}

/** What of the options an authenticator and its client look at. */
export interface CreationOptions {
  readonly challenge: string
  readonly user: { readonly id: string }
}
export interface RequestOptions {
  readonly challenge: string
  readonly allowCredentials?: readonly { readonly id: string }[]
}

export interface SoftAuthenticator {
  /** All of its passkeys, oldest first. */
  readonly credentials: readonly SoftCredential[]
  /** `RegistrationResponseJSON` of a new passkey, as `navigator.credentials.create()` with `options` would give it. */
  readonly register: (options: CreationOptions, overrides?: RegistrationOverrides) => RegistrationResponse
  /** `AuthenticationResponseJSON`, as `navigator.credentials.get()` with `options` would give it. */
  readonly authenticate: (
    options: RequestOptions,
    overrides?: AuthenticationOverrides,
  ) => AuthenticationResponse
}

export interface SoftAuthenticatorSettings {
  readonly rpId: string
  /** The page it is used on. */
  readonly origin: string
  readonly algorithm?: Algorithm
  /** Default: synced passkeys, backed up, with user verification. */
  readonly flags?: Partial<Flags>
  /** true: counts its signatures, as security keys do. Default false: always 0, as synced passkeys do. */
  readonly counts?: boolean
  readonly aaguid?: Uint8Array
  readonly transports?: readonly string[]
}

/** A passkey provider with the client around it, in software: real keys, real signatures, and any lie on demand. */
export function createSoftAuthenticator(settings: SoftAuthenticatorSettings): SoftAuthenticator {
  const credentials: SoftCredential[] = []
  const usual = { up: true, uv: true, be: true, bs: true, at: false, ed: false, ...settings.flags }

  const composeAuthenticatorData = (
    overrides: Overrides,
    forced: Partial<Flags>,
    signCount: number,
    attested: Uint8Array,
  ): Buffer => {
    const { extensions, extraBytes = Buffer.alloc(0) } = overrides
    const flags = { ...usual, ...forced, ed: extensions !== undefined, ...overrides.flags }
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(overrides.signCount ?? signCount)
    const bytes = Buffer.concat([
      sha256(overrides.rpId ?? settings.rpId),
      Buffer.from([packFlags(flags)]),
      counter,
      attested,
      extensions === undefined ? Buffer.alloc(0) : encodeCbor(extensions),
      extraBytes,
    ])
    return Buffer.from(overrides.authenticatorData?.(bytes) ?? bytes)
  }

  const composeClientData = (type: string, challenge: string, overrides: Overrides): Buffer => {
    if (overrides.clientDataJSON !== undefined) return Buffer.from(overrides.clientDataJSON)
    return Buffer.from(
      JSON.stringify({
        type: overrides.type ?? type,
        challenge: overrides.challenge ?? challenge,
        origin: overrides.origin ?? settings.origin,
        crossOrigin: overrides.crossOrigin ?? false,
        ...(overrides.topOrigin === undefined ? {} : { topOrigin: overrides.topOrigin }),
        ...overrides.clientData,
      }),
    )
  }

  const register: SoftAuthenticator['register'] = (options, overrides = {}) => {
    const algorithm = overrides.algorithm ?? settings.algorithm ?? 'ES256'
    const credentialId = overrides.credentialId ?? randomBytes(32).toString('base64url')
    const credential: SoftCredential = {
      id: credentialId,
      rpId: overrides.rpId ?? settings.rpId,
      userHandle: options.user.id,
      algorithm,
      ...(overrides.keyPair ?? createKeyPair(algorithm)),
      signCount: 0,
    }
    credentials.push(credential)
    const idBytes = Buffer.from(credentialId, 'base64url')
    const idLength = Buffer.alloc(2)
    idLength.writeUInt16BE(idBytes.byteLength)
    const coseKey = composeCoseKey(credential)
    const authData = composeAuthenticatorData(
      overrides,
      { at: true },
      0,
      Buffer.concat([
        overrides.aaguid ?? settings.aaguid ?? Buffer.alloc(16),
        idLength,
        idBytes,
        encodeCbor(overrides.coseKey?.(coseKey) ?? coseKey),
      ]),
    )
    const clientData = composeClientData('webauthn.create', options.challenge, overrides)
    const format = overrides.format ?? 'none'
    const statement = new Map<string, CborInput>()
    const signed = Buffer.concat([authData, sha256(clientData)])
    if (format === 'packed') {
      const signature = signWith(credential, signed)
      statement.set('alg', coseAlgorithms[algorithm])
      statement.set('sig', Buffer.from(overrides.signature?.(signature) ?? signature))
    }
    const attestationObject = encodeCbor(
      new Map<string, CborInput>([
        ['fmt', format],
        ['attStmt', overrides.statement?.(statement, signed) ?? statement],
        ['authData', authData],
      ]),
    )
    return {
      id: overrides.id ?? credentialId,
      rawId: overrides.rawId ?? overrides.id ?? credentialId,
      type: overrides.credentialType ?? 'public-key',
      response: {
        clientDataJSON: base64url(clientData),
        attestationObject: base64url(overrides.attestationObject?.(attestationObject) ?? attestationObject),
        transports: [...(overrides.transports ?? settings.transports ?? ['hybrid', 'internal'])],
      },
      authenticatorAttachment: readAttachment(overrides),
      clientExtensionResults: { credProps: { rk: true } },
    }
  }

  const authenticate: SoftAuthenticator['authenticate'] = (options, overrides = {}) => {
    const credential = overrides.credential ?? chooseCredential(credentials, options)
    if (settings.counts === true) credential.signCount += 1
    const authData = composeAuthenticatorData(overrides, {}, credential.signCount, Buffer.alloc(0))
    const clientData = composeClientData('webauthn.get', options.challenge, overrides)
    const signature = signWith(
      overrides.signWith ?? credential,
      Buffer.concat([authData, sha256(clientData)]),
    )
    const userHandle = overrides.userHandle === undefined ? credential.userHandle : overrides.userHandle
    return {
      id: overrides.id ?? credential.id,
      rawId: overrides.rawId ?? overrides.id ?? credential.id,
      type: overrides.credentialType ?? 'public-key',
      response: {
        clientDataJSON: base64url(clientData),
        authenticatorData: base64url(authData),
        signature: base64url(overrides.signature?.(signature) ?? signature),
        ...(userHandle === null ? {} : { userHandle }),
      },
      authenticatorAttachment: readAttachment(overrides),
      clientExtensionResults: {},
    }
  }

  return { credentials, register, authenticate }
}

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest()
const readAttachment = ({ authenticatorAttachment = 'platform' }: Overrides) => authenticatorAttachment

const packFlags = (flags: Flags) =>
  (flags.up ? 0x01 : 0) |
  (flags.uv ? 0x04 : 0) |
  (flags.be ? 0x08 : 0) |
  (flags.bs ? 0x10 : 0) |
  (flags.at ? 0x40 : 0) |
  (flags.ed ? 0x80 : 0)

function chooseCredential(credentials: readonly SoftCredential[], options: RequestOptions): SoftCredential {
  const listed = options.allowCredentials ?? []
  const found = credentials.find(
    ({ id }) => listed.length === 0 || listed.some((descriptor) => descriptor.id === id),
  )
  if (found === undefined) throw new Error('this authenticator has no passkey that the options allow')
  return found
}

export function createKeyPair(algorithm: Algorithm) {
  switch (algorithm) {
    case 'ES256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    case 'EdDSA':
      return generateKeyPairSync('ed25519')
    case 'RS256':
      return generateKeyPairSync('rsa', { modulusLength: 2048 })
  }
}

const signWith = ({ algorithm, privateKey }: SoftCredential, data: Uint8Array): Buffer =>
  sign(algorithm === 'EdDSA' ? null : 'sha256', data, privateKey)

/** The public key as authenticators write it; keys in CTAP2 canonical order. */
export function composeCoseKey({ algorithm, publicKey }: SoftCredential): Map<number, CborInput> {
  const jwk = publicKey.export({ format: 'jwk' })
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url')
  const alg = coseAlgorithms[algorithm]
  const members: [number, CborInput][] = {
    ES256: (): [number, CborInput][] => [
      [1, 2],
      [3, alg],
      [-1, 1],
      [-2, bytes(jwk.x)],
      [-3, bytes(jwk.y)],
    ],
    EdDSA: (): [number, CborInput][] => [
      [1, 1],
      [3, alg],
      [-1, 6],
      [-2, bytes(jwk.x)],
    ],
    RS256: (): [number, CborInput][] => [
      [1, 3],
      [3, alg],
      [-1, bytes(jwk.n)],
      [-2, bytes(jwk.e)],
    ],
  }[algorithm]()
  return new Map(members)
}
