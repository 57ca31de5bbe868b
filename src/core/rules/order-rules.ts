import type { Rule } from '../../contract/rule-files.ts'

/** json-rules-engine's own default. */
export const defaultPriority = 1

/** The order in which rules are tried: higher priority first, then as they stand in the file. */
export function orderRules(rules: readonly Rule[]): readonly Rule[] {
  return rules.toSorted((a, b) => (b.priority ?? defaultPriority) - (a.priority ?? defaultPriority))
}
