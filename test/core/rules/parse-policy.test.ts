import { describe, expect, it } from 'vitest'
import { builtInRules } from '../../../src/core/rules/built-in-rules.ts'
import { parsePolicy } from '../../../src/core/rules/parse-policy.ts'
import { revisionOf } from '../../../src/core/rules/revision.ts'
import { folderWith, rulesFile, ruleWith, shippedKnowledge } from './rule-folders.ts'

describe('the built-in rules', () => {
  it('are a policy without a problem', () => {
    const { policy, problems } = parsePolicy(builtInRules, shippedKnowledge)
    expect(problems).toEqual([])
    expect(policy?.ruleSets.authentication.rules.map(({ name }) => name)).toEqual([
      'autofill-before-identifier',
      'otherwise',
    ])
  })
})

describe('a folder with an error in one file', () => {
  it('is no policy at all', () => {
    const folder = folderWith({ 'authentication.rules.json': rulesFile(ruleWith({ all: [] })) })
    const { policy, problems } = parsePolicy(folder, shippedKnowledge)
    expect(policy).toBeNull()
    expect(problems).toHaveLength(1)
  })
})

describe('a folder with a warning', () => {
  it('is a policy that carries it', () => {
    const folder = folderWith({ 'audience.json': {} })
    const { policy } = parsePolicy(folder, shippedKnowledge)
    expect(policy?.problems.map(({ kind }) => kind)).toEqual(['unknown-file'])
  })
})

describe('knowledge that cannot be read', () => {
  it('is no policy, and its problems are told', () => {
    const problem = {
      severity: 'error',
      kind: 'weak-source',
      file: 'knowledge/x.json',
      pointer: '',
      message: 'm',
    } as const
    const { policy, problems } = parsePolicy(builtInRules, () => ({ knowledge: null, problems: [problem] }))
    expect(policy).toBeNull()
    expect(problems).toEqual([problem])
  })
})

describe('the revision of a folder', () => {
  it('has the form r and 12 hex digits', () => {
    expect(revisionOf(builtInRules)).toMatch(/^r[0-9a-f]{12}$/)
  })
  it('does not depend on the order in which files were read', () => {
    expect(revisionOf(new Map([...builtInRules].toReversed()))).toBe(revisionOf(builtInRules))
  })
  it.each([
    [
      'a text changes',
      new Map([
        ['a', 'x'],
        ['b', 'z'],
      ]),
    ],
    [
      'a file is renamed',
      new Map([
        ['a', 'x'],
        ['c', 'y'],
      ]),
    ],
    ['text moves from one file to the next', new Map([['a', 'x\0b\0y']])],
    [
      'a knowledge file is added',
      new Map([
        ['a', 'x'],
        ['b', 'y'],
        ['knowledge/k.json', '{}'],
      ]),
    ],
  ])('changes when %s', (_, folder) => {
    expect(revisionOf(folder)).not.toBe(
      revisionOf(
        new Map([
          ['a', 'x'],
          ['b', 'y'],
        ]),
      ),
    )
  })
})
