import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fc, test } from '@fast-check/vitest'
import Schema from 'typebox/schema'
import { describe, expect, it } from 'vitest'
import { builtInRules } from '../../../src/core/rules/built-in-rules.ts'
import { checkRuleFolder } from '../../../src/core/rules/check-rule-folder.ts'
import { buildRuleSchemas } from '../../../src/core/rules/rule-schemas.ts'
import { arbitraryConditions } from '../../arbitraries/rules.ts'
import { times } from '../../times.ts'
import { folderWithConditions, rulesFile, ruleWith } from './rule-folders.ts'

const rulesFolder = fileURLToPath(new URL('../../../rules/', import.meta.url))
const schemas = buildRuleSchemas()

describe('the schema files that editors read', () => {
  // After a change: `UPDATE_SCHEMAS=1 npx vitest run test/core/rules/rule-schemas.test.ts && npm run format`
  if (process.env.UPDATE_SCHEMAS) {
    mkdirSync(`${rulesFolder}schema`, { recursive: true })
    for (const [path, schema] of Object.entries(schemas)) {
      writeFileSync(rulesFolder + path, `${JSON.stringify(schema, null, 2)}\n`)
    }
  }
  it.each(Object.entries(schemas))(
    '%s is what the contract and the catalogue of facts say',
    (path, schema) => {
      expect(JSON.parse(readFileSync(rulesFolder + path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)))
    },
  )
})

const accepts = (path: string, value: unknown): boolean => {
  const schema = schemas[path]
  return schema !== undefined && Schema.Check(schema, value)
}
const acceptsConditions = (conditions: unknown): boolean =>
  accepts('schema/rules.v1.json', rulesFile(ruleWith(conditions)))

describe('an editor with the schema', () => {
  it.each([
    ['schema/rules.v1.json', 'authentication.rules.json'],
    ['schema/rules.v1.json', 'registration.rules.json'],
    ['schema/rules.v1.json', 'step-up.rules.json'],
    ['schema/audiences.v1.json', 'audiences.json'],
    ['schema/settings.v1.json', 'settings.json'],
    ['schema/switches.v1.json', 'switches.json'],
  ])('%s accepts the built-in %s', (schema, file) => {
    expect(accepts(schema, JSON.parse(builtInRules.get(file) ?? ''))).toBe(true)
  })

  test.prop([arbitraryConditions([])], times(300))(
    'accepts every condition that the checker accepts',
    (conditions) => {
      const problems = checkRuleFolder(folderWithConditions(conditions))
      fc.pre(!problems.some(({ severity, kind }) => severity === 'error' || kind === 'never-unknown'))
      expect(acceptsConditions(conditions)).toBe(true)
    },
  )

  it.each([
    ['an unknown fact', { fact: 'client.oss', operator: 'equal', value: 'windows' }],
    ['an unknown operator', { fact: 'client.os', operator: 'equals', value: 'windows' }],
    ['an operator of another type', { fact: 'client.os', operator: 'lessThan', value: 3 }],
    ['a value of another type', { fact: 'client.inApp', operator: 'equal', value: 'true' }],
    ['a value outside the list', { fact: 'client.os', operator: 'equal', value: 'win' }],
    [
      'a list with a value outside the list',
      { fact: 'client.os', operator: 'in', value: ['windows', 'win'] },
    ],
    ['a version that is a number', { fact: 'client.osVersion', operator: 'versionAtLeast', value: 18 }],
    ['a missing path', { fact: 'user.attributes', operator: 'equal', value: 'pro' }],
    [
      'a path with an expression',
      { fact: 'user.attributes', path: '$..[?(1)]', operator: 'equal', value: 'pro' },
    ],
    ['a path on a plain fact', { fact: 'client.os', path: '$.a', operator: 'equal', value: 'windows' }],
    ['an unknown key', { fact: 'client.os', operator: 'equal', value: 'windows', params: {} }],
  ])('marks %s', (_, leaf) => {
    expect(acceptsConditions({ all: [leaf] })).toBe(false)
  })
  it.each([
    ['an empty all', { all: [] }],
    ['both all and any', { all: [{ condition: 'a' }], any: [{ condition: 'a' }] }],
    ['a bare fact', { fact: 'client.os', operator: 'equal', value: 'windows' }],
  ])('marks %s', (_, conditions) => {
    expect(acceptsConditions(conditions)).toBe(false)
  })
  it('marks an action of another purpose', () => {
    const event = { type: 'offer', params: { reason: 'offer-default' } }
    const file = { purpose: 'authentication', rules: [{ name: 'a', event }] }
    expect(accepts('schema/rules.v1.json', file)).toBe(false)
    expect(accepts('schema/rules.v1.json', { ...file, purpose: 'registration' })).toBe(true)
  })
})
