/**
 * Formats whose statements are verified by the library; nothing is decided by what they say, because no root is trusted.
 * Left out: `android-key`, where the library builds a path to whichever root the statement brings along and follows the
 * revocation addresses in it, so that anybody could make this server fetch any address; `android-safetynet`, whose
 * service has ended. No client of today sends either to a site that asks for attestation `none`.
 * https://www.w3.org/TR/webauthn-3/#sctn-defined-attestation-formats
 */
export const attestationFormats = ['none', 'packed', 'tpm', 'apple', 'fido-u2f'] as const
export type AttestationFormat = (typeof attestationFormats)[number]
