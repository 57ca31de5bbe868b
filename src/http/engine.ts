import type { ClientSignals } from '../contract/decision.ts'
import type { HistoryInput } from '../contract/history-input.ts'
import type { CredentialId } from '../contract/ids.ts'
import type { OutcomeRequest } from '../contract/outcome.ts'
import type { UserEvent } from '../contract/user.ts'
import type { Classification } from '../contract/words.ts'
import type {
  ClientPlatform,
  Decision,
  DecisionInput,
  DecisionRecord,
  Explain,
  HistoryChange,
  Policy,
  RawSignals,
  RuleFolder,
  UserHistory,
  UserPseudonym,
} from '../core/index.ts'
import type { ParsedFolder } from '../files/policy-source.ts'
import type { OutcomeReducer } from '../store/history-store.ts'

/** A decision with what its record needs besides: which client it was, and what a local failure speaks about. */
export interface Answer {
  readonly decision: Decision
  readonly platform: ClientPlatform
  readonly offered: readonly CredentialId[]
}

/** The pure core as the HTTP edge uses it: one place that shows every function it calls. */
export interface Engine {
  readonly answer: (input: DecisionInput, policy: Policy, now: number) => Answer
  readonly explain: Explain
  readonly identifyClient: (signals: RawSignals | ClientSignals) => ClientPlatform
  /** A history written out by hand, as `explain` takes it. */
  readonly readHistory: (input: HistoryInput, now: number) => UserHistory
  readonly classifyOutcome: (outcome: OutcomeRequest, decision: DecisionRecord) => Classification
  readonly applyOutcome: OutcomeReducer
  readonly buildBackfillChanges: (
    user: UserPseudonym,
    events: readonly UserEvent[],
    now: number,
  ) => readonly HistoryChange[]
  readonly parseFolder: (folder: RuleFolder) => ParsedFolder
}
