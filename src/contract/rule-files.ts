import Type, { type Static } from 'typebox'
import type { ProblemKind } from './problem-kinds.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
import {
  allReasons,
  browserNames,
  ceremonyModes,
  guardActions,
  guardKpis,
  osNames,
  passiveModes,
  purposes,
  registrationVariants,
  severities,
  userVerifications,
} from './words.ts'

/**
 * What lies in `rules/`: the envelope around json-rules-engine's own rule format, audiences, settings, switches.
 * The JSON Schema that editors use is made from these and from the catalogue of facts.
 */

const SchemaPath = Type.String({ description: 'the schema that editors check and complete this file with' })

/** A moment with what it means here. */
const instant = (description: string) => Type.String({ ...Instant, description })

export const RolloutStep = Type.Object(
  {
    at: Type.String({ format: 'date-time', description: 'from when on' }),
    percent: Type.Number({ minimum: 0, maximum: 100, description: 'this share of the subjects' }),
  },
  { ...closed, description: 'the share from a moment on' },
)
export type RolloutStep = Static<typeof RolloutStep>

export const RolloutGuard = Type.Object(
  {
    kpi: oneOf(guardKpis, {
      description: 'the figure that must not get worse for those who are in, compared with those who are out',
    }),
    tolerance: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'so much worse is borne, as a share of logins: .02 is two in a hundred',
    }),
    minLogins: Type.Integer({
      minimum: 20,
      description: 'nothing is concluded from fewer logins on either side',
    }),
    onFall: oneOf(guardActions, {
      description: 'hold: the share stays as it is until somebody looks; roll-back: nobody is in until then',
    }),
  },
  { ...closed, description: 'stops a rollout by itself where logins get worse' },
)
export type RolloutGuard = Static<typeof RolloutGuard>

export const Rollout = Type.Object(
  {
    percent: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 100,
        description: 'how many of 100 the rule holds for; raising it keeps those who were in',
      }),
    ),
    steps: Type.Optional(
      Type.Array(RolloutStep, {
        minItems: 1,
        maxItems: 50,
        description:
          'instead of `percent`: a share that grows by the clock; before the first step nobody is in',
      }),
    ),
    salt: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'what the draw rests on: another salt draws other subjects, the same one the same',
    }),
    by: oneOf(['user', 'device'], { description: 'who is drawn; without a user id the device stands in' }),
    bucketing: Type.Optional(
      Type.Literal('v1', { description: 'the way buckets are worked out; there is only this one' }),
    ),
    guard: Type.Optional(RolloutGuard),
  },
  { ...closed, description: 'applies the rule to a share of users or devices; give `percent` or `steps`' },
)
export type Rollout = Static<typeof Rollout>

/** Ties a rule to one variant of an experiment of `experiments.json`. */
export const RuleExperiment = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, description: 'an experiment of experiments.json' }),
    variant: Type.String({
      minLength: 1,
      maxLength: 80,
      description: 'the rule is for those who drew this one',
    }),
  },
  { ...closed, description: 'makes the rule one of the variants of an experiment' },
)
export type RuleExperiment = Static<typeof RuleExperiment>

export const ExperimentVariant = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: '^[a-z0-9][a-z0-9-]*$' }),
    description: Type.Optional(Type.String({ maxLength: 500, description: 'what those who draw it get' })),
    percent: Type.Number({
      exclusiveMinimum: 0,
      maximum: 100,
      description: 'the share of subjects that draws it',
    }),
  },
  closed,
)

export const Experiment = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: '^[a-z0-9][a-z0-9-]*$' }),
    description: Type.Optional(Type.String({ maxLength: 500, description: 'what is to be found out' })),
    enabled: Type.Optional(
      Type.Boolean({ default: true, description: 'false: none of its rules applies, and nobody draws' }),
    ),
    activeFrom: Type.Optional(instant('from when on people draw')),
    activeUntil: Type.Optional(instant('until when, not included')),
    salt: Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'which draw: another salt draws other people',
    }),
    by: oneOf(['user', 'device'], { description: 'who draws; without a user id the device stands in' }),
    variants: Type.Array(ExperimentVariant, {
      minItems: 2,
      maxItems: 10,
      description: 'at most 100 percent together; who draws none is not in the experiment',
    }),
  },
  closed,
)
export type Experiment = Static<typeof Experiment>

export const ExperimentsFile = Type.Object(
  {
    $schema: Type.Optional(SchemaPath),
    experiments: Type.Array(Experiment, {
      description: 'the experiments; rules belong to one by `experiment`',
    }),
  },
  closed,
)
export type ExperimentsFile = Static<typeof ExperimentsFile>

/** What a rule wants done; `type` is an action of the file's purpose. */
export const RuleEvent = Type.Object(
  {
    type: Type.String({ description: 'the action: one of those of the purpose' }),
    params: Type.Object(
      {
        reason: oneOf(allReasons, {
          description: 'why, in a word that answers and reports use',
        }),
        mode: Type.Optional(
          oneOf(ceremonyModes, {
            description: 'of `passkey`: how a passkey ceremony starts; default modal',
          }),
        ),
        maxAttempts: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: 5,
            description: 'of `passkey`: how many tries; default: ceremony.maxAttempts in settings.json',
          }),
        ),
        passive: Type.Optional(
          oneOf(passiveModes, {
            description: 'of `fallback`: what of passkeys stays on the page; default conditional',
          }),
        ),
        variant: Type.Optional(
          oneOf(registrationVariants, {
            description: 'of `offer` and `conditional`: which words the page uses',
          }),
        ),
        userVerification: Type.Optional(
          oneOf(userVerifications, {
            description:
              'of `passkey` and `cross-device`: whether the person is verified; a step-up always does',
          }),
        ),
      },
      { ...closed, description: 'how the action is done, and the reason that is told' },
    ),
  },
  { ...closed, description: 'what is done where the rule holds' },
)
export type RuleEvent = Static<typeof RuleEvent>

/** json-rules-engine's condition tree; its leaves are checked against the catalogue of facts, not here. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly condition: string }
  | FactCondition
export interface FactCondition {
  readonly fact: string
  readonly operator: string
  readonly value: unknown
  readonly path?: string
}

export const Rule = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 80,
      pattern: '^[a-z0-9][a-z0-9-]*$',
    }),
    description: Type.Optional(
      Type.String({ maxLength: 500, description: 'why the rule is there, for whoever reads it next' }),
    ),
    owner: Type.Optional(Type.String({ maxLength: 80, description: 'whom to ask about the rule' })),
    priority: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1000,
        default: 1,
        description: 'the highest is tried first (1000 to 1); then comes the order in the file',
      }),
    ),
    enabled: Type.Optional(
      Type.Boolean({ default: true, description: 'false: the rule sleeps, as if it were not there' }),
    ),
    activeFrom: Type.Optional(instant('the rule sleeps before this moment, such as `2026-11-01T00:00:00Z`')),
    activeUntil: Type.Optional(
      instant('the rule sleeps from this moment on, such as `2026-12-01T00:00:00Z`'),
    ),
    rollout: Type.Optional(Rollout),
    experiment: Type.Optional(RuleExperiment),
    conditions: Type.Optional(
      Type.Unsafe<Condition>({
        type: 'object',
        description: 'when the rule holds; a rule without conditions holds always (the last one must)',
      }),
    ),
    event: RuleEvent,
  },
  closed,
)
export type Rule = Static<typeof Rule>

export const RuleFile = Type.Object(
  {
    $schema: Type.Optional(SchemaPath),
    purpose: oneOf(purposes, { description: 'what these rules decide about' }),
    rules: Type.Array(Rule, {
      minItems: 1,
      description: 'the first rule that holds decides, by priority, then from the top',
    }),
  },
  closed,
)
export type RuleFile = Static<typeof RuleFile>

export const AudiencesFile = Type.Object(
  {
    $schema: Type.Optional(SchemaPath),
    audiences: Type.Record(
      Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
      Type.Object(
        {
          description: Type.Optional(Type.String({ description: 'who this is, for whoever reads it next' })),
          conditions: Type.Unsafe<Condition>({
            type: 'object',
            description: 'who belongs to it: the same conditions as in rules',
          }),
        },
        closed,
      ),
      { description: 'groups by name; rules say `{ "condition": "name" }`' },
    ),
  },
  closed,
)
export type AudiencesFile = Static<typeof AudiencesFile>

export const Switch = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, description: 'what answers and logs call the switch' }),
    on: Type.Boolean({ description: 'true: passkeys are switched off for what this switch covers' }),
    purpose: Type.Optional(oneOf(purposes, { description: 'only this purpose; left out: all of them' })),
    os: Type.Optional(oneOf(osNames, { description: 'only this operating system; left out: all of them' })),
    browser: Type.Optional(oneOf(browserNames, { description: 'only this browser; left out: all of them' })),
    reason: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'why it was thrown, such as the number of the incident',
    }),
    until: Type.Optional(instant('it ends by itself at this moment, such as `2026-12-01T00:00:00Z`')),
  },
  closed,
)
export type Switch = Static<typeof Switch>

export const SwitchesFile = Type.Object(
  {
    $schema: Type.Optional(SchemaPath),
    switches: Type.Array(Switch, { description: 'kill switches; each that is on beats every rule' }),
  },
  closed,
)
export type SwitchesFile = Static<typeof SwitchesFile>

const seconds = (description: string) => Type.Number({ minimum: 0, maximum: 600, description })
const probability = (description: string) => Type.Number({ minimum: 0, maximum: 1, description })

export const SettingsFile = Type.Object(
  {
    $schema: Type.Optional(SchemaPath),
    costs: Type.Object(
      {
        passkeyLoginSeconds: seconds('a login with a passkey of this device'),
        crossDeviceLoginSeconds: seconds('a login with a phone and its QR code'),
        fallbackLoginSeconds: seconds('a login with another method, such as the password'),
        deadEndSeconds: seconds('a passkey dialog that leads nowhere'),
        crossDeviceDeadEndSeconds: seconds('a QR code that no phone answers'),
        immediateMissSeconds: seconds('a silent try that finds no passkey'),
      },
      {
        ...closed,
        description: 'what each way of ending costs a person, in seconds; advice minimises their sum',
      },
    ),
    thresholds: Type.Object(
      {
        suspectedGone: probability('a passkey less likely to be where it should be counts as gone'),
        highConfidence: probability('answers at least this sure are told as `high`'),
        mediumConfidence: probability('answers at least this sure are told as `medium`, others as `low`'),
      },
      { ...closed, description: 'where one word ends and the next begins, from 0 to 1' },
    ),
    cooling: Type.Object(
      {
        days: Type.Number({ exclusiveMinimum: 0, description: 'the first rest, in days' }),
        maxDays: Type.Number({ exclusiveMinimum: 0, description: 'no rest is longer, in days' }),
      },
      {
        ...closed,
        description: 'how long a device rests after failures before one probe; doubles each time',
      },
    ),
    probes: Type.Object(
      {
        leastChance: probability('the chance that a passkey is here, from which on one try is made'),
        mostReturns: Type.Integer({
          minimum: 0,
          description: 'how many further logins a try may be worth at most; 0: none is made',
        }),
      },
      {
        ...closed,
        description:
          'when a try is worth its price for what it tells: P(a passkey is here) from which one is made, and how many further logins on the device it may be worth at most; 0 returns: never',
      },
    ),
    suggestions: Type.Optional(
      Type.Object(
        {
          pickRate: Type.Number({
            minimum: 0,
            maximum: 1,
            description: 'of people who are shown a suggestion of their passkey, those who pick it',
          }),
          leastChance: Type.Number({
            minimum: 0,
            maximum: 1,
            description: 'P(a passkey is here) from which advice considers suggestions',
          }),
          deadEndWeight: Type.Optional(
            Type.Number({
              minimum: 1,
              maximum: 10,
              description:
                'how much worse than its seconds a dialog that leads nowhere is, where it is weighed against suggestions, which never lead nowhere; 1: only seconds count; left out: 3',
            }),
          ),
        },
        {
          ...closed,
          description:
            'when suggestions in the user name field are a better bet than a dialog; left out: 0.6 and 0.16',
        },
      ),
    ),
    registration: Type.Object(
      {
        maxAsks: Type.Integer({
          minimum: 1,
          description: 'after so many declined offers of one kind comes a rest, and after each further one',
        }),
        cooldownDays: Type.Number({
          exclusiveMinimum: 0,
          description: 'the first rest; each further one is twice as long',
        }),
        maxCooldownDays: Type.Number({ exclusiveMinimum: 0, description: 'no rest is longer' }),
        sharedDeviceUsers: Type.Integer({
          minimum: 2,
          description: 'a device that so many people used recently gets no passkey',
        }),
        askCostSeconds: Type.Number({
          minimum: 0,
          maximum: 600,
          description: 'what being asked costs a person, in seconds of login time',
        }),
      },
      { ...closed, description: 'how often, and where, people are offered to create a passkey' },
    ),
    fallbacks: Type.Array(Type.String(), {
      minItems: 1,
      description: 'the fallback ladder used when a request does not say what the user has',
    }),
    resistantMethods: Type.Array(Type.String(), {
      description:
        'methods other than passkeys that cannot be phished; under a phishing-resistant floor only these are offered',
    }),
    crossDevice: oneOf(['standard', 'minimize', 'maximize'], {
      description: 'how readily people are sent to their phones',
    }),
    breaker: Type.Optional(
      Type.Object(
        {
          enabled: Type.Boolean({
            description: 'false: no breaker lowers an offer; what is measured is still reported',
          }),
          minAccounts: Type.Integer({ minimum: 1, description: 'so many accounts must have failed' }),
          minAccountAgeDays: Type.Number({
            minimum: 0,
            description: 'accounts younger than this do not count',
          }),
          minNetworks: Type.Integer({ minimum: 0, description: 'from so many networks' }),
          minShare: Type.Number({
            minimum: 0,
            maximum: 1,
            description: 'of the accounts that were seen on the platform in a day, this share',
          }),
        },
        {
          ...closed,
          description:
            'how broad the evidence must be before a circuit breaker lowers what is offered on a platform',
        },
      ),
    ),
    ceremony: Type.Object(
      {
        timeoutMs: Type.Integer({
          minimum: 30_000,
          maximum: 600_000,
          description: 'how long a passkey dialog stays open, in milliseconds',
        }),
        maxAttempts: Type.Integer({
          minimum: 1,
          maximum: 5,
          description: 'how many tries where a rule does not say',
        }),
        userVerification: oneOf(userVerifications, {
          description: 'whether the person is verified where a rule does not say',
        }),
      },
      { ...closed, description: 'how passkey dialogs are started' },
    ),
  },
  closed,
)
export type Settings = Static<typeof SettingsFile>

/** A problem found in a file: what is wrong, where, and what would help. Checking never throws. */
export const ProblemInFile = Type.Object(
  {
    /** `error` stops a load or publish, `warning` does not. */
    severity: oneOf(severities),
    /** A stable kebab-case kind, such as `unknown-fact`: one of `problemKinds`, which grow. */
    kind: Type.Unsafe<ProblemKind>(Type.String()),
    file: Type.String(),
    /** JSON pointer (RFC 6901) into the file. */
    pointer: Type.String(),
    /** Where the pointer leads in the text of the file, from 1; what is missing is where its parent begins. */
    line: Type.Optional(Type.Integer({ minimum: 1 })),
    /** In UTF-16 units, from 1. */
    column: Type.Optional(Type.Integer({ minimum: 1 })),
    message: Type.String(),
    /** The nearest valid word, or what to do. */
    help: Type.Optional(Type.String()),
  },
  { title: 'ProblemInFile' },
)
export type Problem = Readonly<Static<typeof ProblemInFile>>
