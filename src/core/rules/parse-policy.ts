import type { Problem } from '../../contract/rule-files.ts'
import { locateProblems } from '../documents/locate-problems.ts'
import { builtInRules } from './built-in-rules.ts'
import { readRuleFolder } from './check-rule-folder.ts'
import { compileRules } from './compile-rules.ts'
import { noStanding, type ParseKnowledge, type Policy, type RuleFolder } from './policy.ts'
import { revisionOf } from './revision.ts'

/**
 * A folder of rule files as a policy, or null where any file has an error: half a policy is none.
 * `now` (epoch ms) is needed only to warn of rules and switches whose time is over, and of facts from a month to come.
 */
export function parsePolicy(
  folder: RuleFolder,
  parseKnowledge: ParseKnowledge,
  now?: number,
): { readonly policy: Policy | null; readonly problems: readonly Problem[] } {
  const {
    ruleFiles,
    audiences,
    settings,
    switches,
    experiments,
    problems: found,
  } = readRuleFolder(folder, now)
  const { knowledge, problems: foundInKnowledge } = parseKnowledge(folder, now)
  const problems = locateProblems([...found, ...foundInKnowledge], folder)
  const { authentication, registration, 'step-up': stepUp } = ruleFiles
  const failed = problems.some(({ severity }) => severity === 'error')
  if (failed || !authentication || !registration || !stepUp || settings === null || knowledge === null) {
    return { policy: null, problems }
  }
  return {
    policy: {
      revision: revisionOf(folder),
      ruleSets: {
        authentication: compileRules(authentication.ruleFile, authentication.file, audiences),
        registration: compileRules(registration.ruleFile, registration.file, audiences),
        'step-up': compileRules(stepUp.ruleFile, stepUp.file, audiences),
      },
      settings,
      switches,
      experiments,
      standing: noStanding,
      knowledge,
      builtIn: folder === builtInRules,
      problems,
    },
    problems,
  }
}
