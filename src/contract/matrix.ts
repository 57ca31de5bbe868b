import Type, { type Static } from 'typebox'
import { oneOf } from './schema-parts.ts'
import { actions, allReasons, certainties, purposes, registrationActions } from './words.ts'

/** `GET /v1/matrix`: every fixture, run against the rules in force. */
export const MatrixView = Type.Object(
  {
    revision: Type.String(),
    total: Type.Integer(),
    failed: Type.Integer(),
    problems: Type.Array(Type.String(), { description: 'fixture files that cannot be read, and why' }),
    fixtures: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          title: Type.String(),
          file: Type.String({ description: 'path below fixtures/' }),
          because: Type.String(),
          source: Type.String(),
          certainty: Type.Union([oneOf(certainties), Type.Null()]),
          status: oneOf(['passing', 'failing']),
          purpose: oneOf(purposes),
          platform: Type.Record(Type.String(), Type.Unknown()),
          action: oneOf([...actions, ...registrationActions]),
          reason: oneOf(allReasons),
          explanation: Type.String(),
          mismatches: Type.Array(
            Type.Object({ what: Type.String(), expected: Type.Unknown(), actual: Type.Unknown() }),
          ),
          request: Type.Record(Type.String(), Type.Unknown(), {
            description: 'can be posted to /v1/decisions/explain as it stands',
          }),
        },
        { title: 'MatrixFixture' },
      ),
    ),
  },
  { title: 'Matrix' },
)
export type MatrixView = Static<typeof MatrixView>
