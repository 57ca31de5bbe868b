import { randomBytes } from 'node:crypto'

/**
 * 32 random bytes, base64url. Never derived from the id of the user: authenticators hand it out without asking the
 * person, so it must not say who they are: https://www.w3.org/TR/webauthn-3/#sctn-user-handle-privacy
 */
export const createUserHandle = (): string => randomBytes(32).toString('base64url')
