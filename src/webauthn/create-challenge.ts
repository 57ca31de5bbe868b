import { randomBytes } from 'node:crypto'

/** 32 random bytes, base64url; the spec asks for 16 or more: https://www.w3.org/TR/webauthn-3/#sctn-cryptographic-challenges */
export const createChallenge = (): string => randomBytes(32).toString('base64url')
