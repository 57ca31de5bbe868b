/** The words of simulations; without schemas, so that the thread that counts loads no more than it needs. */

/**
 * How far an answer is another one: another action; the same action started or armed in another way; or something else
 * that a page acts on. `words`: a page does the same, and is told another reason, rule or confidence.
 */
export const changeKinds = ['action', 'mode', 'details', 'words'] as const
export type ChangeKind = (typeof changeKinds)[number]

/**
 * How a recorded login ended, by reports that count: with a passkey, proven; with a passkey as its page alone says; failed
 * with a passkey, whatever came after; otherwise logged in; nothing that counts was reported.
 */
export const loginEndings = ['passkey', 'passkey-unproven', 'failed', 'other-method', 'unreported'] as const
export type LoginEnding = (typeof loginEndings)[number]

/** What becomes of the expectation of a fixture. */
export const fixtureEndings = ['breaks', 'mends', 'passes', 'fails'] as const
export type FixtureEnding = (typeof fixtureEndings)[number]

export const mostSimulatedDecisions = 1_000_000
export const usualSimulatedDecisions = 100_000
export const usualSimulatedDays = 7

/**
 * Why a decision cannot be asked again by the rules it was taken under: they are not kept, or no longer; what is kept is
 * not what it was; this version cannot use them.
 */
export const revisionGaps = ['missing', 'altered', 'unusable'] as const
export type RevisionGap = (typeof revisionGaps)[number]
