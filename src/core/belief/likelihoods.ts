import type { EvidenceKind } from '../history/user-history.ts'

/** How probable one outcome is where the passkey is on this device, and where it is not. */
export interface Likelihood {
  readonly present: number
  readonly absent: number
}

/**
 * Starting likelihoods of proven outcomes; only the ratio matters. Refusals, aborts and failures of conditional
 * mediation are equally probable either way, so they are no evidence and have no entry.
 * INVARIANT: a success here is impossible where the passkey is absent; every failure favours absence.
 */
export const likelihoods = {
  'succeeded-here': { present: 0.93, absent: 0 },
  /** The person took the detour over the phone: they had reason to. */
  'succeeded-by-phone': { present: 0.01, absent: 0.1 },
  /** A security key is of the moment: nothing is said of what lies on the device. */
  'succeeded-by-key': { present: 1, absent: 1 },
  /** A phone did not serve: nothing is said of what is here (see `estimate-phone.ts`). */
  'phone-failed': { present: 1, absent: 1 },
  /** `NotAllowedError` after 1 to 8 s of a modal. */
  cancelled: { present: 0.04, absent: 0.35 },
  /** `NotAllowedError` after 8 s or more, timeouts: somebody looked for it. */
  abandoned: { present: 0.02, absent: 0.55 },
  /** Counts only for providers that a client lists silently; private windows and rate limits look alike. */
  'immediate-fast-reject': { present: 0.1, absent: 0.97 },
  /** Somebody dismissed an offer: something was there. */
  'immediate-slow-reject': { present: 0.05, absent: 0.01 },
  /** `InvalidStateError` at registration: one of the excluded credentials is here (see `likelihoodOf`). */
  'credential-exists': { present: 0.5, absent: 0.05 },
} as const satisfies Readonly<Record<EvidenceKind, Likelihood>>

/**
 * The odds of presence are multiplied by this. A piece of evidence that is worth half of a whole one counts as its square
 * root: two of them make one, and none of weight 0 moves anything.
 */
export function likelihoodRatio(
  kind: EvidenceKind,
  listedSilently: boolean,
  excluded: number,
  weight = 1,
): number {
  const ratio = wholeRatio(kind, listedSilently, excluded)
  if (weight >= 1) return ratio
  return weight > 0 ? ratio ** weight : 1
}

function wholeRatio(kind: EvidenceKind, listedSilently: boolean, excluded: number): number {
  if (kind === 'immediate-fast-reject' && !listedSilently) return 1
  if (kind === 'credential-exists') {
    // Shared among the excluded credentials: any other one explains the error as well, so that with many of
    // them it says nothing of this one.
    const { present, absent } = likelihoods['credential-exists']
    return present / (present - (present - absent) / Math.max(1, excluded))
  }
  return ratios[kind]
}

const ratioOf = ({ present, absent }: Likelihood) => present / absent
const ratios = {
  'succeeded-here': ratioOf(likelihoods['succeeded-here']),
  'succeeded-by-phone': ratioOf(likelihoods['succeeded-by-phone']),
  'succeeded-by-key': 1,
  'phone-failed': 1,
  cancelled: ratioOf(likelihoods.cancelled),
  abandoned: ratioOf(likelihoods.abandoned),
  'immediate-fast-reject': ratioOf(likelihoods['immediate-fast-reject']),
  'immediate-slow-reject': ratioOf(likelihoods['immediate-slow-reject']),
} as const satisfies Readonly<Record<Exclude<EvidenceKind, 'credential-exists'>, number>>

/**
 * What a success here leaves of doubt by the next login: passkeys are deleted and people sign out unseen. Measured by
 * `keywise bench decisions`: at .99 one that was gone took two or three dead ends to be doubted, at .95 one that was
 * there lost too many dialogs.
 */
export const certaintyAfterSuccess = 0.985

/** Where it has worked again and again, one failure is far from enough: months of success outweigh it. */
export const certaintyAfterMany = 0.99
export const manySuccesses = 4

/**
 * How fast evidence fades, per day: the hidden state (present or absent) flips with small hazards whose balance
 * is the prior, so that without news the belief returns to the prior, half of the way in about a year. For a
 * passkey that worked here (prior .97) this is a hazard of deletion of 2 % a year.
 * That the balance is the prior also makes the laws hold: a belief lowered by failures never drifts above it.
 */
export const fadingPerDay = 0.002
