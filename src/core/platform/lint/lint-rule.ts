import type { Problem } from '../../../contract/rule-files.ts'
import type { KnowledgeDraft } from './knowledge-draft.ts'

/** What a rule found: a problem without what is the same for all findings of the rule. */
export type Finding = Omit<Problem, 'kind' | 'severity'>

/**
 * One thing that can be wrong with files that are right by their schema. An `error` stops the load: the engine would
 * answer wrongly, or not as the author meant. A `warning` does not: the answer stays right, or turns to unknown.
 */
export interface LintRule {
  /** Stable, kebab-case: the `kind` of its problems. */
  readonly kind: Problem['kind']
  readonly severity: Problem['severity']
  readonly find: (draft: KnowledgeDraft) => readonly Finding[]
}
