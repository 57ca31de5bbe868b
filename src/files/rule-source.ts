import type { Problem } from '../contract/rule-files.ts'
import type { RuleFolder } from '../core/index.ts'

/** Where rule files are read from, and read again when they change. */
export interface RuleSource {
  /**
   * All files, of one moment.
   * @param known paths that were there when the rules were last good
   * @throws UnsettledFolderError while somebody is at work there, or whatever stands in the way
   */
  readonly read: (known: readonly string[]) => Promise<RuleFolder>
  /** Calls `changed` soon after something may have changed, never twice at once. */
  readonly watch: (changed: () => Promise<void>) => { readonly close: () => Promise<void> }
  /** Why reading failed, for people. */
  readonly describeFailure: (error: unknown) => Problem
}
