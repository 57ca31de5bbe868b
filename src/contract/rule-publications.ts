import Type, { type Static } from 'typebox'
import { RulesCheckRequest } from './responses.ts'
import { ProblemInFile } from './rule-files.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
import { publicationKinds } from './words.ts'

/** What the routes that put rules in force, and take them back, ask and answer. Fields may be added, never renamed. */

const Revision = Type.String({ pattern: '^r[0-9a-f]{12}$', description: 'content hash over all rule files' })
const orNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

const Note = Type.String({
  minLength: 1,
  maxLength: 500,
  pattern: '\\S',
  description: 'why; kept with the revision and in the audit log',
})

export const PublishRequest = Type.Object(
  {
    files: RulesCheckRequest.properties.files,
    note: Note,
    expected: Type.Optional(
      Type.String({
        maxLength: 40,
        description: 'the revision that the draft rests on; 409 where another is in force',
      }),
    ),
    maxChanged: Type.Optional(
      Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d{1,9}(\\.\\d{1,6})?%?$' })], {
        description:
          'so many decisions of the fixtures may change at most: a number, or a share such as `2%`',
      }),
    ),
    neverBreak: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 240 }), {
        maxItems: 200,
        description:
          'fixtures that hold now and must hold then: ids, beginnings with `*`, or `default` (the told stories `story-*` and all that expect kill-switch, policy-floor or bot), which it is where left out; with `-` before one: that need not; [] is none',
      }),
    ),
    dryRun: Type.Optional(Type.Boolean({ description: 'true: everything but putting it in force' })),
  },
  { ...closed, title: 'PublishRequest' },
)

export const RevertRequest = Type.Object(
  {
    revision: Type.Optional(
      Type.String({ maxLength: 40, description: 'default: the one that was in force before' }),
    ),
    note: Note,
  },
  { ...closed, title: 'RevertRequest' },
)

const Verdict = Type.Object({ action: Type.String(), reason: Type.String(), holds: Type.Boolean() })

const ChangedFixture = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    from: Verdict,
    to: Verdict,
    variant: orNull(
      Type.String({
        description: 'for those who have this variant of an experiment; null: for those in none',
      }),
    ),
  },
  { title: 'ChangedFixture' },
)

/** Left as it is written out of the core: `kind` says which other fields there are. */
const FileDiff = Type.Object(
  {
    file: Type.String(),
    kind: oneOf(['added', 'removed', 'changed']),
    purpose: orNull(Type.String()),
    changes: Type.Array(Type.Object({ kind: Type.String() }, { additionalProperties: true })),
  },
  { title: 'FileDiff' },
)

const Holds = Type.Array(Type.String(), {
  description:
    'rollouts of the new rules that are held, so that fewer are in than is written, or were released',
})

export const PublishResponse = Type.Object(
  {
    revision: Type.String(),
    previous: orNull(Type.String()),
    live: Type.Boolean({
      description: 'in force in the process that answers; others follow within 2 seconds',
    }),
    changedFixtures: orNull(
      Type.Integer({ description: 'fixtures that come to another decision; null: nothing was compared' }),
    ),
    comparedFixtures: orNull(Type.Integer()),
    changes: Type.Array(ChangedFixture, { description: 'the first ten' }),
    diff: Type.Array(FileDiff),
    text: Type.String({ description: 'the diff in words' }),
    problems: Type.Array(ProblemInFile, { description: 'warnings of the checker' }),
    warnings: Type.Array(Type.String(), {
      description: 'what could not be done besides, and what is easily overlooked',
    }),
    holds: Holds,
  },
  { title: 'PublishResponse' },
)
export type PublishResponse = Static<typeof PublishResponse>

const PublicationView = Type.Object(
  {
    sequence: Type.Integer(),
    revision: Type.String(),
    at: Instant,
    actor: Type.String(),
    note: Type.String(),
    kind: oneOf(publicationKinds),
    previous: orNull(Type.String()),
    live: Type.Boolean({ description: 'its rules are the ones in force' }),
  },
  { title: 'Publication' },
)

export const RevisionsView = Type.Object(
  {
    revisions: Type.Array(PublicationView, { description: 'newest first' }),
    next: orNull(Type.Integer({ description: 'ask with `before` for more' })),
  },
  { title: 'Revisions' },
)

export const RevisionView = Type.Object(
  {
    revision: Type.String(),
    firstAt: Instant,
    files: Type.Record(Type.String(), Type.String(), { description: 'path to text' }),
  },
  { title: 'Revision' },
)

export const RevisionParams = Type.Object({ revision: Revision }, closed)

export const RulesDiffView = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    files: Type.Array(FileDiff),
    text: Type.String({ description: 'the same in words, a line each' }),
    holds: Holds,
  },
  { title: 'RulesDiff' },
)
