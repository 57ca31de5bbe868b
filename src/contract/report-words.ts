/** The words of reports; without schemas, so that a thread that counts loads no more than it needs. */

export const reportKinds = ['kpis', 'funnel', 'calibration'] as const
export type ReportKind = (typeof reportKinds)[number]

/** What figures can be split by. Days are UTC days. */
export const reportDimensions = [
  'os',
  'browser',
  'provider',
  'rule',
  'day',
  'reach',
  'action',
  'mode',
  'view',
] as const
export type ReportDimension = (typeof reportDimensions)[number]

/** Methods with times of their own; anything else a page may report is `other`, so that nobody can add rows. */
export const timedMethods = [
  'passkey',
  'suggestion',
  'cross-device',
  'password',
  'email-otp',
  'sms-otp',
  'totp',
  'magic-link',
  'recovery-code',
  'other',
] as const
export type TimedMethod = (typeof timedMethods)[number]

/** The ways in which a decision leads to a passkey. */
export const ceremonyWays = ['local', 'silent', 'suggestion', 'cross-device', 'own-choice'] as const
export type CeremonyWay = (typeof ceremonyWays)[number]

/** Which reports of attempts figures are made from: those that are proven, or all that were observed. */
export const reportCounts = ['proven', 'observed'] as const
export type ReportCount = (typeof reportCounts)[number]

export const mostReportGroups = 1000
