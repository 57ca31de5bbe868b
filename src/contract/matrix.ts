import Type, { type Static } from 'typebox'
import { oneOf } from './schema-parts.ts'
import {
  actions,
  allReasons,
  certainties,
  confidences,
  fixtureStatuses,
  purposes,
  registrationActions,
  situationKinds,
} from './words.ts'

const orNull = <T extends Parameters<typeof Type.Optional>[0]>(schema: T) => Type.Union([schema, Type.Null()])

const Ground = Type.Object(
  {
    what: Type.String({
      description: 'a feature, `reach`, `provider`, `client`, `report`, or the id of a known issue',
    }),
    value: Type.String(),
    ref: Type.String({ description: 'the statement: `rules/knowledge/platforms/linux.json#/statements/8`' }),
  },
  { title: 'Ground' },
)

export const MatrixFixture = Type.Object(
  {
    id: Type.String(),
    title: Type.String(),
    file: Type.String({ description: 'path below fixtures/' }),
    because: Type.String(),
    source: Type.String(),
    certainty: orNull(oneOf(certainties)),
    status: oneOf(fixtureStatuses),
    gap: orNull(Type.String({ description: 'why it is known to fail' })),
    situation: orNull(oneOf(situationKinds)),
    bluetooth: oneOf(['yes', 'no', 'not-reported']),
    capabilities: Type.Boolean({ description: 'the page reported client capabilities' }),
    purpose: oneOf(purposes),
    platform: Type.Record(Type.String(), Type.Unknown()),
    support: Type.Record(Type.String(), Type.Union([Type.Boolean(), Type.String()])),
    action: oneOf([...actions, ...registrationActions]),
    reason: oneOf(allReasons),
    confidence: oneOf(confidences),
    explanation: Type.String(),
    rule: orNull(Type.String()),
    grounds: Type.Array(Ground),
    mismatches: Type.Array(
      Type.Object({
        what: Type.String(),
        expected: Type.Unknown(),
        actual: Type.Unknown(),
        grounds: Type.Array(Ground),
      }),
    ),
    request: Type.Record(Type.String(), Type.Unknown(), {
      description: 'can be posted to /v1/decisions/explain as it stands',
    }),
    besides: Type.Array(Type.String(), {
      description:
        'what the fixture sets and no request can carry, in words: posted, it may be answered otherwise',
    }),
  },
  { title: 'MatrixFixture' },
)
export type MatrixFixture = Static<typeof MatrixFixture>

const Covered = Type.Object(
  {
    total: Type.Integer(),
    hit: Type.Integer(),
    missed: Type.Array(Type.String()),
  },
  { title: 'Covered' },
)

export const MatrixCoverage = Type.Object({
  rules: Covered,
  statements: Covered,
  reasons: Covered,
})
export type MatrixCoverage = Static<typeof MatrixCoverage>

/** `GET /v1/matrix`: every fixture, run against the rules in force. */
export const MatrixView = Type.Object(
  {
    revision: Type.String(),
    total: Type.Integer(),
    failed: Type.Integer(),
    problems: Type.Array(Type.String(), { description: 'fixture files that cannot be read, and why' }),
    coverage: MatrixCoverage,
    statements: Type.Record(
      Type.String(),
      Type.Object({
        source: Type.String(),
        certainty: oneOf(certainties),
        verifiedOn: Type.String(),
        note: Type.Optional(Type.String()),
      }),
      { description: 'the statements that fixtures rest on, by ref' },
    ),
    fixtures: Type.Array(MatrixFixture),
  },
  { title: 'Matrix' },
)
export type MatrixView = Static<typeof MatrixView>
