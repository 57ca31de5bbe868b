import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { knowledgeRules, lintKnowledge } from '../../../../src/core/platform/lint/lint-knowledge.ts'
import { parseKnowledge } from '../../../../src/core/platform/parse-knowledge.ts'
import { readShippedFolder } from '../knowledge-of-the-house.ts'
import { draftOf, issue, statement } from './draft-of.ts'

const here = new URL('.', import.meta.url)
const source = new URL('../../../../src/core/platform/lint/', here)
const readme = readFileSync(new URL('../../../../rules/knowledge/README.md', here), 'utf8')
/** The files that hold a rule: all that are named after what they find, but for the two that hold them together. */
const ruleFiles = readdirSync(source).filter(
  (file) => file.startsWith('lint-') && !['lint-knowledge.ts', 'lint-rule.ts'].includes(file),
)

describe('the rules for the knowledge', () => {
  it('are all in the list', () => {
    const list = readFileSync(new URL('lint-knowledge.ts', source), 'utf8')
    expect(ruleFiles.filter((file) => !list.includes(`'./${file}'`))).toEqual([])
    expect(knowledgeRules).toHaveLength(ruleFiles.length)
  })

  it('have a test each', () => {
    const tests = readdirSync(here)
    expect(ruleFiles.filter((file) => !tests.includes(file.replace('.ts', '.test.ts')))).toEqual([])
  })

  it('have a kind of their own', () => {
    expect(new Set(knowledgeRules.map(({ kind }) => kind)).size).toBe(knowledgeRules.length)
  })

  it('stand in the README with their severity', () => {
    const rows = [...readme.matchAll(/^\| `([a-z-]+)` \| (error|warning) \|/gm)].map(
      ([, kind, severity]) => ({
        kind,
        severity,
      }),
    )
    expect(rows).toEqual(knowledgeRules.map(({ kind, severity }) => ({ kind, severity })))
  })
})

describe('a problem', () => {
  it('carries the kind and the severity of its rule', () => {
    const statements = [statement({ os: 'ios', osVersion: '>=18 <17' }, { immediateGet: true })]
    const problems = lintKnowledge(draftOf({ platforms: [{ statements }], issues: [issue({ match: null })] }))
    expect(problems.map(({ kind, severity }) => `${severity} ${kind}`)).toEqual([
      'error missing-note',
      'error empty-range',
      'error claimed-immediate',
    ])
  })

  const changed = (from: string, to: string, now?: number) => {
    const folder = readShippedFolder()
    const file = 'knowledge/platforms/linux.json'
    return parseKnowledge(folder.set(file, (folder.get(file) ?? '').replace(from, to)), now)
  }

  it('stops the load as an error and lets it pass as a warning', () => {
    const stopped = changed('">=129"', '">=129 <128"')
    expect(stopped.knowledge).toBeNull()
    expect(stopped.problems).toContainEqual(expect.objectContaining({ kind: 'empty-range' }))
    const warned = changed('"https://passkeys.dev', '"http://passkeys.dev')
    expect(warned.knowledge).not.toBeNull()
    expect(warned.problems).toContainEqual(
      expect.objectContaining({ kind: 'insecure-source', severity: 'warning' }),
    )
  })

  it('is told of a date to come where the time is told', () => {
    const to = '"verifiedOn": "2031-02"'
    expect(changed('"verifiedOn": "2026-11"', to).problems).toEqual([])
    expect(changed('"verifiedOn": "2026-11"', to, Date.parse('2026-11-21')).problems).toMatchObject([
      { kind: 'future-date', pointer: '/statements/0/verifiedOn' },
    ])
  })
})
