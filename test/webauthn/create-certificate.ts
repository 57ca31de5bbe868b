import { type KeyObject, sign } from 'node:crypto'

/** DER by hand, as far as a certificate needs it. */
const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts)
const hex = (text: string) => Buffer.from(text, 'hex')
const integer = (value: number) => der(0x02, Buffer.from([value]))
const enumerated = (value: number) => der(0x0a, Buffer.from([value]))
const octets = (bytes: Uint8Array) => der(0x04, bytes)

const oids = {
  commonName: hex('0603550403'),
  country: hex('0603550406'),
  organization: hex('060355040a'),
  unit: hex('060355040b'),
  ecdsaWithSha256: hex('06082a8648ce3d040302'),
  crlDistributionPoints: hex('0603551d1f'),
  androidKeyDescription: hex('060a2b06010401d679020111'),
} as const
const name = (text: string) =>
  sequence(
    ...(
      [
        [oids.country, 'AA'],
        [oids.organization, 'Test'],
        [oids.unit, 'Authenticator Attestation'],
        [oids.commonName, text],
      ] as const
    ).map(([oid, value]) => der(0x31, sequence(oid, der(0x0c, Buffer.from(value))))),
  )

export interface CertificateWish {
  readonly subject: string
  readonly publicKey: KeyObject
  readonly issuer: string
  readonly issuerKey: KeyObject
  /** Where revocations are told. */
  readonly crlAddress?: string
  /** `attestationChallenge` of a statement of Android. */
  readonly androidChallenge?: Uint8Array
}

/** An X.509 certificate signed by a key on P-256, valid from 2020 to 2049. */
export function createCertificate(wish: CertificateWish): Buffer {
  const { crlAddress, androidChallenge } = wish
  const extension = (oid: Uint8Array, value: Uint8Array) => sequence(oid, octets(value))
  const extensions = [
    ...(crlAddress === undefined
      ? []
      : [
          extension(
            oids.crlDistributionPoints,
            sequence(sequence(der(0xa0, der(0xa0, der(0x86, Buffer.from(crlAddress)))))),
          ),
        ]),
    ...(androidChallenge === undefined
      ? []
      : [
          extension(
            oids.androidKeyDescription,
            sequence(
              integer(4),
              enumerated(1),
              integer(4),
              enumerated(1),
              octets(androidChallenge),
              octets(Buffer.alloc(0)),
              sequence(),
              sequence(),
            ),
          ),
        ]),
  ]
  const algorithm = sequence(oids.ecdsaWithSha256)
  const toBeSigned = sequence(
    der(0xa0, integer(2)),
    integer(7),
    algorithm,
    name(wish.issuer),
    sequence(der(0x17, Buffer.from('200101000000Z')), der(0x17, Buffer.from('490101000000Z'))),
    name(wish.subject),
    wish.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length === 0 ? [] : [der(0xa3, sequence(...extensions))]),
  )
  const signature = sign('sha256', toBeSigned, wish.issuerKey)
  return sequence(toBeSigned, algorithm, der(0x03, Buffer.from([0]), signature))
}
