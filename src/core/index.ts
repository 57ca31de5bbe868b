/** The door of the core: what edges may import. */
export type { Advice, Belief, CredentialBelief } from './belief/belief.ts'
export { assess, decide } from './decide.ts'
export type { Decision } from './decision/decision.ts'
export type { DecisionInput, DecisionUser } from './decision/decision-input.ts'
export type { Flip } from './decision/find-flips.ts'
export { type CredentialTrace, type DecisionTrace, type Explanation, explain } from './explain.ts'
export type { FactDefinition, FactName, Facts, FactType, FactValue } from './facts/catalogue.ts'
export { factCatalogue, factNames } from './facts/catalogue.ts'
export type { Situation } from './facts/situation.ts'
export type { DecisionRecord, OutcomeRecord, UserPseudonym } from './history/decision-record.ts'
export { readHistory } from './history/read-history.ts'
export * from './history/user-history.ts'
export { applyOutcome } from './outcome/apply-outcome.ts'
export { buildBackfillChanges } from './outcome/build-backfill-changes.ts'
export { classifyOutcome } from './outcome/classify-outcome.ts'
export type { HistoryChange } from './outcome/history-change.ts'
export { buildBuiltInPolicy, parsePolicy } from './parse-policy.ts'
export type { ClientPlatform } from './platform/client-platform.ts'
export { identifyPlatform } from './platform/identify-platform.ts'
export { identifyProvider } from './platform/identify-provider.ts'
export type { Knowledge } from './platform/knowledge.ts'
export { parseKnowledge } from './platform/parse-knowledge.ts'
export type {
  MatchedIssue,
  PlatformSupport,
  SupportStatement,
  SupportValue,
} from './platform/platform-support.ts'
export { checkRuleFolder } from './rules/check-rule-folder.ts'
export type { ConditionTrace, RuleTrace } from './rules/evaluate-by-reference.ts'
export type { Policy, RolloutSubject, RuleFolder, RuleSet, Verdict } from './rules/policy.ts'
export { readSignals } from './signals/read-signals.ts'
export type { RawSignals, Signals } from './signals/signals.ts'
