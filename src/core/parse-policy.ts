import type { Problem } from '../contract/rule-files.ts'
import type { Knowledge } from './platform/knowledge.ts'
import { parseKnowledge } from './platform/parse-knowledge.ts'
import { builtInRules } from './rules/built-in-rules.ts'
import { parsePolicy as parseRules } from './rules/parse-policy.ts'
import type { ParseKnowledge, Policy, RuleFolder } from './rules/policy.ts'

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

/**
 * A `parsePolicy` that remembers the knowledge it read last: nine tenths of the work, and of all files the ones that
 * change least. For whoever reads a folder again and again.
 */
export function createPolicyParser(): typeof parsePolicy {
  let last: { readonly key: string; readonly read: ReturnType<typeof parseKnowledge> } | null = null
  const parse: ParseKnowledge = (folder, now) => {
    // Of the time, knowledge needs the month.
    const month = now === undefined ? '' : new Date(now).toISOString().slice(0, 7)
    const texts = [...folder].filter(([path]) => path.startsWith('knowledge/'))
    const key = JSON.stringify([month, texts])
    if (last?.key !== key) last = { key, read: parseKnowledge(folder, now) }
    return last.read
  }
  return (folder, now) => parseRules(folder, parse, now)
}

/** The minimal policy for a first start without valid rules: nothing starts by itself. */
export function buildBuiltInPolicy(knowledge: Knowledge): Policy {
  const { policy, problems } = parseRules(builtInRules, () => ({ knowledge, problems: [] }))
  // INVARIANT: the built-in rules pass their own checker; a test holds it.
  if (policy === null) throw new Error(`the built-in rules are broken: ${problems[0]?.message}`)
  return policy
}
