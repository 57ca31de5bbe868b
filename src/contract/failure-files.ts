import Type, { type Static } from 'typebox'
import { evidence, Id, oneOrMore, Where } from './knowledge-files.ts'
import { closed, oneOf } from './schema-parts.ts'
import {
  attemptRoutes,
  browserNames,
  ceremonyModes,
  failureClassifications,
  failureEvidenceKinds,
  operations,
  osNames,
} from './words.ts'

/**
 * `rules/knowledge/failures.json`: what a failed attempt was, and how much it says. The prose is in
 * `rules/knowledge/README.md`, "How failures are told apart".
 */
export const FailureRow = Type.Object(
  {
    id: Id,
    errors: Type.Optional(
      Type.Union([
        Type.Literal('none', { description: 'no error was told' }),
        Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { minItems: 1, uniqueItems: true }),
      ]),
    ),
    operation: Type.Optional(oneOf(operations)),
    route: Type.Optional(oneOrMore(attemptRoutes)),
    mode: Type.Optional(oneOrMore(ceremonyModes)),
    fromMs: Type.Optional(Type.Integer({ minimum: 1, description: 'it took as long, or longer' })),
    belowMs: Type.Optional(Type.Integer({ minimum: 1, description: 'it took less' })),
    untimed: Type.Optional(Type.Literal(true, { description: 'nobody told how long it took' })),
    where: Type.Optional(
      Type.Union([Where, Type.Array(Where, { minItems: 1 })], { description: 'several: any of them' }),
    ),
    gives: oneOf(failureClassifications),
    evidence: Type.Optional(oneOf(failureEvidenceKinds)),
    weight: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'how much of a whole piece of evidence' }),
    ),
    before: Type.Optional(
      Type.Array(Id, {
        minItems: 1,
        uniqueItems: true,
        description: 'rows further down that this one overlaps on purpose',
      }),
    ),
    because: Type.String({ minLength: 1 }),
    ...evidence,
  },
  closed,
)
export type FailureRow = Static<typeof FailureRow>

export const FailuresFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    failures: Type.Array(FailureRow, { minItems: 1, description: 'the first that holds wins' }),
  },
  closed,
)
export type FailuresFile = Static<typeof FailuresFile>

/**
 * The error names that browsers, JavaScript and back ends are known to tell: those of Web IDL, those of the language, and
 * our own. A row may name another one: extensions throw what they like.
 */
export const knownErrorNames = [
  'NotAllowedError',
  'AbortError',
  'TimeoutError',
  'InvalidStateError',
  'OperationError',
  'SecurityError',
  'NotSupportedError',
  'ConstraintError',
  'DataError',
  'EncodingError',
  'NotReadableError',
  'UnknownError',
  'NetworkError',
  'OptOutError',
  'IndexSizeError',
  'HierarchyRequestError',
  'WrongDocumentError',
  'InvalidCharacterError',
  'NoModificationAllowedError',
  'NotFoundError',
  'InUseAttributeError',
  'SyntaxError',
  'InvalidModificationError',
  'NamespaceError',
  'InvalidAccessError',
  'TypeMismatchError',
  'URLMismatchError',
  'QuotaExceededError',
  'InvalidNodeTypeError',
  'DataCloneError',
  'TransactionInactiveError',
  'ReadOnlyError',
  'VersionError',
  'Error',
  'TypeError',
  'RangeError',
  'ReferenceError',
  'EvalError',
  'URIError',
  'AggregateError',
  'VerificationError',
  'verification-failed',
] as const

/** One failed attempt and what it must be told to be. */
export const FailureFixture = Type.Object(
  {
    id: Id,
    title: Type.String({ minLength: 1 }),
    client: Type.Optional(
      Type.Object(
        {
          os: oneOf(osNames),
          osVersion: Type.Optional(Type.String({ pattern: '^\\d+(\\.\\d+)*$' })),
          browser: oneOf(browserNames),
          browserMajor: Type.Optional(Type.Integer({ minimum: 1 })),
        },
        { ...closed, description: 'left out: not told' },
      ),
    ),
    error: Type.Optional(Type.String({ description: 'left out: none was told' })),
    operation: Type.Optional(oneOf(operations, { description: 'default: authentication' })),
    method: Type.Optional(Type.String({ minLength: 1, description: 'default: passkey' })),
    mode: Type.Optional(oneOf(ceremonyModes, { description: 'default: modal' })),
    elapsedMs: Type.Optional(Type.Number({ minimum: 0, description: 'left out: not told' })),
    expect: Type.Object(
      {
        row: Id,
        classified: oneOf(failureClassifications),
        evidence: Type.Optional(oneOf(failureEvidenceKinds, { description: 'left out: of nothing' })),
        weight: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
      },
      closed,
    ),
    because: Type.String({ minLength: 1 }),
    source: Type.String({ minLength: 3 }),
  },
  closed,
)
export type FailureFixture = Static<typeof FailureFixture>

/** `fixtures/failures.json`: failed attempts as they happen, at least one for each row of the failure table. */
export const FailureFixturesFile = Type.Object(
  { $schema: Type.Optional(Type.String()), failures: Type.Array(FailureFixture, { minItems: 1 }) },
  closed,
)
export type FailureFixturesFile = Static<typeof FailureFixturesFile>
