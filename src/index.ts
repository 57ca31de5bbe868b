/**
 * The engine as a library: `import { decide, loadPolicy, readHistory } from 'keywise'`. It decides in this process and
 * keeps nothing; the service that keeps histories is `keywise/server`.
 */
export type { HistoryInput } from './contract/history-input.ts'
export type { DeviceId } from './contract/ids.ts'
export type { Problem } from './contract/rule-files.ts'
export type * from './contract/words.ts'
export {
  type ClientPlatform,
  type ConditionTrace,
  type CredentialTrace,
  checkRuleFolder,
  type Decision,
  type DecisionInput,
  type DecisionTrace,
  type DecisionUser,
  decide,
  type Explanation,
  explain,
  type Flip,
  flipChanges,
  type Policy,
  parsePolicy,
  type RawSignals,
  type RuleFolder,
  type RuleTrace,
  readHistory,
  type UserHistory,
  type UserPseudonym,
} from './core/index.ts'
export { loadPolicy } from './files/load-policy.ts'
