/**
 * Why a ceremony was refused. For the log, the audit event and metrics only: who presented the response is told the
 * same in every case, because the difference would tell an attacker how far he got.
 */
export const verificationFailures = [
  // The response is not what a client produces.
  'malformed',
  'wrong-credential-type',
  'bad-credential-id',
  'credential-id-too-long',
  'credential-id-mismatch',
  'bad-client-data',
  'bad-authenticator-data',
  // It belongs to another ceremony, page or relying party.
  'wrong-type',
  'wrong-challenge',
  'wrong-origin',
  'cross-origin',
  'wrong-top-origin',
  'wrong-rp-id',
  // The authenticator did less than was asked for, or contradicts itself.
  'user-not-present',
  'user-not-verified',
  'backup-state-impossible',
  'backup-eligibility-changed',
  // Keys and signatures.
  'unsupported-algorithm',
  'bad-public-key',
  'bad-attestation',
  'bad-signature',
  // It speaks for another account.
  'missing-user-handle',
  'foreign-user-handle',
  // Found out before or after the cryptography, by what was stored.
  'challenge-unknown',
  'challenge-expired',
  'wrong-purpose',
  'credential-unknown',
  'credential-known',
  'credential-revoked',
  'credential-not-listed',
  'foreign-credential',
  'wrong-device',
  'wrong-user',
] as const
export type VerificationFailure = (typeof verificationFailures)[number]
