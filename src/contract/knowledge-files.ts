import Type, { type Static, type TSchema } from 'typebox'
import { closed, oneOf } from './schema-parts.ts'
import {
  attachmentNames,
  browserNames,
  certainties,
  deviceTypes,
  issueAdvice,
  osNames,
  passkeySyncWords,
  supportFeatures,
  thirdPartyProviderWords,
  transportNames,
} from './words.ts'

/**
 * What lies in `rules/knowledge/`: platform support, browsers, known issues, providers, and which reports are
 * to be believed. The prose is in `rules/knowledge/README.md`.
 */

export const oneOrMore = <const T extends string>(words: readonly T[]) =>
  Type.Union([oneOf(words), Type.Array(oneOf(words), { minItems: 1, uniqueItems: true })])
/** One optional property per word; a record over a closed list would demand every one of them. */
const optionalFor = <Word extends string, Value extends TSchema>(words: readonly Word[], value: Value) =>
  Object.fromEntries(words.map((word) => [word, Type.Optional(value)])) as {
    [Key in Word]: Type.TOptional<Value>
  }
export const Id = Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', maxLength: 64 })
const Schema$ = Type.Optional(Type.String())

/** What a client may report of itself, in the order in which `reportKeys` lists it. */
export const reportNames = [
  'webauthn',
  'clientCapabilities',
  'userVerifyingPlatformAuthenticator',
  'conditionalMediation',
  'bluetooth',
  'passkeyPlatformAuthenticator',
  'conditionalGet',
  'conditionalCreate',
  'hybridTransport',
  'immediateGet',
  'relatedOrigins',
  'signalMethods',
] as const
export type ReportName = (typeof reportNames)[number]

export const VersionRange = Type.String({
  pattern: '^(>=|<|=)\\d+(\\.\\d+){0,2}( (>=|<)\\d+(\\.\\d+){0,2})?$',
  description: '`>=13.5`, `<14`, `>=13 <14`, or `=13.6.5` (which holds for `13.6.5` and whatever follows it)',
})

/** When a statement holds. Every condition must hold; a version nobody told makes it "perhaps". */
export const Where = Type.Object(
  {
    os: Type.Optional(oneOrMore(osNames)),
    osVersion: Type.Optional(VersionRange),
    browser: Type.Optional(oneOrMore(browserNames)),
    browserVersion: Type.Optional(VersionRange),
    exactly: Type.Optional(
      Type.Literal(true, { description: 'the browser itself, not those that mirror it (browsers.json)' }),
    ),
    webview: Type.Optional(
      Type.Union([Type.Boolean(), Type.String(), Type.Array(Type.String(), { minItems: 1 })], {
        description: 'true: inside any app; false: a browser proper; or the names of host apps',
      }),
    ),
    deviceType: Type.Optional(oneOrMore(deviceTypes)),
    bot: Type.Optional(Type.Boolean()),
    touch: Type.Optional(Type.Boolean({ description: 'the page reported touch points' })),
    windowsPlatformVersion: Type.Optional(VersionRange),
    reports: Type.Optional(
      Type.Object(optionalFor(reportNames, Type.Boolean()), {
        ...closed,
        minProperties: 1,
        description: 'what the page must have reported; a missing report does not hold',
      }),
    ),
  },
  closed,
)
export type Where = Static<typeof Where>

const Tristate = Type.Union([Type.Boolean(), Type.Literal('unknown')])
export const SupportValues = Type.Object(
  {
    ...optionalFor(supportFeatures, Tristate),
    passkeySync: Type.Optional(oneOf(passkeySyncWords)),
    thirdPartyProviders: Type.Optional(oneOf(thirdPartyProviderWords)),
  },
  { ...closed, minProperties: 1 },
)
export type SupportValues = Static<typeof SupportValues>

/** What makes a fact checkable: every statement carries it. */
export const evidence = {
  certainty: oneOf(certainties),
  source: Type.String({ minLength: 3, description: 'an address, or the name of a source' }),
  verifiedOn: Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: 'year and month' }),
  note: Type.Optional(Type.String({ minLength: 1 })),
}

export const PlatformFile = Type.Object(
  {
    $schema: Schema$,
    rank: Type.Integer({ description: 'files are searched by rank, then by name; lower comes first' }),
    where: Type.Optional(Where),
    statements: Type.Array(
      Type.Object({ where: Type.Optional(Where), values: SupportValues, ...evidence }, closed),
      {
        minItems: 1,
      },
    ),
  },
  closed,
)
export type PlatformFile = Static<typeof PlatformFile>

const VersionNumber = Type.String({ pattern: '^\\d+(\\.\\d+){0,2}$' })

export const BrowsersFile = Type.Object(
  {
    $schema: Schema$,
    newestVerified: Type.Object(
      {
        browsers: Type.Object(optionalFor(browserNames, VersionNumber), closed),
        systems: Type.Object(optionalFor(osNames, VersionNumber), closed),
      },
      { ...closed, description: 'beyond these, values are extrapolated' },
    ),
    mirrors: Type.Array(
      Type.Object(
        {
          browser: oneOrMore(browserNames),
          where: Type.Optional(Where),
          of: oneOf(browserNames),
          versions: oneOf(['same', 'chromium'], {
            description:
              'same: it carries the version of the mirrored browser; chromium: that stands elsewhere, in the hints or the `Chrome/` token',
          }),
          ...evidence,
        },
        closed,
      ),
    ),
    assumed: Type.Optional(
      Type.Array(Type.Object({ windowsPlatformVersion: VersionRange, ...evidence }, closed), {
        maxItems: 1,
        description: 'what a Windows that hides its platform version is taken to be, at the least',
      }),
    ),
    runsOn: Type.Array(
      Type.Object(
        { where: Where, osVersion: Type.Union([VersionRange, Type.Literal('same')]), ...evidence },
        closed,
      ),
      {
        description:
          'which system versions a browser version can run on; used only where the version is hidden',
      },
    ),
  },
  closed,
)
export type BrowsersFile = Static<typeof BrowsersFile>

export const ReportTrustFile = Type.Object(
  {
    $schema: Schema$,
    reports: Type.Array(
      Type.Object(
        {
          report: Type.Union([
            Type.Literal('any'),
            oneOf(reportNames),
            Type.Array(oneOf(reportNames), { minItems: 1, uniqueItems: true }),
          ]),
          is: Type.Boolean(),
          where: Type.Optional(Where),
          believe: Type.Optional(Type.Literal(false, { description: 'the report says nothing' })),
          values: Type.Optional(SupportValues),
          ...evidence,
        },
        closed,
      ),
      { minItems: 1 },
    ),
  },
  closed,
)
export type ReportTrustFile = Static<typeof ReportTrustFile>

export const KnownIssuesFile = Type.Object(
  {
    $schema: Schema$,
    issues: Type.Array(
      Type.Object(
        {
          id: Type.String({ pattern: '^KI-\\d{2,}$' }),
          match: Type.Union([Where, Type.Array(Where, { minItems: 1 }), Type.Null()], {
            description: 'several: any of them; null: no server can tell, and `note` says why',
          }),
          effect: Type.String({ minLength: 1 }),
          advice: oneOf(issueAdvice),
          ...evidence,
        },
        closed,
      ),
    ),
  },
  closed,
)
export type KnownIssuesFile = Static<typeof KnownIssuesFile>

export const reachAnswers = ['yes', 'conditional', 'no', 'unknown'] as const
export type ReachAnswer = (typeof reachAnswers)[number]

export const ReachStatement = Type.Object(
  {
    where: Type.Optional(Where),
    answer: oneOf(reachAnswers),
    through: Type.Optional(
      oneOf(['system', 'browser', 'extension', 'key'], {
        description: 'what brings the passkey to the page; default: the system',
      }),
    ),
    requires: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
    ...evidence,
  },
  closed,
)
export type ReachStatement = Static<typeof ReachStatement>

export const ProviderEntry = Type.Object(
  {
    id: Id,
    name: Type.String({ minLength: 1 }),
    aaguids: Type.Array(
      Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' }),
    ),
    kind: oneOf(['system', 'browser', 'manager', 'key'], {
      description: 'who ships it: the maker of the system, of the browser, a third party; or a security key',
    }),
    sync: oneOf(['synced', 'device-bound', 'file-dependent', 'contested', 'unknown']),
    syncDomain: Type.String({ minLength: 1 }),
    backupEligible: Type.Union([Type.Boolean(), Type.Null()]),
    transports: Type.Union([Type.Array(oneOf(transportNames)), Type.Null()]),
    createdOn: Type.Array(oneOf(osNames)),
    userVerification: Type.Optional(
      Type.Object(
        {
          extension: Type.Optional(oneOf(['honest', 'dishonest'])),
          native: Type.Optional(oneOf(['honest', 'dishonest'])),
          ...evidence,
        },
        { ...closed, description: 'dishonest: sets the UV flag without verifying anybody' },
      ),
    ),
    phones: Type.Array(
      Type.Object({ os: oneOf(osNames), osVersion: VersionRange, certainty: oneOf(certainties) }, closed),
      { description: 'phones and tablets that can be scanned and serve its passkeys' },
    ),
    reach: Type.Array(ReachStatement),
    reachLike: Type.Optional(Id),
    ...evidence,
  },
  closed,
)
export type ProviderEntry = Static<typeof ProviderEntry>

export const ProvidersFile = Type.Object(
  {
    $schema: Schema$,
    anonymousAaguids: Type.Array(Type.String(), { description: 'AAGUIDs that name nobody' }),
    reachPatterns: Type.Record(
      Type.String({ pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
      Type.Array(ReachStatement, { minItems: 1 }),
    ),
    providers: Type.Array(ProviderEntry, { minItems: 1 }),
    inference: Type.Array(
      Type.Object(
        {
          provider: Id,
          madeOn: Type.Optional(
            Type.Object({ os: oneOrMore(osNames), browser: Type.Optional(oneOrMore(browserNames)) }, closed),
          ),
          backupEligible: Type.Optional(Type.Boolean()),
          attachment: Type.Optional(oneOf(attachmentNames)),
          transports: Type.Optional(Type.Array(oneOf(transportNames), { minItems: 1 })),
          withoutTransports: Type.Optional(Type.Array(oneOf(transportNames), { minItems: 1 })),
          anyAaguid: Type.Optional(
            Type.Literal(true, { description: 'also for an AAGUID that is told but not listed' }),
          ),
          ...evidence,
        },
        closed,
      ),
      { description: 'whose it probably is where the AAGUID says nothing; the first that holds' },
    ),
  },
  closed,
)
export type ProvidersFile = Static<typeof ProvidersFile>
