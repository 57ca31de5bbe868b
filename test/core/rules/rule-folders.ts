import type { Problem } from '../../../src/contract/rule-files.ts'
import { parseKnowledge } from '../../../src/core/index.ts'
import { builtInRules } from '../../../src/core/rules/built-in-rules.ts'
import type { ParseKnowledge, RuleFolder } from '../../../src/core/rules/policy.ts'
import { readShippedRules } from '../../shipped-rules.ts'

/** The built-in folder with some files replaced; an object is written as JSON, `null` removes a file. */
export function folderWith(files: Readonly<Record<string, unknown>>): RuleFolder {
  const folder = new Map(builtInRules)
  for (const [path, file] of Object.entries(files)) {
    if (file === null) folder.delete(path)
    else folder.set(path, typeof file === 'string' ? file : JSON.stringify(file, null, 2))
  }
  return folder
}

export const catchAll = {
  name: 'otherwise',
  event: { type: 'fallback', params: { reason: 'no-rule-matched' } },
}

/** An authentication file of these rules and a catch-all. */
export const rulesFile = (...rules: readonly unknown[]) => ({
  purpose: 'authentication',
  rules: [...rules, catchAll],
})

/** A rule with these conditions. */
export const ruleWith = (conditions: unknown, more: Readonly<Record<string, unknown>> = {}) => ({
  name: 'tested',
  conditions,
  event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
  ...more,
})

/** A folder whose authentication file has one rule with these conditions. */
export const folderWithConditions = (conditions: unknown, files: Readonly<Record<string, unknown>> = {}) =>
  folderWith({ 'authentication.rules.json': rulesFile(ruleWith(conditions)), ...files })

/** The knowledge that ships, whatever a test's own folder holds: these tests are about rules. */
const shipped = parseKnowledge(readShippedRules())
export const shippedKnowledge: ParseKnowledge = () => shipped

/** A problem as a test reads it. */
export const brief = ({ severity, kind, file, pointer }: Problem) => `${severity} ${kind} ${file}#${pointer}`
