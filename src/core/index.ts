/** The door of the core: what edges may import. */
export type { Advice, Belief, CredentialBelief } from './belief/belief.ts'
export { decide } from './decide.ts'
export type { Decision } from './decision/decision.ts'
export type { DecisionInput, DecisionUser } from './decision/decision-input.ts'
export type { Explain, Explanation } from './explain.ts'
export type { FactDefinition, FactName, Facts, FactType, FactValue } from './facts/catalogue.ts'
export { factCatalogue, factNames } from './facts/catalogue.ts'
export type { DecisionRecord, OutcomeRecord, UserPseudonym } from './history/decision-record.ts'
export * from './history/user-history.ts'
export type { HistoryChange } from './outcome/history-change.ts'
export type { ClientPlatform } from './platform/client-platform.ts'
export type { Knowledge } from './platform/knowledge.ts'
export type {
  MatchedIssue,
  PlatformSupport,
  SupportStatement,
  SupportValue,
} from './platform/platform-support.ts'
export type { Policy, RolloutSubject, RuleFolder, RuleSet, Verdict } from './rules/policy.ts'
export type { RawSignals, Signals } from './signals/signals.ts'
