/** COSE algorithm identifiers: https://www.iana.org/assignments/cose/cose.xhtml#algorithms */
const ed25519 = -8
const es256 = -7
const rs256 = -257
const es384 = -35
const es512 = -36
const ed448 = -53

/**
 * What a registration offers, best first, and so what it accepts: every platform of today makes one of the first two,
 * Windows Hello of old machines the third. https://www.w3.org/TR/webauthn-3/#dom-publickeycredentialcreationoptions-pubkeycredparams
 */
export const offeredAlgorithms: readonly number[] = [ed25519, es256, rs256]

/** By the names of the registry, those that keys of passkeys can be verified by. */
export const offerableAlgorithms: Readonly<Record<string, number>> = {
  EdDSA: ed25519,
  ES256: es256,
  RS256: rs256,
  ES384: es384,
  ES512: es512,
}

/** What the key of an algorithm has to look like. */
export type KeyShape =
  | {
      readonly kty: 'OKP'
      readonly crv: 'Ed25519' | 'Ed448'
      readonly coseCrv: number
      readonly size: number
    }
  | {
      readonly kty: 'EC'
      readonly crv: 'P-256' | 'P-384' | 'P-521'
      readonly coseCrv: number
      readonly size: number
    }
  | { readonly kty: 'RSA'; readonly minSize: number; readonly maxSize: number }

/**
 * Every algorithm that a key or an attestation may use at all; nothing that rests on SHA-1, no curve of nobody's.
 * One algorithm has one curve: https://www.w3.org/TR/webauthn-3/#sctn-alg-identifier
 * The library verifies attestations over an Ed448 key, and no assertion by one: never offer it.
 */
export const keyShapes: ReadonlyMap<number, KeyShape> = new Map<number, KeyShape>([
  [ed25519, { kty: 'OKP', crv: 'Ed25519', coseCrv: 6, size: 32 }],
  [ed448, { kty: 'OKP', crv: 'Ed448', coseCrv: 7, size: 57 }],
  [es256, { kty: 'EC', crv: 'P-256', coseCrv: 1, size: 32 }],
  [es384, { kty: 'EC', crv: 'P-384', coseCrv: 2, size: 48 }],
  [es512, { kty: 'EC', crv: 'P-521', coseCrv: 3, size: 66 }],
  // 2048 to 8192 bits: below is weak, above is a way to make the server compute.
  [rs256, { kty: 'RSA', minSize: 256, maxSize: 1024 }],
])
