import Type, { type Static, type TSchema } from 'typebox'
import { Attributes, CredentialIdText, DecisionRequest, DeviceIdText, oneOf } from './decision.ts'
import { assuranceFloors, browserNames, osNames, registrationVariants, userStates } from './words.ts'

/**
 * A user's history written out by hand: the body of `explain`, and what fixtures are made of.
 * A fixture can therefore be sent to a running server as it stands.
 */
const closed = { additionalProperties: false }
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)
const Instant = Type.String({ format: 'date-time' })

export const evidenceKinds = [
  'succeeded-here',
  'succeeded-by-phone',
  'cancelled',
  'abandoned',
  'immediate-fast-reject',
  'immediate-slow-reject',
  'credential-exists',
] as const

const Place = Type.Object(
  {
    deviceId: optional(DeviceIdText),
    os: optional(oneOf(osNames)),
    browser: optional(oneOf(browserNames)),
  },
  closed,
)

export const HistoryInput = Type.Object(
  {
    state: optional(oneOf(userStates)),
    attributes: optional(Attributes),
    assuranceFloor: optional(oneOf(assuranceFloors)),
    credentials: optional(
      Type.Array(
        Type.Object(
          {
            id: CredentialIdText,
            aaguid: optional(Type.String({ maxLength: 36 })),
            transports: optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 16 })),
            backupEligible: optional(Type.Boolean()),
            backupState: optional(Type.Boolean()),
            authenticatorAttachment: optional(oneOf(['platform', 'cross-platform'])),
            createdAt: optional(Instant),
            lastUsedAt: optional(Instant),
            revokedAt: optional(Instant),
            madeOn: optional(Place),
          },
          closed,
        ),
        { maxItems: 200 },
      ),
    ),
    devices: optional(
      Type.Array(
        Type.Object(
          {
            id: DeviceIdText,
            os: optional(oneOf(osNames)),
            osVersion: optional(Type.String({ maxLength: 32 })),
            browser: optional(oneOf(browserNames)),
            firstSeenAt: optional(Instant),
            lastSeenAt: optional(Instant),
            provenAt: optional(Instant),
          },
          closed,
        ),
        { maxItems: 200 },
      ),
    ),
    /** Proven attempts, one line each; counts and evidence are derived from them. */
    events: optional(
      Type.Array(
        Type.Object(
          {
            credentialId: CredentialIdText,
            deviceId: DeviceIdText,
            kind: oneOf(evidenceKinds),
            at: Instant,
          },
          closed,
        ),
        { maxItems: 1000 },
      ),
    ),
    registrationAsks: optional(
      Type.Array(
        Type.Object(
          {
            variant: oneOf(registrationVariants),
            deviceId: optional(DeviceIdText),
            asked: Type.Integer({ minimum: 0 }),
            lastAskedAt: Instant,
            declinedForGood: optional(Type.Boolean()),
          },
          closed,
        ),
        { maxItems: 50 },
      ),
    ),
  },
  { ...closed, title: 'HistoryInput' },
)
export type HistoryInput = Static<typeof HistoryInput>

export const ExplainRequest = Type.Object(
  {
    ...DecisionRequest.properties,
    history: optional(HistoryInput),
    now: optional(Instant),
  },
  { ...closed, title: 'ExplainRequest' },
)
export type ExplainRequest = Static<typeof ExplainRequest>
