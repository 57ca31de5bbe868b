import {
  buildReplayInput,
  type Considered,
  considerBoth,
  decide,
  hashDecision,
  readRecordedInput,
  withRecordedStanding,
} from '../core/index.ts'
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
  /** Whether the replay is byte by byte the answer that was given; null: it was given under other rules. */
  readonly isFaithful: boolean | null
}

/** Puts a recorded question to the rules in force and to a draft, with the clock, history and switches of then. */
export function replayDecision(record: ReplayedRecord, policies: ReplayPolicies): ReplayedDecision {
  const { at, revision, answerHash } = record
  const recorded = readRecordedInput(record.input)
  const input = buildReplayInput(recorded)
  const stood = standAsRecorded(policies, recorded)
  const [live, draft] = considerBoth(input, stood.live, stood.draft, at)
  if (revision !== policies.live.revision) return { live, draft, isFaithful: null }
  const asGiven = stood.isLiveAsRecorded
    ? live.decision
    : decide(input, withRecordedStanding(policies.live, recorded), at)
  return { live, draft, isFaithful: hashDecision(asGiven) === answerHash }
}
