import type { RevisionGap } from '../contract/simulation-words.ts'
import {
  buildReplayInput,
  type Considered,
  considerBoth,
  decide,
  hashDecision,
  readRecordedInput,
  withRecordedStanding,
} from '../core/index.ts'
import { type FindOwnRules, findNoRules } from './own-rules.ts'
import { type ReplayPolicies, standAsRecorded } from './replay-policies.ts'

/** What a replay needs of a record. */
export interface ReplayedRecord {
  readonly at: number
  readonly revision: string
  readonly answerHash: string
  /** The text that `writeRecordedInput` wrote. */
  readonly input: string
}

export interface ReplayedDecision {
  readonly live: Considered
  readonly draft: Considered
  /** By its own rules: whether that is byte by byte the answer that was given; null: they cannot be had. */
  readonly isFaithful: boolean | null
  /** Whether its own rules are those in force; else those of then, or why they cannot be had. */
  readonly rules: 'live' | 'kept' | RevisionGap
}

/**
 * Puts a recorded question to the rules in force and to a draft, with the clock, history and switches of then; and to the
 * rules it was answered by, to see that a replay is one.
 */
export function replayDecision(
  record: ReplayedRecord,
  policies: ReplayPolicies,
  findOwnRules: FindOwnRules = findNoRules,
): ReplayedDecision {
  const { at, revision, answerHash } = record
  const recorded = readRecordedInput(record.input)
  const input = buildReplayInput(recorded)
  const stood = standAsRecorded(policies, recorded)
  const [live, draft] = considerBoth(input, stood.live, stood.draft, at)
  const isLive = revision === policies.live.revision
  const { gap, policy } = isLive ? { gap: null, policy: policies.live } : findOwnRules(revision)
  if (gap !== null) return { live, draft, isFaithful: null, rules: gap }
  const asGiven =
    isLive && stood.isLiveAsRecorded
      ? live.decision
      : decide(input, withRecordedStanding(policy, recorded), at)
  return {
    live,
    draft,
    isFaithful: hashDecision(asGiven) === answerHash,
    rules: isLive ? 'live' : 'kept',
  }
}
