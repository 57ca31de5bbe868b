import type { TSchema } from 'typebox'
import {
  AudiencesFile,
  ExperimentsFile,
  RuleFile,
  SettingsFile,
  SwitchesFile,
} from '../../contract/rule-files.ts'
import {
  actionMeanings,
  browserLabels,
  guardActionMeanings,
  guardKpiMeanings,
  modeMeanings,
  osLabels,
  passiveMeanings,
  purposeMeanings,
  reasonMeanings,
  registrationActionMeanings,
  rolloutSubjectMeanings,
  strategyMeanings,
  userVerificationMeanings,
  variantMeanings,
} from '../../contract/word-meanings.ts'
import {
  actions,
  type Purpose,
  type Reason,
  reasons,
  registrationActions,
  registrationReasons,
} from '../../contract/words.ts'
import { type AudienceList, buildConditionDefinitions } from './condition-schemas.ts'
import { ruleSnippets } from './rule-snippets.ts'

/** A JSON Schema as plain data. */
export type JsonSchema = { readonly [keyword: string]: unknown }

/**
 * The schema files that editors read through `$schema`, by path in `rules/`. Draft 7: what editors know best.
 * `audiences` are those whose names editors complete; others are allowed.
 */
export function buildRuleSchemas(audiences: AudienceList = {}): Readonly<Record<string, JsonSchema>> {
  return {
    'schema/rules.v1.json': buildRuleFileSchema(audiences),
    'schema/audiences.v1.json': {
      ...titled('Keywise audiences', 'groups by name, to be used in rules', AudiencesFile),
      definitions: buildConditionDefinitions(audiences),
    },
    'schema/settings.v1.json': titled(
      'Keywise settings',
      'costs, thresholds, rests and limits',
      SettingsFile,
    ),
    'schema/switches.v1.json': titled('Keywise kill switches', 'switch passkeys off at once', SwitchesFile),
    'schema/experiments.v1.json': titled(
      'Keywise experiments',
      'who draws which variant of a rule',
      ExperimentsFile,
    ),
  }
}

function buildRuleFileSchema(audiences: AudienceList): JsonSchema {
  return {
    ...titled('Keywise rules', 'the policy of one purpose: the first rule that holds decides', RuleFile),
    allOf: [
      buildEventBranch(['authentication', 'step-up'], actions, actionMeanings, reasons),
      buildEventBranch(['registration'], registrationActions, registrationActionMeanings, [
        ...registrationReasons,
        ...reasons,
      ]),
    ],
    definitions: buildConditionDefinitions(audiences),
  }
}

/** Which actions and reasons there are depends on the purpose of the file. */
function buildEventBranch<Word extends string>(
  purpose: readonly Purpose[],
  types: readonly Word[],
  meanings: Readonly<Record<Word, string>>,
  ownReasons: readonly Reason[],
): JsonSchema {
  const type = { enum: types, enumDescriptions: types.map((word) => meanings[word]) }
  const reason = { enum: ownReasons, enumDescriptions: ownReasons.map((word) => reasonMeanings[word]) }
  const event = { properties: { type, params: { properties: { reason } } } }
  return {
    // With what each means: VS Code offers what stands in an `if` as well.
    if: {
      properties: {
        purpose: { enum: purpose, enumDescriptions: purpose.map((word) => purposeMeanings[word]) },
      },
    },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { properties: { rules: { items: { properties: { event } } } } },
  }
}

function titled(title: string, description: string, schema: TSchema): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title, description, ...toData(schema) }
}

/** A contract schema as plain JSON, with what only the generated schema knows in its place. */
function toData(schema: TSchema): JsonSchema {
  return JSON.parse(JSON.stringify(schema), (key: string, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const description = 'description' in value ? { description: value.description } : {}
    if (key === 'conditions' && 'type' in value)
      return { ...description, allOf: [{ $ref: '#/definitions/conditions' }] }
    // Here and not in the contract, where a description beside a pattern is what the checker tells of a wrong name.
    if (key === 'name' && 'pattern' in value) return { ...value, description: nameDescription }
    // The branch of the purpose lists its own.
    if (key === 'reason' && 'enum' in value) return { ...description, type: 'string' }
    const meanings = 'enum' in value && Object.hasOwn(meaningsByKey, key) ? meaningsByKey[key] : undefined
    if (meanings !== undefined && 'enum' in value && Array.isArray(value.enum))
      return { ...value, enumDescriptions: value.enum.map((word: string) => meanings[word]) }
    if (key === 'items' && isRule(value)) return { ...value, defaultSnippets: ruleSnippets }
    return value
  })
}

/**
 * What the words of a closed list mean, by the key it belongs to. Not in the contract: the validator of requests, which
 * reads the same schemas, refuses words of editors such as `enumDescriptions`.
 */
const meaningsByKey: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  purpose: purposeMeanings,
  mode: modeMeanings,
  passive: passiveMeanings,
  variant: variantMeanings,
  userVerification: userVerificationMeanings,
  by: rolloutSubjectMeanings,
  kpi: guardKpiMeanings,
  onFall: guardActionMeanings,
  os: osLabels,
  browser: browserLabels,
  crossDevice: strategyMeanings,
}

const nameDescription = 'what answers, logs and reports call the rule: small letters, digits and dashes'

const isRule = (schema: object): boolean =>
  'properties' in schema &&
  typeof schema.properties === 'object' &&
  schema.properties !== null &&
  'event' in schema.properties
