import type { Problem } from '../contract/rule-files.ts'
import { locateProblems } from './documents/locate-problems.ts'
import { parsePolicy, parseShadow } from './parse-policy.ts'
import { checkByReference } from './rules/check-by-reference.ts'
import { checkRulePaths } from './rules/lay-over.ts'
import type { Policy, RuleFolder } from './rules/policy.ts'
import { isInShadow, layShadowOver, shadowPathOf } from './rules/shadow-folder.ts'

/** What came of a check of a rules folder. */
export interface CheckedPolicy {
  /** Null where any problem is an error. */
  readonly policy: Policy | null
  readonly problems: readonly Problem[]
}

/**
 * All that is wrong with a rules folder: each file, all files together, a trial run in json-rules-engine, and what is
 * tried beside them. This is `keywise check`. `now` in epoch ms.
 */
export async function checkPolicy(
  folder: RuleFolder,
  now: number,
  parse: (folder: RuleFolder, now: number) => CheckedPolicy = parsePolicy,
): Promise<CheckedPolicy> {
  const { policy, problems: read } = parse(folder, now)
  const tried = policy === null ? [] : locateProblems(await checkByReference(policy, now), folder)
  const inForce = [...read, ...tried]
  const failed = policy === null || tried.some(({ severity }) => severity === 'error')
  return {
    policy: failed ? null : policy,
    problems: [...inForce, ...(await checkShadow(folder, inForce, now))],
  }
}

/** `checkPolicy` for files whose names came from outside: as they are checked before they are put in force. */
export async function checkDraft(
  draft: RuleFolder,
  now: number,
  parse?: (folder: RuleFolder, now: number) => CheckedPolicy,
): Promise<CheckedPolicy> {
  const problems = checkRulePaths(draft.keys())
  return problems.length > 0 ? { policy: null, problems } : checkPolicy(draft, now, parse)
}

/** What `shadow/` brings in addition. Only warnings: a mistake in there keeps nothing from coming in force. */
async function checkShadow(
  folder: RuleFolder,
  inForce: readonly Problem[],
  now: number,
): Promise<readonly Problem[]> {
  const draft = layShadowOver(folder)
  const shadow = parseShadow(folder, now)
  if (draft === null || shadow === null) return []
  const tried = shadow.policy === null ? [] : await checkByReference(shadow.policy, now)
  const located = locateProblems(tried, draft).map((problem) => ({
    ...problem,
    file: shadowPathOf(folder, problem.file),
  }))
  const known = new Set(inForce.map(nameOf))
  return [...shadow.problems, ...located]
    .filter((problem) => !known.has(nameOf(problem)))
    .map(({ message, ...problem }) => ({
      ...problem,
      severity: 'warning',
      // A sound file can be at fault only because of another one in there.
      message: isInShadow(problem.file) ? message : `with the files of \`shadow/\` laid over: ${message}`,
    }))
}

const nameOf = ({ kind, file, pointer, message }: Problem): string =>
  JSON.stringify([kind, file, pointer, message])
