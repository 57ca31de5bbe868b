import Type, { type Static } from 'typebox'
import { CredentialIdText } from './decision.ts'
import { ExplainResponse } from './explain.ts'
import { ProblemInFile, Switch } from './rule-files.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
import { revisionGaps } from './simulation-words.ts'
import { SignalAdvice } from './webauthn.ts'
import { policyStatuses, purposes, ruleStatuses, switchStates } from './words.ts'

/** What the routes about users, rules and operations answer. Fields may be added, never renamed. */
const Anything = Type.Record(Type.String(), Type.Unknown())

export const RecordedDecision = Type.Object(
  { decisionId: Type.String(), at: Instant },
  { title: 'RecordedDecision', additionalProperties: true },
)

export const DecisionTrace = Type.Object(
  {
    recorded: RecordedDecision,
    replayed: ExplainResponse,
    differs: Type.Boolean({ description: 'action or reason are others than those that were given' }),
    basis: oneOf(['recorded', 'today'], {
      description:
        'recorded: with the history, the platforms and the switches as they were known then; today: with those of today, for an older version recorded none',
    }),
    faithful: Type.Union([Type.Boolean(), Type.Null()], {
      description:
        'the replay is byte by byte the answer that was given; null: it was asked by other rules, or what was known then is not on record',
    }),
    revision: Type.String({ description: 'of the rules used for the replay' }),
    rulesGap: Type.Union([oneOf(revisionGaps), Type.Null()], {
      description:
        'why the rules in force were used though the rules it was taken under were asked for: those are not kept (missing), were changed in the database (altered) or cannot be used by this version (unusable); null: nothing is missing',
    }),
  },
  {
    title: 'DecisionTrace',
    description: 'asked again by the rules it was taken under, or else by those in force',
  },
)

export const CredentialSaved = Type.Object({
  id: CredentialIdText,
  saved: oneOf(['created', 'updated']),
})

export const CredentialRevoked = Type.Object({
  id: CredentialIdText,
  revoked: Type.Literal(true),
  advice: SignalAdvice,
})

export const UserSaved = Type.Object({ id: Type.String(), saved: Type.Literal(true), advice: SignalAdvice })

export const DeviceTokensVoided = Type.Object({ id: Type.String(), voided: Type.Literal(true), at: Instant })

export const UserView = Type.Object(
  {
    id: Type.String(),
    state: Type.Union([Type.String(), Type.Null()]),
    attributes: Anything,
    assuranceFloor: Type.Union([Type.String(), Type.Null()]),
    name: Type.Union([Type.String(), Type.Null()]),
    displayName: Type.Union([Type.String(), Type.Null()]),
    credentialsComplete: Type.Boolean(),
    credentials: Type.Array(Anything, {
      description: 'credential records, with `name` and `provider` for people',
    }),
    devices: Type.Array(Anything),
    sessionsRevokedAt: Type.Union([Instant, Type.Null()], {
      description: 'device tokens issued until then are void',
    }),
    counts: Type.Array(Anything, { description: 'per credential and device' }),
    registrationAsks: Type.Array(Anything),
    crossDevice: Type.Object({
      successes: Type.Integer(),
      lastAt: Type.Union([Instant, Type.Null()]),
    }),
    beliefs: Type.Unknown({ description: 'what is believed of each passkey, seen from an unknown client' }),
  },
  { title: 'User' },
)

export const EventsSaved = Type.Object({ accepted: Type.Integer(), changes: Type.Integer() })

export const FactList = Type.Object({
  facts: Type.Array(
    Type.Object({
      name: Type.String(),
      type: Type.String(),
      description: Type.String(),
      example: Type.Unknown(),
      values: Type.Optional(Type.Array(Type.String())),
      unknowable: Type.Optional(Type.Boolean({ description: 'may be "unknown"' })),
      operators: Type.Array(Type.String(), { description: 'what a condition may compare it by' }),
    }),
  ),
  operators: Type.Array(
    Type.Object({
      name: Type.String(),
      description: Type.String(),
      factTypes: Type.Array(Type.String()),
      takes: Type.String({
        description:
          'the value of the condition: same (of the type of the fact), any-of (a list of that), ...',
      }),
    }),
  ),
})

export const RulesView = Type.Object(
  {
    revision: Type.String(),
    status: oneOf(policyStatuses, {
      description:
        'live: as in the folder; stale: the folder is broken, the last good rules are in force; built-in: never good since the start',
    }),
    files: Type.Array(
      Type.Object({ path: Type.String(), bytes: Type.Integer(), content: Type.Optional(Type.Unknown()) }),
    ),
    rules: Type.Array(
      Type.Object({
        purpose: oneOf(purposes),
        file: Type.String(),
        name: Type.String(),
        priority: Type.Integer(),
        status: oneOf(ruleStatuses),
        sentence: Type.String({ description: 'the rule in plain words' }),
      }),
      { description: 'every rule in force, in the order in which the rules of its purpose are tried' },
    ),
    problems: Type.Array(ProblemInFile),
    shadow: Type.Union(
      [
        Type.Object({
          revision: Type.Union([Type.String(), Type.Null()]),
          problems: Type.Array(ProblemInFile),
        }),
        Type.Null(),
      ],
      {
        description:
          'the rules of shadow/, which are evaluated beside those in force and never served; revision null: they are broken',
      },
    ),
  },
  { title: 'Rules' },
)

export const RulesCheckRequest = Type.Object(
  {
    files: Type.Record(
      Type.String({ minLength: 1, maxLength: 200 }),
      Type.Union([Type.String(), Type.Null(), Type.Object({}, { additionalProperties: true })]),
      {
        maxProperties: 200,
        description: 'path to content, as JSON or as text; laid over the files in force, null takes one away',
      },
    ),
  },
  { ...closed, title: 'RulesCheckRequest' },
)

export const RulesCheckResponse = Type.Object({
  ok: Type.Boolean({ description: 'no errors; warnings do not count' }),
  revision: Type.Union([Type.String(), Type.Null()], { description: 'that these files would have' }),
  problems: Type.Array(ProblemInFile),
})

export const SwitchesRequest = Type.Object(
  { switches: Type.Array(Switch, { maxItems: 200 }) },
  { ...closed, title: 'SwitchesRequest' },
)

/** One switch; the name stands in the path. */
export const SwitchRequest = Type.Object(
  {
    ...Type.Omit(Switch, ['name', 'on']).properties,
    on: Type.Optional(Type.Boolean({ default: true, description: 'left out: true' })),
  },
  { ...closed, title: 'SwitchRequest' },
)

export const switchSources = ['file', 'environment', 'runtime'] as const
export type SwitchSource = (typeof switchSources)[number]
export const SwitchesView = Type.Object(
  {
    switches: Type.Array(
      Type.Object(
        {
          ...Switch.properties,
          source: oneOf(switchSources, {
            description:
              'file: `switches.json` of the rules; environment: KEYWISE_SWITCHES; runtime: set here or by `keywise switch`',
          }),
          state: oneOf(switchStates, {
            description: 'on: it stops passkeys now; over: its `until` has come; off: it does nothing',
          }),
          says: Type.String({ description: 'what it does now, and to whom, in a sentence' }),
        },
        { title: 'SwitchInForce' },
      ),
    ),
  },
  { title: 'Switches' },
)

export const Health = Type.Object({ status: Type.Literal('ok') })

export const Readiness = Type.Object(
  {
    status: oneOf(['ready', 'not-ready']),
    rules: Type.Object({
      revision: Type.String(),
      status: oneOf(policyStatuses),
      problems: Type.Array(ProblemInFile),
    }),
    store: Type.Object({ status: oneOf(['ready', 'unavailable']) }),
    switches: Type.Object(
      {
        status: oneOf(['live', 'stale', 'not-kept'], {
          description:
            'live: as in the file of the data directory; stale: it cannot be read, the last good list holds, or everything is off where there was none since the start; not-kept: changes hold here that could not be written yet',
        }),
        problem: Type.Union([Type.String(), Type.Null()]),
      },
      { description: 'the kill switches set at run time; never a reason for 503' },
    ),
  },
  { title: 'Readiness' },
)
export type Readiness = Static<typeof Readiness>
