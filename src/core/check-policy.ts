import type { Problem } from '../contract/rule-files.ts'
import { locateProblems } from './documents/locate-problems.ts'
import { parsePolicy } from './parse-policy.ts'
import { checkByReference } from './rules/check-by-reference.ts'
import type { Policy, RuleFolder } from './rules/policy.ts'

/** What came of a check of a rules folder. */
export interface CheckedPolicy {
  /** Null where any problem is an error. */
  readonly policy: Policy | null
  readonly problems: readonly Problem[]
}

/**
 * All that is wrong with a rules folder: each file, all files together, and a trial run in json-rules-engine. This is
 * `keywise check` and `POST /v1/rules/check`. `now` in epoch ms.
 */
export async function checkPolicy(folder: RuleFolder, now: number): Promise<CheckedPolicy> {
  const { policy, problems } = parsePolicy(folder, now)
  if (policy === null) return { policy, problems }
  const found = locateProblems(await checkByReference(policy, now), folder)
  const failed = found.some(({ severity }) => severity === 'error')
  return { policy: failed ? null : policy, problems: [...problems, ...found] }
}
