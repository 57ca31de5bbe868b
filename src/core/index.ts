/** The door of the core: what edges may import. */

export type { ConditionTrace, RuleTrace } from '../contract/explain.ts'
export { usualSuggestions } from './belief/advise-action.ts'
export { settledMs } from './belief/kept-since.ts'
export { pickRates } from './belief/pick-rates.ts'
export { leastBreadth } from './cells/breadth.ts'
export { type BreakerSettings, usualBreaker } from './cells/breaker-settings.ts'
export type { BreakerState } from './cells/breaker-state.ts'
export type { CellReport } from './cells/build-cell-report.ts'
export { type CellDay, type CellEvent, type HeardAccount, keptDays, sureFrom } from './cells/cell-event.ts'
export { buildCellModel, type CellModel } from './cells/cell-model.ts'
export {
  type CellPlace,
  type CellReading,
  type ReadCell,
  untouchedCell,
} from './cells/cell-reading.ts'
export { countLevels, type EarlierEvent, firstDayOfWeek } from './cells/count-levels.ts'
export { countPlaces, findPlace } from './cells/find-place.ts'
export { nameCell } from './cells/list-cells.ts'
export { type CheckedPolicy, checkDraft, checkPolicy } from './check-policy.ts'
export { type CreationPlan, composeCreation, composeRequest } from './compose-request.ts'
export { considerBoth } from './consider-both.ts'
export { type CoverageCount, createCoverageCounter } from './count-coverage.ts'
export {
  answer,
  assess,
  buildAnswer,
  type Considered,
  consider,
  decide,
  drawsOf,
  subjectOf,
} from './decide.ts'
export type { Answer } from './decision/answer.ts'
export { buildDecisionRecord, readMode } from './decision/build-decision-record.ts'
export type { Decision } from './decision/decision.ts'
export { estimateCost, type LoginCost } from './decision/estimate-cost.ts'
export type { Flip } from './decision/flips/find-flips.ts'
export type { FlipChange, FlipQuestion } from './decision/flips/flip-change.ts'
export { flipChanges, mostRedecisions } from './decision/flips/flip-changes.ts'
export { hashDecision } from './decision/hash-decision.ts'
export { checkSchema } from './documents/check-schema.ts'
export { isRecord } from './documents/is-record.ts'
export { readPointer } from './documents/json-pointer.ts'
export { parseJson } from './documents/parse-json.ts'
export { escapeControls } from './documents/quote.ts'
export { type CredentialTrace, type DecisionTrace, type Explanation, explain } from './explain.ts'
export { buildFacts } from './facts/build-facts.ts'
export type { FactDefinition, Facts, FactValue } from './facts/catalogue.ts'
export { factCatalogue, factNames } from './facts/catalogue.ts'
export type { Situation } from './facts/situation.ts'
export { dayOf, startOfDay } from './history/day-of.ts'
export type { DecisionInput, DecisionUser } from './history/decision-input.ts'
export type { DecisionRecord, OutcomeRecord, UserPseudonym } from './history/decision-record.ts'
export { evidenceEffect, evidenceOrder, recentEvidenceLimit } from './history/evidence-effect.ts'
export { dailyEvidenceLimit, kindsLimitedWith } from './history/evidence-limits.ts'
export { isResistantProof } from './history/is-resistant-proof.ts'
export { readHistory } from './history/read-history.ts'
export { resolveUser } from './history/resolve-user.ts'
export * from './history/user-history.ts'
export { type Ground, listGrounds } from './list-grounds.ts'
export { applyOutcome, isEvidence, type RecordedCredential } from './outcome/apply-outcome.ts'
export { buildBackfillChanges } from './outcome/build-backfill-changes.ts'
export { buildCellChanges } from './outcome/build-cell-changes.ts'
export {
  type AttemptClient,
  type ClassifiedOutcome,
  classifyOutcome,
  type FinishedAttempt,
} from './outcome/classify-outcome.ts'
export { completeOutcome } from './outcome/complete-outcome.ts'
export type { HistoryChange } from './outcome/history-change.ts'
export { nameError } from './outcome/name-error.ts'
export {
  buildBuiltInPolicy,
  createPolicyParser,
  type ParsedShadow,
  parsePolicy,
  parseShadow,
} from './parse-policy.ts'
export type { ClientPlatform } from './platform/client-platform.ts'
export { identifyPlatform } from './platform/identify-platform.ts'
export type { ProviderEvidence } from './platform/identify-provider.ts'
export { isUnverifying } from './platform/is-unverifying.ts'
export { nameProvider } from './platform/name-provider.ts'
export { parseKnowledge } from './platform/parse-knowledge.ts'
export type {
  MatchedIssue,
  PlatformSupport,
} from './platform/platform-support.ts'
export { providerReachHere } from './platform/provider-reach.ts'
export {
  buildReplayInput,
  omitRecordedHistory,
  type RecordedInput,
  readRecordedInput,
  type WatchedCells,
  watchReadings,
  withRecordedStanding,
  writeRecordedInput,
} from './recorded-input.ts'
export {
  applySwitchChange,
  listSwitchNotes,
  type SwitchChange,
  type SwitchNote,
} from './rules/apply-switch-change.ts'
export { bucketOf, isInRollout, nextStepOf, percentAt, stepBeganAt, subjectOfDraw } from './rules/bucket.ts'
export { buildRuleDiff, type FileChange, type FileDiff, type RuleDiff } from './rules/build-rule-diff.ts'
export { checkByReference } from './rules/check-by-reference.ts'
export { checkRuleFolder } from './rules/check-rule-folder.ts'
export { isPhishable } from './rules/check-settings.ts'
export { checkSwitches } from './rules/check-switches.ts'
export { compileRules } from './rules/compile-rules.ts'
export type { LeafCount, RuleCount, RuleSetCount } from './rules/count-rules.ts'
export { type DrawnVariant, drawVariant, listVariants } from './rules/draw-variant.ts'
export { evaluateByReference } from './rules/evaluate-by-reference.ts'
export { explainRuleDiff } from './rules/explain-rule-diff.ts'
export { explainSwitch } from './rules/explain-switch.ts'
export type { Exposure } from './rules/exposure.ts'
export { includeEverybody } from './rules/finish-rollouts.ts'
export { parseIpAddress } from './rules/ip-range.ts'
export { checkRulePaths, type DraftFiles, layOver } from './rules/lay-over.ts'
export { listExperimentNames } from './rules/list-experiment-names.ts'
export { listRolloutRules, type RolloutRule } from './rules/list-rollouts.ts'
export { readSwitchState } from './rules/match-switch.ts'
export { findOperator, type OperatorDefinition, operators, operatorsFor } from './rules/operators.ts'
export {
  type Audiences,
  noStanding,
  type Policy,
  type RolloutSubject,
  type RuleFolder,
  type RuleSet,
  type Standing,
} from './rules/policy.ts'
export { type RuleInWords, renderRuleSet } from './rules/render-rule-set.ts'
export { revisionOf } from './rules/revision.ts'
export { isInForce, readRuleStanding, readSchedule } from './rules/rule-schedule.ts'
export { isRunning } from './rules/select-variant.ts'
export { readSignals } from './signals/read-signals.ts'
export type { RawSignals } from './signals/signals.ts'
