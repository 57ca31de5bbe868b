/** The three ids that meet in the same functions are branded, so that none is passed for another. */
export type UserId = string & { readonly brand: 'UserId' }
/** base64url, without padding, as in WebAuthn's JSON forms. */
export type CredentialId = string & { readonly brand: 'CredentialId' }
/** The first-party random id that a page keeps for one browser profile; it does not name a machine. */
export type DeviceId = string & { readonly brand: 'DeviceId' }

/** A credential id is any text but the empty one: what is no base64url matches no credential, and does no harm. */
export const isCredentialId = (text: string): text is CredentialId => text !== ''
export const isDeviceId = (text: string): text is DeviceId => text !== ''

/** All zeros is what authenticators send that do not want to say what they are (WebAuthn Level 3, 6.5.1.1). */
export const isUnnamedAaguid = (aaguid: string): boolean => /^[0-]*$/.test(aaguid)
