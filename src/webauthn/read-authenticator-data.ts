import { readCbor } from './read-cbor.ts'

/** https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data */
export interface AuthenticatorData {
  readonly rpIdHash: Uint8Array
  readonly userPresent: boolean
  readonly userVerified: boolean
  readonly backupEligible: boolean
  readonly backupState: boolean
  readonly signCount: number
  /** Where the AT flag says so: a registration. */
  readonly attested: AttestedCredential | null
}

/** https://www.w3.org/TR/webauthn-3/#sctn-attested-credential-data; the key still in COSE form. */
export interface AttestedCredential {
  readonly aaguid: Uint8Array
  readonly credentialId: Uint8Array
  readonly publicKey: Uint8Array
}

const flag = { up: 0x01, uv: 0x04, be: 0x08, bs: 0x10, at: 0x40, ed: 0x80 } as const

/** The parts of it, or null where it does not hold exactly what its flags announce, down to the last byte. */
export function readAuthenticatorData(bytes: Uint8Array): AuthenticatorData | null {
  if (bytes.byteLength < 37) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = view.getUint8(32)
  let at = 37
  let attested: AttestedCredential | null = null
  if (flags & flag.at) {
    if (bytes.byteLength < at + 18) return null
    const keyStart = at + 18 + view.getUint16(at + 16)
    const key = readCbor(bytes, keyStart, 'canonical')
    if (key === null) return null
    attested = {
      aaguid: bytes.slice(at, at + 16),
      credentialId: bytes.slice(at + 18, keyStart),
      publicKey: bytes.slice(keyStart, key.end),
    }
    at = key.end
  }
  if (flags & flag.ed) {
    const extensions = readCbor(bytes, at, 'canonical')
    if (!(extensions?.value instanceof Map)) return null
    at = extensions.end
  }
  if (at !== bytes.byteLength) return null
  return {
    rpIdHash: bytes.slice(0, 32),
    userPresent: (flags & flag.up) !== 0,
    userVerified: (flags & flag.uv) !== 0,
    backupEligible: (flags & flag.be) !== 0,
    backupState: (flags & flag.bs) !== 0,
    signCount: view.getUint32(33),
    attested,
  }
}
