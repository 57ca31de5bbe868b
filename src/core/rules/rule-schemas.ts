import type { TSchema } from 'typebox'
import { AudiencesFile, RuleFile, SettingsFile, SwitchesFile } from '../../contract/rule-files.ts'
import { actions, registrationActions } from '../../contract/words.ts'
import { type FactDefinition, factCatalogue, factNames } from '../facts/catalogue.ts'
import { findOperator, operatorsFor } from './operators.ts'

/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** The schema files that editors read through `$schema`, by path in `rules/`. Draft 7: what editors know best. */
export function buildRuleSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    'schema/rules.v1.json': buildRuleFileSchema(),
    'schema/audiences.v1.json': buildAudiencesSchema(),
    'schema/settings.v1.json': titled('Keywise settings', toData(SettingsFile)),
    'schema/switches.v1.json': titled('Keywise kill switches', toData(SwitchesFile)),
  }
}

function buildRuleFileSchema(): JsonSchema {
  const eventOf = (purpose: readonly string[], types: readonly string[]): JsonSchema => ({
    if: { properties: { purpose: { enum: purpose } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      properties: {
        rules: { items: { properties: { event: { properties: { type: { enum: types } } } } } },
      },
    },
  })
  return {
    ...titled('Keywise rules of one purpose', toData(RuleFile)),
    allOf: [eventOf(['authentication', 'step-up'], actions), eventOf(['registration'], registrationActions)],
    definitions: buildConditionDefinitions(),
  }
}

function buildAudiencesSchema(): JsonSchema {
  return {
    ...titled('Keywise audiences: named conditions', toData(AudiencesFile)),
    definitions: buildConditionDefinitions(),
  }
}

function titled(title: string, schema: JsonSchema): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema }
}

/** A contract schema as plain JSON, with `conditions` pointing at the definitions below. */
function toData(schema: TSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key: string, value: unknown) => {
    if (key !== 'conditions' || typeof value !== 'object' || value === null || !('type' in value))
      return value
    const description = 'description' in value ? { description: value.description } : {}
    return { ...description, allOf: [{ $ref: '#/definitions/conditions' }] }
  })
}

function buildConditionDefinitions(): JsonSchema {
  const part = { $ref: '#/definitions/condition' }
  const list = { type: 'array', minItems: 1, items: part }
  const forms = {
    all: closed({ all: { ...list, description: 'every one of these holds' } }),
    any: closed({ any: { ...list, description: 'at least one of these holds' } }),
    not: closed({ not: part }),
    condition: closed({
      condition: { type: 'string', description: 'the name of an audience (audiences.json)' },
    }),
  }
  const groups = [...groupBy(factNames, (name) => groupKey(factCatalogue[name])).values()]
  return {
    conditions: { anyOf: Object.values(forms) },
    condition: { anyOf: [...Object.values(forms), { $ref: '#/definitions/fact' }] },
    fact: {
      type: 'object',
      required: ['fact', 'operator', 'value'],
      additionalProperties: false,
      properties: {
        fact: {
          anyOf: factNames.map((name) => ({ const: name, description: describe(factCatalogue[name]) })),
        },
        operator: { type: 'string' },
        value: {},
        path: { type: 'string', pattern: '^\\$(\\.[A-Za-z0-9_-]+)+$', description: 'an attribute: `$.plan`' },
      },
      allOf: groups.map(buildFactBranch),
    },
  }
}

function closed(properties: JsonSchema): JsonSchema {
  return { type: 'object', required: Object.keys(properties), properties, additionalProperties: false }
}

const describe = ({ description, unknowable }: FactDefinition): string =>
  unknowable ? `${description} (can be unknown)` : description

/** Facts that can be compared in the same ways share one branch. */
const groupKey = ({ type, values, unknowable }: FactDefinition): string =>
  JSON.stringify([type, values, unknowable])

function buildFactBranch(names: readonly (keyof typeof factCatalogue)[]): JsonSchema {
  const [first] = names
  const fact: FactDefinition | undefined = first && factCatalogue[first]
  if (fact === undefined) return {}
  const operatorWords = operatorsFor(fact.type).filter(
    (name) => name !== 'isUnknown' || fact.unknowable || fact.type === 'map',
  )
  const operator = {
    anyOf: operatorWords.map((name) => ({ const: name, description: findOperator(name)?.description })),
  }
  const byValue = [
    ...groupBy(operatorWords, (name) => JSON.stringify(buildValueSchema(fact, name))).entries(),
  ]
  return {
    if: { properties: { fact: { enum: names } }, required: ['fact'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: {
      ...(fact.type === 'map' ? { required: ['path'] } : { not: { required: ['path'] } }),
      properties: { operator },
      allOf: byValue.map(([value, operators]) => ({
        if: { properties: { operator: { enum: operators } }, required: ['operator'] },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { properties: { value: JSON.parse(value) } },
      })),
    },
  }
}

const version = { type: 'string', pattern: '^\\d+(\\.\\d+)*$' }
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', minItems: 1, maxItems: 200, items })

function buildValueSchema(fact: FactDefinition, operator: string): JsonSchema {
  const text = { type: 'string', minLength: 1, maxLength: 256 }
  switch (findOperator(operator)?.takes) {
    case 'any-of':
      return listOf(buildSameSchema(fact))
    case 'number':
      return { type: 'number' }
    case 'boolean':
      return { type: 'boolean' }
    case 'version':
      return version
    case 'ip-ranges':
    case 'domains':
      return { anyOf: [text, listOf(text)] }
    default:
      return buildSameSchema(fact)
  }
}

function buildSameSchema({ type, values }: FactDefinition): JsonSchema {
  switch (type) {
    case 'number':
      return { type: 'number' }
    case 'boolean':
    case 'tristate':
      return { type: 'boolean' }
    case 'version':
      return version
    case 'map':
      return { type: ['string', 'number', 'boolean'] }
    default:
      return values
        ? { enum: values.filter((word) => word !== 'unknown') }
        : { type: 'string', maxLength: 256 }
  }
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    groups.set(key, [...(groups.get(key) ?? []), item])
  }
  return groups
}
