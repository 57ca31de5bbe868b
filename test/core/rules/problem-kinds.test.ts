import { describe, expect, it } from 'vitest'
import { problemKinds, ruleProblemKinds } from '../../../src/contract/problem-kinds.ts'
import { knowledgeRules } from '../../../src/core/platform/lint/lint-knowledge.ts'
import { checkByReference } from '../../../src/core/rules/check-by-reference.ts'
import { parsePolicy } from '../../../src/core/rules/parse-policy.ts'
import type { RuleFolder } from '../../../src/core/rules/policy.ts'
import { exampleNow, listRuleFileExamples } from './rule-file-examples.ts'
import { shippedKnowledge } from './rule-folders.ts'

const invalid = listRuleFileExamples('invalid')
const valid = listRuleFileExamples('valid')

/** Kinds that no folder of files can show. */
const withoutExample: Readonly<Record<string, string>> = {
  'reference-disagrees': 'it would be a defect of the engine itself; check-by-reference.test.ts makes one',
  'wrong-value': 'no rule file has a value of several forms; knowledge files have',
}

describe('the catalogue of problems', () => {
  it.each(Object.keys(ruleProblemKinds).filter((kind) => !(kind in withoutExample)))(
    'has an example of %s, and its sound twin',
    (kind) => {
      expect(invalid.map(({ name }) => name)).toContain(kind)
      expect(valid.map(({ name }) => name)).toContain(kind)
    },
  )
  it('has no example of what it does not list', () => {
    for (const { kind } of [...invalid, ...valid]) expect(Object.keys(ruleProblemKinds)).toContain(kind)
    for (const { name } of invalid) expect(valid.map((twin) => twin.name)).toContain(name)
  })
  it('says one sentence of each, as messages are written', () => {
    for (const { meaning } of Object.values(problemKinds))
      expect(meaning).toMatch(/^(?![A-Z][a-z]).{20,}[^.]$/)
  })
  it('lists what is looked at in the knowledge, as severe as it is told', () => {
    for (const { kind, severity } of knowledgeRules) {
      // A file nobody reads among the facts is an error; among the rules it stops nothing.
      if (kind !== 'unknown-file') expect(problemKinds[kind].severity, kind).toBe(severity)
    }
  })
})

/** What `keywise check` does, with the knowledge that ships read once. */
async function check(folder: RuleFolder) {
  const { policy, problems } = parsePolicy(folder, shippedKnowledge, exampleNow)
  const tried = policy === null ? [] : await checkByReference(policy, exampleNow)
  return { policy, problems: [...problems, ...tried] }
}

describe('an example in fixtures/rule-files', () => {
  it.each(invalid.map((example) => [example.name, example] as const))(
    'invalid/%s.json has this problem and no other',
    async (_, { kind, at, folder }) => {
      const { policy, problems } = await check(folder)
      const told = problems.map((problem) => `${problem.kind} ${problem.file}#${problem.pointer}`)
      expect(told).toEqual([`${kind} ${at}`])
      const [problem] = problems
      expect(problem?.severity).toBe(problemKinds[kind as keyof typeof problemKinds].severity)
      expect(problem?.help).toBeTruthy()
      expect(policy === null).toBe(problem?.severity === 'error')
      const isFileThere = folder.has(problem?.file ?? '')
      expect({ line: problem?.line !== undefined, column: problem?.column !== undefined }).toEqual({
        line: isFileThere,
        column: isFileThere,
      })
    },
  )
  it.each(valid.map((example) => [example.name, example] as const))(
    'valid/%s.json is sound',
    async (_, { folder }) => {
      const { policy, problems } = await check(folder)
      expect(problems).toEqual([])
      expect(policy).not.toBeNull()
    },
  )
})
