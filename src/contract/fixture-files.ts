import Type, { type Static, type TSchema, type TSchemaOptions } from 'typebox'
import { Assurance, ClientSignals, DecisionContext, DecisionRequest } from './decision.ts'
import { CredentialInHistory, HistoryInput } from './history-input.ts'
import { reachAnswers, SupportValues } from './knowledge-files.ts'
import { Switch } from './rule-files.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
import {
  actions,
  allReasons,
  browserNames,
  certainties,
  confidences,
  deviceTypes,
  osNames,
  osVersionSources,
  passiveModes,
  purposes,
  registrationActions,
  situationKinds,
} from './words.ts'

/**
 * What lies in `fixtures/`: clients and passkeys by name, and the fixtures that use them. A fixture is an `explain`
 * request in shorthand, with what must come out and why; a table is many of them, for clients that behave alike.
 */

export const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$', maxLength: 80 })

/** The id of a fixture once tables are written out: folder, table, group, client with its reports and situation. */
const ExpandedId = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$', maxLength: 240 })

/** Values by name; a name that is none is told, not passed over. */
const named = <T extends TSchema>(value: T, options: TSchemaOptions = {}) =>
  Type.Record(Name, value, { ...closed, ...options })

/** `fixtures/clients.json`: what a named client sends. */
export const ClientsFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    clients: named(Type.Object({ note: Type.Optional(Type.String()), signals: ClientSignals }, closed)),
  },
  closed,
)
export type ClientsFile = Static<typeof ClientsFile>

/** `fixtures/passkeys.json`: named credential records, used in histories. */
export const PasskeysFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    passkeys: named(
      Type.Object({ note: Type.Optional(Type.String()), ...CredentialInHistory.properties }, closed),
    ),
  },
  closed,
)
export type PasskeysFile = Static<typeof PasskeysFile>

/** The id of a provider in `rules/knowledge/providers.json`. */
const ProviderName = Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' })

const VersionToldOrUnknown = Type.String({
  pattern: '^(unknown|\\d+(\\.\\d+)*)$',
  description: '`18.6`, or `unknown`',
})

const Version = Type.String({ pattern: '^\\d+(\\.\\d+)*$', description: '`18.6`' })

/** What a client must be taken for: any of what `ClientPlatform` in `src/core/platform/` tells. */
const ExpectedPlatform = Type.Object(
  {
    os: Type.Optional(oneOf(osNames)),
    osVersion: Type.Optional(VersionToldOrUnknown),
    osVersionSource: Type.Optional(oneOf(osVersionSources)),
    osVersionAtLeast: Type.Optional(Type.Union([Version, Type.Null()])),
    browser: Type.Optional(oneOf(browserNames)),
    browserMajor: Type.Optional(Type.Union([Type.Integer(), Type.Literal('unknown')])),
    browserVersion: Type.Optional(VersionToldOrUnknown),
    deviceType: Type.Optional(oneOf(deviceTypes)),
    webview: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    bot: Type.Optional(Type.Boolean()),
    conflicts: Type.Optional(Type.Array(Type.String())),
  },
  closed,
)

/** What must come out. Every key given is checked; what is not named is free. */
export const Expectation = Type.Object(
  {
    platform: Type.Optional(ExpectedPlatform),
    support: Type.Optional(SupportValues),
    /** Provider to what its passkeys can do on this client without a phone, as the knowledge base says. */
    reach: Type.Optional(
      Type.Record(ProviderName, oneOf(reachAnswers), {
        description: 'provider -> can its passkeys be used on this client without a phone?',
      }),
    ),
    knownIssues: Type.Optional(Type.Array(Type.String())),
    action: Type.Optional(oneOf([...actions, ...registrationActions])),
    reason: Type.Optional(oneOf(allReasons)),
    confidence: Type.Optional(oneOf(confidences)),
    passive: Type.Optional(oneOf(passiveModes)),
    fallbacks: Type.Optional(Type.Array(Type.String())),
    stepUpRequired: Type.Optional(Type.Boolean()),
    assurance: Type.Optional(Assurance),
    degraded: Type.Optional(Type.Array(Type.String())),
    /** Every key given here must be equal; keys not given are free. `null` means: no ceremony. */
    ceremony: Type.Optional(Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())])),
    allowCredentials: Type.Optional(
      Type.Array(Type.String(), { description: 'ids or passkey names, in order' }),
    ),
    registration: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    next: Type.Optional(Type.Array(Type.Unknown())),
    /** An action that must not come out, where several would be right. */
    notAction: Type.Optional(oneOf([...actions, ...registrationActions])),
    notReason: Type.Optional(oneOf(allReasons)),
  },
  closed,
)
export type Expectation = Static<typeof Expectation>

export const Fixture = Type.Object(
  {
    id: Name,
    title: Type.String({ minLength: 8 }),
    /** Why this must come out, in words; shown when it does not. */
    because: Type.String({ minLength: 8 }),
    source: Type.String({ minLength: 1, description: 'where the expectation comes from' }),
    certainty: oneOf(certainties),
    story: Type.Optional(Type.String()),
    purpose: Type.Optional(oneOf(purposes)),
    /** A name from clients.json; `signals` beside it overrides single values. */
    client: Type.Optional(Name),
    signals: Type.Optional(ClientSignals),
    user: Type.Optional(DecisionRequest.properties.user),
    device: Type.Optional(
      Type.Object(
        {
          id: Type.Optional(Type.String()),
          proven: Type.Optional(Type.Boolean()),
          users: Type.Optional(Type.Integer()),
        },
        closed,
      ),
    ),
    context: Type.Optional(DecisionContext),
    /** Names from passkeys.json, added to `history.credentials`; `"name@device"` sets where it was made. */
    passkeys: Type.Optional(Type.Array(Type.String())),
    history: Type.Optional(HistoryInput),
    /** The store is down: `"unavailable"` instead of a history. */
    store: Type.Optional(oneOf(['available', 'unavailable'])),
    switches: Type.Optional(Type.Array(Switch)),
    /** The column of the matrix it stands in; only where it is one of them. */
    situation: Type.Optional(oneOf(situationKinds)),
    /** A publishable key sees a function of the device alone. Default: secret. */
    key: Type.Optional(oneOf(['secret', 'publishable'])),
    now: Type.Optional(Instant),
    expect: Expectation,
  },
  closed,
)
export type Fixture = Static<typeof Fixture>

/** `fixtures/recipes/*.json`: how a kind of client introduces itself, with gaps for its versions. */
export const RecipesFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    recipes: named(
      Type.Object(
        {
          title: Type.String({
            minLength: 4,
            description: 'the same gaps in braces: `Chrome {major} on Windows`',
          }),
          note: Type.Optional(Type.String()),
          parameters: Type.Array(Type.String({ pattern: '^[a-z][A-Za-z]*$' }), { uniqueItems: true }),
          signals: ClientSignals,
        },
        closed,
      ),
      { description: 'any text of the signals may hold parameters in braces: `Chrome/{major}.0.0.0`' },
    ),
    reports: named(Type.Object({ title: Type.String({ minLength: 4 }), signals: ClientSignals }, closed), {
      description: 'what a page may find out besides: laid over the signals, the later over the earlier',
    }),
  },
  closed,
)
export type RecipesFile = Static<typeof RecipesFile>

/** `fixtures/situations/*.json`: who logs in, what they have and what happened before, on whatever client. */
export const SituationsFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    situations: named(
      Type.Object(
        {
          title: Type.String({ minLength: 4 }),
          note: Type.Optional(Type.String()),
          purpose: Fixture.properties.purpose,
          user: Fixture.properties.user,
          device: Fixture.properties.device,
          context: Fixture.properties.context,
          passkeys: Fixture.properties.passkeys,
          history: Fixture.properties.history,
          key: Fixture.properties.key,
        },
        closed,
      ),
    ),
  },
  closed,
)
export type SituationsFile = Static<typeof SituationsFile>

const Verdict = Type.String({
  pattern: '^[a-z-]+ [a-z-]+$',
  description: 'action and reason: `passkey passkey-made-here`',
})

/** A table: clients that behave alike down, situations across, and in each cell what must come out. */
export const FixtureTable = Type.Object(
  {
    id: Name,
    title: Type.String({ minLength: 8 }),
    source: Type.String({ minLength: 1 }),
    certainty: oneOf(certainties),
    situations: named(oneOf(situationKinds), {
      description: 'the columns: names from situations/*.json, and what each is, seen from these clients',
    }),
    groups: Type.Array(
      Type.Object(
        {
          id: Name,
          because: Type.String({ minLength: 8 }),
          source: Type.Optional(Type.String({ minLength: 1 })),
          certainty: Type.Optional(oneOf(certainties)),
          clients: Type.Array(
            Type.String({
              pattern: '^[a-z0-9.-]+(\\([^()]*\\))?( [a-z0-9.-]+)*$',
              description:
                'a recipe with its parameters and reports: `chrome-windows(148, 15.0.0) bluetooth`',
            }),
            { minItems: 1, uniqueItems: true },
          ),
          platform: Expectation.properties.platform,
          support: Expectation.properties.support,
          reach: Expectation.properties.reach,
          knownIssues: Expectation.properties.knownIssues,
          cells: named(
            Type.Union([
              Verdict,
              Type.Object(
                {
                  expect: Type.Optional(Verdict),
                  because: Type.Optional(Type.String({ minLength: 8 })),
                  source: Type.Optional(Type.String({ minLength: 1 })),
                  certainty: Type.Optional(oneOf(certainties)),
                  also: Type.Optional(Expectation),
                },
                closed,
              ),
            ]),
            { minProperties: 1 },
          ),
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
)
export type FixtureTable = Static<typeof FixtureTable>

export const FixtureFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    about: Type.Optional(Type.String()),
    fixtures: Type.Optional(Type.Array(Fixture, { minItems: 1 })),
    tables: Type.Optional(Type.Array(FixtureTable, { minItems: 1 })),
  },
  closed,
)
export type FixtureFile = Static<typeof FixtureFile>

/** `fixtures/known-gaps.json`: fixtures that are right and fail all the same, and why. The list may only shrink. */
export const KnownGapsFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    gaps: Type.Array(Type.Object({ id: ExpandedId, why: Type.String({ minLength: 8 }) }, closed)),
  },
  closed,
)
export type KnownGapsFile = Static<typeof KnownGapsFile>
