import type { Problem } from '../contract/rule-files.ts'
import type { Knowledge } from './platform/knowledge.ts'
import { parseKnowledge } from './platform/parse-knowledge.ts'
import { builtInRules } from './rules/built-in-rules.ts'
import { parsePolicy as parseRules } from './rules/parse-policy.ts'
import type { ParseKnowledge, Policy, RuleFolder } from './rules/policy.ts'
import { revisionOf } from './rules/revision.ts'
import { layShadowOver, shadowPathOf, withoutShadow } from './rules/shadow-folder.ts'

/**
 * A rules folder (rule files and `knowledge/`) as a policy, or null where any file has an error.
 * `now` (epoch ms) is needed only to warn of rules and switches whose time is over, and of facts from a month to come.
 */
export function parsePolicy(
  folder: RuleFolder,
  now?: number,
): { readonly policy: Policy | null; readonly problems: readonly Problem[] } {
  return parseInForce(folder, parseKnowledge, now)
}

/**
 * Nothing of `shadow/` has a say in the rules in force. Yet their revision names the whole folder: by this name it is
 * kept, published and taken back, and what is tried beside the rules is in the record of each decision.
 */
function parseInForce(
  folder: RuleFolder,
  knowledgeOf: ParseKnowledge,
  now?: number,
): ReturnType<typeof parsePolicy> {
  const inForce = withoutShadow(folder)
  const { policy, problems } = parseRules(inForce, knowledgeOf, now)
  if (policy === null || inForce === folder) return { policy, problems }
  return { policy: { ...policy, revision: revisionOf(folder) }, problems }
}

/** Rules that are tried beside those in force. `policy` is null where any of their files has an error. */
export interface ParsedShadow {
  readonly policy: Policy | null
  readonly problems: readonly Problem[]
}

/** The files of `shadow/` laid over the others, as a policy of their own; null: there are none. */
export function parseShadow(folder: RuleFolder, now?: number): ParsedShadow | null {
  const draft = layShadowOver(folder)
  if (draft === null) return null
  const { policy, problems } = parseRules(draft, parseKnowledge, now)
  return {
    policy,
    problems: problems.map((problem) => ({ ...problem, file: shadowPathOf(folder, problem.file) })),
  }
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
  return (folder, now) => parseInForce(folder, parse, now)
}

/** The minimal policy for a first start without valid rules: nothing starts by itself. */
export function buildBuiltInPolicy(knowledge: Knowledge): Policy {
  const { policy, problems } = parseRules(builtInRules, () => ({ knowledge, problems: [] }))
  // INVARIANT: the built-in rules pass their own checker; a test holds it.
  if (policy === null) throw new Error(`the built-in rules are broken: ${problems[0]?.message}`)
  return policy
}
