/** The three ids that meet in the same functions are branded, so that none is passed for another. */
export type UserId = string & { readonly brand: 'UserId' }
/** base64url, without padding, as in WebAuthn's JSON forms. */
export type CredentialId = string & { readonly brand: 'CredentialId' }
/** The first-party random id that a page keeps for one browser profile; it does not name a machine. */
export type DeviceId = string & { readonly brand: 'DeviceId' }
