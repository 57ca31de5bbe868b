import type { Problem } from '../contract/rule-files.ts'
import type { Knowledge } from './platform/knowledge.ts'
import { parseKnowledge } from './platform/parse-knowledge.ts'
import { builtInRules } from './rules/built-in-rules.ts'
import { parsePolicy as parseRules } from './rules/parse-policy.ts'
import type { Policy, RuleFolder } from './rules/policy.ts'

/**
 * A rules folder (rule files and `knowledge/`) as a policy, or null where any file has an error.
 * `now` (epoch ms) is needed only to warn of rules and switches whose time is over, and of facts from a month to come.
 */
export function parsePolicy(
  folder: RuleFolder,
  now?: number,
): { readonly policy: Policy | null; readonly problems: readonly Problem[] } {
  return parseRules(folder, parseKnowledge, now)
}

/** The minimal policy for a first start without valid rules: nothing starts by itself. */
export function buildBuiltInPolicy(knowledge: Knowledge): Policy {
  const { policy, problems } = parseRules(builtInRules, () => ({ knowledge, problems: [] }))
  // INVARIANT: the built-in rules pass their own checker; a test holds it.
  if (policy === null) throw new Error(`the built-in rules are broken: ${problems[0]?.message}`)
  return policy
}
