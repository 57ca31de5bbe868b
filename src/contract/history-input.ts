import Type, { type Static } from 'typebox'
import { Attributes, CredentialIdText, DecisionRequest, DeviceIdText } from './decision.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
import {
  assuranceFloors,
  attachmentNames,
  browserNames,
  evidenceKinds,
  osNames,
  registrationVariants,
  userStates,
} from './words.ts'

/**
 * A user's history written out by hand: the body of `explain`, and what fixtures are made of.
 * A fixture can therefore be sent to a running server as it stands.
 */

const Place = Type.Object(
  {
    deviceId: Type.Optional(DeviceIdText),
    os: Type.Optional(oneOf(osNames)),
    browser: Type.Optional(oneOf(browserNames)),
  },
  closed,
)

/** A credential record of a written history, and of `fixtures/passkeys.json`. */
export const CredentialInHistory = Type.Object(
  {
    id: CredentialIdText,
    aaguid: Type.Optional(Type.String({ maxLength: 36 })),
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 16 })),
    backupEligible: Type.Optional(Type.Boolean()),
    backupState: Type.Optional(Type.Boolean()),
    authenticatorAttachment: Type.Optional(oneOf(attachmentNames)),
    createdAt: Type.Optional(Instant),
    lastUsedAt: Type.Optional(Instant),
    revokedAt: Type.Optional(Instant),
    madeOn: Type.Optional(Place),
  },
  closed,
)

export const HistoryInput = Type.Object(
  {
    state: Type.Optional(oneOf(userStates)),
    attributes: Type.Optional(Attributes),
    assuranceFloor: Type.Optional(oneOf(assuranceFloors)),
    credentials: Type.Optional(Type.Array(CredentialInHistory, { maxItems: 200 })),
    devices: Type.Optional(
      Type.Array(
        Type.Object(
          {
            id: DeviceIdText,
            os: Type.Optional(oneOf(osNames)),
            osVersion: Type.Optional(Type.String({ maxLength: 32 })),
            browser: Type.Optional(oneOf(browserNames)),
            firstSeenAt: Type.Optional(Instant),
            lastSeenAt: Type.Optional(Instant),
            provenAt: Type.Optional(Instant),
            /** On how many days a login was proven there; left out: on as many as `events` tell. */
            loginDays: Type.Optional(Type.Integer({ minimum: 0 })),
          },
          closed,
        ),
        { maxItems: 200 },
      ),
    ),
    /** Proven attempts, one line each; counts and evidence are derived from them. */
    events: Type.Optional(
      Type.Array(
        Type.Object(
          {
            credentialId: CredentialIdText,
            deviceId: DeviceIdText,
            kind: oneOf(evidenceKinds),
            weight: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
            elapsedMs: Type.Optional(Type.Number({ minimum: 0, maximum: 86_400_000 })),
            at: Instant,
          },
          closed,
        ),
        { maxItems: 1000 },
      ),
    ),
    registrationAsks: Type.Optional(
      Type.Array(
        Type.Object(
          {
            variant: oneOf(registrationVariants),
            deviceId: Type.Optional(DeviceIdText),
            asked: Type.Integer({ minimum: 0 }),
            lastAskedAt: Instant,
            declinedForGood: Type.Optional(Type.Boolean()),
            taken: Type.Optional(Type.Integer({ minimum: 0 })),
            lastTakenAt: Type.Optional(Instant),
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
    history: Type.Optional(HistoryInput),
    assignments: Type.Optional(
      Type.Record(Type.String({ maxLength: 80 }), Type.String({ maxLength: 80 }), {
        maxProperties: 50,
        description: 'experiment to variant: as if it had been drawn before; the others are drawn as usual',
      }),
    ),
    now: Type.Optional(Instant),
  },
  { ...closed, title: 'ExplainRequest' },
)
export type ExplainRequest = Static<typeof ExplainRequest>
