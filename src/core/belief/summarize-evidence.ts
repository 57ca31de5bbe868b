import type { Settings } from '../../contract/rule-files.ts'
import { evidenceEffect, evidenceOrder } from '../history/evidence-effect.ts'
import type { EpochMs, Evidence, Sighting } from '../history/user-history.ts'
import { dayMs, keptAt, type Silence } from './kept-since.ts'
import {
  certaintyAfterMany,
  certaintyAfterSuccess,
  fadingPerDay,
  likelihoodRatio,
  manySuccesses,
} from './likelihoods.ts'
import type { Reach } from './reach-priors.ts'
import { weighOdds } from './weigh-odds.ts'

/** What decides how evidence is weighed, the same for all passkeys of a user. */
export interface EvidenceScale {
  /** How many credentials a registration excludes: what `credential-exists` is shared among. */
  readonly excluded: number
  readonly settings: Pick<Settings, 'thresholds' | 'cooling'>
  readonly now: EpochMs
}

/** A rest after failures: until when, and how long it was set for. */
export interface Rest {
  readonly until: EpochMs
  readonly days: number
}

/** What a device's evidence makes of the prior. */
export interface EvidenceSummary {
  /** P(present here) now. */
  readonly probability: number
  /** The rest that failures here have earned, over or not; null: none since the last success. */
  readonly rest: Rest | null
  /** Since when nothing was heard of it; evidence for it begins that anew. */
  readonly silence: Silence | null
  /** What silence has left of it since the last evidence. */
  readonly left: number
}

/** A prior from which absence would surprise: only what was expected here can be "gone" or need a rest. */
const expectedHere = 0.5

/**
 * Filters the evidence of one credential on one device in time order: a hidden state, present or absent, that
 * fades to the prior with time, moved by the likelihood ratio of each proven outcome.
 *
 * A rest begins with the failure that takes the belief below `thresholds.suspectedGone`. Failures during a rest
 * restart it; a failure after it (the probe) doubles it up to `cooling.maxDays`; a success ends it.
 *
 * `silence`: since when nothing was heard of it. What silence has taken is gone before the next failure is weighed: after
 * months without a word a failure says more than on the day after a success.
 * `listedSilently`: the client lists the provider's passkeys silently, so that a fast silent reject says something.
 * `onStep` is told each step, for explanations. Evidence from the future (a clock was set back) counts as of now; a time that is no number is left out.
 */
export function summarizeEvidence(
  sighting: Sighting | undefined,
  reach: Reach,
  listedSilently: boolean,
  scale: EvidenceScale,
  silence: Silence | null = null,
  onStep?: (evidence: Evidence, before: number, after: number) => void,
): EvidenceSummary {
  const { prior } = reach
  // Whether a security key is at hand is a matter of the moment: never evidence of a ghost.
  if (sighting === undefined || reach.class === 'roaming') return withoutEvidence(prior, silence, scale.now)
  const certainty = sighting.successes >= manySuccesses ? certaintyAfterMany : certaintyAfterSuccess
  // What silence takes is kept apart, so that fading to the prior never gives it back.
  let heard = prior
  let rest: Rest | null = null
  let last: EpochMs | null = null
  let silent = silence
  for (const evidence of inOrder(sighting.recent)) {
    const { at, kind, weight = 1 } = evidence
    // Of no weight, or of one that is no number: as if it had never happened.
    if (!Number.isFinite(at) || !(weight > 0)) continue
    const time = Math.min(at, scale.now)
    if (last !== null) heard = fade(heard, prior, time - last)
    last = time
    const before = heard * keptAt(silent, time)
    const after =
      kind === 'succeeded-here'
        ? Math.max(before, certainty)
        : weighOdds(before, likelihoodRatio(kind, listedSilently, scale.excluded, weight))
    // Whoever sees something that speaks for it has heard of it.
    if (after > before && silent !== null) silent = { ...silent, since: Math.max(silent.since, time) }
    if (after !== before) heard = after / keptAt(silent, time)
    onStep?.(evidence, before, after)
    if (kind === 'succeeded-here') rest = null
    if (evidenceEffect[kind] === 'failure')
      rest = restAfterFailure(rest, time, after, reach.expected ?? prior, scale.settings)
  }
  if (last !== null) heard = fade(heard, prior, scale.now - last)
  const kept = keptAt(silent, scale.now)
  const left = last === null ? kept : kept / keptAt(silent, last)
  return { probability: heard * kept, rest, silence: silent, left }
}

function withoutEvidence(prior: number, silence: Silence | null, now: EpochMs): EvidenceSummary {
  const left = keptAt(silence, now)
  return { probability: prior * left, rest: null, silence, left }
}

function fade(probability: number, prior: number, elapsedMs: number): number {
  if (probability === prior || !(elapsedMs > 0)) return probability
  return prior + (probability - prior) * Math.exp((-fadingPerDay * elapsedMs) / dayMs)
}

function restAfterFailure(
  rest: Rest | null,
  at: EpochMs,
  probability: number,
  prior: number,
  { thresholds, cooling }: EvidenceScale['settings'],
): Rest | null {
  if (rest === null) {
    if (prior < expectedHere || probability >= thresholds.suspectedGone) return null
    const days = Math.min(cooling.days, cooling.maxDays)
    return { until: at + days * dayMs, days }
  }
  const days = at < rest.until ? rest.days : Math.min(rest.days * 2, cooling.maxDays)
  return { until: at + days * dayMs, days }
}

/** Stored newest last, but a late report may have come out of order; sorting copies only then. */
export function inOrder(recent: readonly Evidence[]): readonly Evidence[] {
  for (let i = 1; i < recent.length; i++) {
    const before = recent[i - 1]
    const after = recent[i]
    if (before !== undefined && after !== undefined && !(evidenceOrder(before, after) <= 0)) {
      return recent.filter((evidence) => Number.isFinite(evidence.at)).sort(evidenceOrder)
    }
  }
  return recent
}
