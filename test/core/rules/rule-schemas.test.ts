import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fc, test } from '@fast-check/vitest'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { reasonMeanings } from '../../../src/contract/word-meanings.ts'
import { actions, allReasons, registrationActions } from '../../../src/contract/words.ts'
import { factNames } from '../../../src/core/facts/catalogue.ts'
import { builtInRules } from '../../../src/core/rules/built-in-rules.ts'
import { checkRuleFolder } from '../../../src/core/rules/check-rule-folder.ts'
import { operatorNames, operators } from '../../../src/core/rules/operators.ts'
import { buildRuleSchemas, type JsonSchema } from '../../../src/core/rules/rule-schemas.ts'
import { conditionSnippets, conditionsSnippets, ruleSnippets } from '../../../src/core/rules/rule-snippets.ts'
import { arbitraryConditions } from '../../arbitraries/rules.ts'
import { readShippedRules } from '../../shipped-rules.ts'
import { times } from '../../times.ts'
import { folderWithConditions, rulesFile, ruleWith } from './rule-folders.ts'

const rulesFolder = fileURLToPath(new URL('../../../rules/', import.meta.url))
const readJson = (text: string | undefined): Readonly<Record<string, unknown>> => JSON.parse(text ?? '')
const shipped = readShippedRules()

/** The audiences that ship, with what is said of them. */
const audiences = Object.fromEntries(
  Object.entries(readJson(shipped.get('audiences.json')).audiences ?? {}).map(([name, { description }]) => [
    name,
    String(description),
  ]),
)
const schemas = buildRuleSchemas(audiences)

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

// As editors do: draft 7, and words that only editors know mean nothing.
const ajv = new Ajv({ strict: false, allErrors: false })
addFormats.default(ajv)
const validators = new Map(Object.entries(schemas).map(([path, schema]) => [path, ajv.compile(schema)]))
const accepts = (path: string, value: unknown): boolean => validators.get(path)?.(value) === true
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

  it.each([
    ['schema/rules.v1.json', 'authentication.rules.json'],
    ['schema/rules.v1.json', 'registration.rules.json'],
    ['schema/rules.v1.json', 'step-up.rules.json'],
    ['schema/audiences.v1.json', 'audiences.json'],
    ['schema/settings.v1.json', 'settings.json'],
    ['schema/switches.v1.json', 'switches.json'],
  ])('%s accepts the shipped %s', (schema, file) => {
    expect(accepts(schema, readJson(shipped.get(file)))).toBe(true)
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

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every schema in a schema, with its pointer; what stands in an `if` is a question and describes nothing. */
function everySchema(schema: unknown, pointer = ''): readonly (readonly [string, JsonSchema])[] {
  if (Array.isArray(schema)) return schema.flatMap((one, index) => everySchema(one, `${pointer}/${index}`))
  if (!isObject(schema)) return []
  const below = Object.entries(schema).filter(([key]) => key !== 'if' && key !== 'defaultSnippets')
  return [[pointer, schema], ...below.flatMap(([key, value]) => everySchema(value, `${pointer}/${key}`))]
}

const isTelling = (text: unknown, least: number) => typeof text === 'string' && text.trim().length >= least

describe('every word of a schema', () => {
  const all = Object.entries(schemas).flatMap(([path, schema]) =>
    everySchema(schema).map(([pointer, part]) => [`${path}#${pointer}`, part] as const),
  )

  // A field that is new to rule files fails here until it says what it is for: `description` in src/contract/rule-files.ts.
  it('that is a property has a description', () => {
    const silent = all.flatMap(([place, { properties }]) =>
      // A branch narrows what is described already.
      !isObject(properties) || place.includes('/then')
        ? []
        : Object.entries(properties)
            .filter(([, schema]) => !isObject(schema) || !isTelling(schema.description, 12))
            .map(([name]) => `${place}: ${name}`),
    )
    expect(silent).toEqual([])
  })

  it('of a closed list says what it means', () => {
    const silent = all.filter(
      ([, { enum: words, enumDescriptions }]) =>
        Array.isArray(words) &&
        !(
          Array.isArray(enumDescriptions) &&
          enumDescriptions.length === words.length &&
          enumDescriptions.every((text) => isTelling(text, 2))
        ),
    )
    expect(silent.map(([place]) => place)).toEqual([])
  })

  it('that rules are made of is explained: facts, operators, actions, reasons', () => {
    const told = new Map(
      all.flatMap(([, { enum: words, enumDescriptions }]) =>
        Array.isArray(words) && Array.isArray(enumDescriptions)
          ? words.map((word, index) => [word, enumDescriptions[index]])
          : [],
      ),
    )
    const words = [...factNames, ...operatorNames, ...actions, ...registrationActions]
    expect(words.filter((word) => !isTelling(told.get(word), 12))).toEqual([])
    expect(allReasons.filter((reason) => !isTelling(reasonMeanings[reason], 12))).toEqual([])
    expect(Object.values(operators).filter(({ description }) => description.length < 12)).toEqual([])
  })
})

/**
 * What VS Code offers for a key of an object: the closed lists in `properties` of every schema that applies there. As in
 * its JSON service: `then` where `if` holds, what stands in `if` as well, and of alternatives those that fit so far.
 */
function listOffers(
  schemaFile: JsonSchema,
  document: unknown,
  path: readonly (string | number)[],
  key: string,
) {
  const { definitions } = schemaFile
  const resolve = (schema: unknown): JsonSchema => {
    if (!isObject(schema)) return {}
    const [, name] = /^#\/definitions\/(.*)$/.exec(String(schema.$ref)) ?? []
    return name !== undefined && isObject(definitions) ? resolve(definitions[name]) : schema
  }
  const holds = (schema: unknown, value: unknown) => isObject(schema) && ajv.validate(schema, value)
  const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
  const apply = (schema: unknown, value: unknown): readonly JsonSchema[] => {
    const own = resolve(schema)
    const keys = isObject(value) ? Object.keys(value) : []
    const fits = (one: unknown) => {
      const { properties } = resolve(one)
      return isObject(properties) && keys.every((name) => Object.hasOwn(properties, name))
    }
    const alternatives = listOf(own.anyOf)
    return [
      own,
      ...listOf(own.allOf).flatMap((one) => apply(one, value)),
      ...alternatives.filter((one) => !isObject(value) || fits(one)).flatMap((one) => apply(one, value)),
      ...(own.if === undefined ? [] : apply(own.if, value)),
      ...(own.if !== undefined && holds(own.if, value) ? apply(own.then, value) : []),
    ]
  }
  const step = (schema: JsonSchema, name: string | number): readonly unknown[] => {
    if (typeof name === 'number') return schema.items === undefined ? [] : [schema.items]
    return isObject(schema.properties) && schema.properties[name] !== undefined
      ? [schema.properties[name]]
      : []
  }
  let here: readonly unknown[] = [schemaFile]
  let value: unknown = document
  for (const name of path) {
    here = here.flatMap((schema) => apply(schema, value)).flatMap((schema) => step(schema, name))
    value = isObject(value) || Array.isArray(value) ? Reflect.get(value, name) : undefined
  }
  const words = here
    .flatMap((schema) => apply(schema, value))
    .flatMap((schema) => step(schema, key))
    .flatMap((schema) => apply(schema, undefined))
    .flatMap((schema) => [schema, ...step(schema, 0).flatMap((items) => apply(items, undefined))])
    .flatMap(({ enum: list }) => listOf(list))
  return new Set(words)
}

describe('while a rule is being typed', () => {
  const schema = schemas['schema/rules.v1.json'] ?? {}
  const typing = (leaf: unknown, key: string) => {
    const file = rulesFile(ruleWith({ all: [leaf] }))
    return listOffers(schema, file, ['rules', 0, 'conditions', 'all', 0], key)
  }

  it('every fact is offered, then the operators of the chosen one, then its values', () => {
    expect([...typing({}, 'fact')].toSorted()).toEqual([...factNames].toSorted())
    expect([...typing({ fact: 'client.os' }, 'operator')]).toEqual([
      'equal',
      'notEqual',
      'in',
      'notIn',
      'matchesDomain',
    ])
    const one = typing({ fact: 'client.os', operator: 'equal' }, 'value')
    expect([...one]).toContain('windows')
    expect([...one]).not.toContain('firefox')
    expect([...typing({ fact: 'client.os', operator: 'in' }, 'value')]).toContain('windows')
    expect([...typing({ fact: 'client.inApp', operator: 'equal' }, 'value')]).toEqual([true, false])
    expect([...typing({ fact: 'context.justUsed', operator: 'equal' }, 'value')]).toContain('password')
  })

  it('the audiences that ship are offered, and others are taken', () => {
    expect([...typing({}, 'condition')]).toEqual(Object.keys(audiences))
    expect(acceptsConditions({ all: [{ condition: 'one-of-my-own' }] })).toBe(true)
  })

  it('the actions and reasons of the purpose are offered', () => {
    const file = (purpose: string) => ({ purpose, rules: [{ name: 'a', event: { params: {} } }] })
    const at = ['rules', 0, 'event']
    expect([...listOffers(schema, file('registration'), at, 'type')]).toEqual([...registrationActions])
    expect([...listOffers(schema, file('step-up'), at, 'type')]).toEqual([...actions])
    const ofLogins = listOffers(schema, file('authentication'), [...at, 'params'], 'reason')
    expect([ofLogins.has('no-bluetooth'), ofLogins.has('offer-default')]).toEqual([true, false])
    expect(listOffers(schema, file('registration'), [...at, 'params'], 'reason').has('offer-default')).toBe(
      true,
    )
  })

  /** A snippet as it stands after it was inserted and nothing was filled in. */
  const insert = (body: unknown): unknown =>
    JSON.parse(
      JSON.stringify(body)
        .replace(/"\^\$\{\d:([^}]*)\}"/g, '$1')
        .replace(/\$\{\d:([^}]*)\}/g, '$1'),
    )
  it.each(ruleSnippets)('the piece "$label" is a rule that the checker takes', ({ body }) => {
    const files = { 'audiences.json': shipped.get('audiences.json') }
    const file = rulesFile(insert(body))
    expect(
      checkRuleFolder(folderWithConditions({ all: [] }, { ...files, 'authentication.rules.json': file })),
    ).toEqual([])
    expect(accepts('schema/rules.v1.json', file)).toBe(true)
  })
  it.each([
    ...conditionSnippets.map(({ label, body }) => ({ label, body: { all: [body] } })),
    ...conditionsSnippets,
  ])('the piece "$label" is a condition', ({ body }) => {
    expect(acceptsConditions(insert(body))).toBe(true)
  })
})
