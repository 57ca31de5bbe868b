import { type FactDefinition, type FactName, factCatalogue, factNames } from '../facts/catalogue.ts'
import { type FactPhrase, factPhrases } from '../facts/fact-phrases.ts'
import { findOperator, operatorsFor } from './operators.ts'
import type { JsonSchema } from './rule-schemas.ts'
import { conditionSnippets, conditionsSnippets, place } from './rule-snippets.ts'

/** Audiences by name, with what is said of them. */
export type AudienceList = Readonly<Record<string, string>>

/**
 * What rule files say about conditions, as definitions. VS Code offers what it finds in `properties` of every schema
 * that applies: so the words for `operator` and `value` stand in branches that apply once `fact` is chosen.
 */
export function buildConditionDefinitions(audiences: AudienceList): JsonSchema {
  const part = { $ref: '#/definitions/condition' }
  const list = { type: 'array', minItems: 1, items: part }
  const forms = {
    all: closed({ all: { ...list, description: 'every one of these holds' } }),
    any: closed({ any: { ...list, description: 'at least one of these holds' } }),
    not: closed({
      not: { ...part, description: 'this does not hold; a comparison with unknown does not either' },
    }),
    condition: closed({ condition: buildAudienceName(audiences) }),
  }
  return {
    conditions: { anyOf: Object.values(forms), defaultSnippets: conditionsSnippets },
    condition: {
      anyOf: [{ $ref: '#/definitions/fact' }, ...Object.values(forms)],
      defaultSnippets: conditionSnippets,
    },
    fact: buildFactSchema(),
    ...buildShared(),
  }
}

function buildAudienceName(audiences: AudienceList): JsonSchema {
  const description = 'the name of an audience (audiences.json): everybody in it'
  const names = Object.keys(audiences)
  if (names.length === 0) return { type: 'string', description }
  return {
    description,
    anyOf: [{ enum: names, enumDescriptions: Object.values(audiences) }, { type: 'string' }],
  }
}

function closed(properties: JsonSchema): JsonSchema {
  return { type: 'object', required: Object.keys(properties), properties, additionalProperties: false }
}

function buildFactSchema(): JsonSchema {
  const groups = groupBy(factNames, (name) => JSON.stringify(buildFactBranch(name)))
  return {
    type: 'object',
    required: ['fact', 'operator', 'value'],
    additionalProperties: false,
    properties: {
      fact: {
        description: 'what is looked at',
        enum: factNames,
        enumDescriptions: factNames.map((name) => describe(factCatalogue[name])),
      },
      operator: { type: 'string', description: 'how the fact is compared' },
      value: { description: 'what the fact is compared with' },
      path: {
        type: 'string',
        pattern: '^\\$(\\.[A-Za-z0-9_-]+)+$',
        description: 'which attribute of the user: `$.plan` for the attribute "plan"',
        // Only where it applies: the branch of such a fact names it once more.
        doNotSuggest: true,
      },
    },
    allOf: [...groups].map(([branch, names]) => ({
      if: { properties: { fact: { enum: names } }, required: ['fact'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: JSON.parse(branch),
    })),
  }
}

const describe = ({ description, unknowable }: FactDefinition): string =>
  unknowable ? `${description} (can be unknown)` : description

/** How one fact is compared: its operators, and for each the values it takes. */
function buildFactBranch(name: FactName): JsonSchema {
  const fact: FactDefinition = factCatalogue[name]
  const words = operatorsOf(fact)
  const byValue = groupBy(words, (operator) => JSON.stringify(buildValueSchema(name, operator)))
  const operator = { $ref: `#/definitions/${operatorsKey(fact)}` }
  return {
    ...(fact.type === 'map' ? { required: ['path'] } : { not: { required: ['path'] } }),
    properties: {
      operator,
      ...(fact.type === 'map' && {
        path: { defaultSnippets: [{ label: '"$.plan"', body: `$.${place(1, 'plan')}` }] },
      }),
    },
    allOf: [...byValue].map(([value, operators]) => ({
      if: { properties: { operator: { enum: operators } }, required: ['operator'] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { value: JSON.parse(value) } },
    })),
  }
}

const canBeUnknown = ({ unknowable, type }: FactDefinition) => unknowable === true || type === 'map'

const operatorsOf = (fact: FactDefinition): readonly string[] =>
  operatorsFor(fact.type).filter((name) => name !== 'isUnknown' || canBeUnknown(fact))

const operatorsKey = (fact: FactDefinition): string =>
  `operators-of-${fact.type}${canBeUnknown(fact) && fact.type !== 'map' ? '-or-unknown' : ''}`

/** What many facts have in common stands once. */
function buildShared(): JsonSchema {
  const lists = factNames.map((name): readonly [string, JsonSchema] => {
    const words = operatorsOf(factCatalogue[name])
    const enumDescriptions = words.map((word) => findOperator(word)?.description)
    return [operatorsKey(factCatalogue[name]), { enum: words, enumDescriptions }]
  })
  return {
    ...Object.fromEntries(lists),
    version: { type: 'string', pattern: '^\\d+(\\.\\d+)*$' },
    'one-or-more-texts': { anyOf: [text, listOf(text)] },
  }
}

const text = { type: 'string', minLength: 1, maxLength: 256 }
const version = { $ref: '#/definitions/version' }
const listOf = (items: JsonSchema): JsonSchema => ({ type: 'array', minItems: 1, maxItems: 200, items })

function buildValueSchema(name: FactName, operator: string): JsonSchema {
  switch (findOperator(operator)?.takes) {
    case 'any-of':
      return listOf(buildSameSchema(name))
    case 'number':
      return { type: 'number' }
    case 'boolean':
      return { enum: [true, false], enumDescriptions: ['nobody knows it', 'it is known'] }
    case 'version':
      return version
    case 'ip-ranges':
    case 'domains':
      return { $ref: '#/definitions/one-or-more-texts' }
    default:
      return buildSameSchema(name)
  }
}

/** A value of the fact's own kind, with what each word means. */
function buildSameSchema(name: FactName): JsonSchema {
  const { type, values }: FactDefinition = factCatalogue[name]
  const phrase: FactPhrase = factPhrases[name]
  const words = 'words' in phrase ? phrase.words : undefined
  const means = (word: string) =>
    'subject' in phrase ? `${phrase.subject} is ${words?.[word] ?? word}` : word
  switch (type) {
    case 'number':
      return { type: 'number' }
    case 'boolean':
    case 'tristate':
      return 'statement' in phrase
        ? { enum: [true, false], enumDescriptions: [phrase.statement, phrase.opposite] }
        : { type: 'boolean' }
    case 'version':
      return version
    case 'map':
      return { type: ['string', 'number', 'boolean'] }
    default: {
      const known = values?.filter((word) => word !== 'unknown')
      if (known !== undefined) return { enum: known, enumDescriptions: known.map(means) }
      if (words === undefined) return { type: 'string', maxLength: 256 }
      const usual = Object.keys(words)
      return {
        anyOf: [
          { enum: usual, enumDescriptions: usual.map(means) },
          { type: 'string', maxLength: 256 },
        ],
      }
    }
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
