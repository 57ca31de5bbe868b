import type { Experiment, Rule, Settings } from '../../src/contract/rule-files.ts'
import type { Purpose } from '../../src/contract/words.ts'
import type { Policy } from '../../src/core/index.ts'
import { parseAgain, readShippedRules } from '../shipped-rules.ts'

interface Edit {
  /** Rules on top of those of a file, as a manager would write them. */
  readonly rules?: readonly (Omit<Rule, 'event'> & { readonly event: Rule['event'] })[]
  readonly purpose?: Purpose
  readonly settings?: Partial<Settings>
  readonly experiments?: readonly Experiment[]
  /** Known issues that are known for certain now, by id. */
  readonly certain?: readonly string[]
}

/** The shipped files with an edit in them, read as the service reads them. */
export function policyWithEdit({
  rules = [],
  purpose = 'authentication',
  settings = {},
  experiments = [],
  certain = [],
}: Edit): Policy {
  const folder = new Map(readShippedRules())
  const edit = (file: string, change: (content: Record<string, unknown>) => object) =>
    folder.set(file, JSON.stringify(change(JSON.parse(folder.get(file) ?? ''))))
  edit('settings.json', (old) => ({ ...old, ...settings }))
  if (experiments.length > 0) folder.set('experiments.json', JSON.stringify({ experiments }))
  edit('knowledge/known-issues.json', ({ issues, ...old }) => ({
    ...old,
    issues: (issues as readonly { id: string }[]).map((issue) =>
      certain.includes(issue.id) ? { ...issue, certainty: 'high' } : issue,
    ),
  }))
  edit(`${purpose}.rules.json`, (old) => ({
    ...old,
    rules: [...rules, ...(Array.isArray(old.rules) ? old.rules : [])],
  }))
  const { policy, problems } = parseAgain(folder)
  if (policy === null) throw new Error(JSON.stringify(problems))
  return policy
}
