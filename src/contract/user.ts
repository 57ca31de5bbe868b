import Type, { type Static, type TSchema } from 'typebox'
import { Attributes, ClientSignals, CredentialIdText, DeviceIdText, oneOf } from './decision.ts'
import { assuranceFloors, userStates } from './words.ts'

const closed = { additionalProperties: false }
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)
const Instant = Type.String({ format: 'date-time' })
const Device = Type.Object({ id: DeviceIdText }, closed)

/** A credential of a relying party that runs its own WebAuthn server. */
export const CredentialInput = Type.Object(
  {
    publicKey: optional(Type.String({ maxLength: 4096 })),
    userHandle: optional(Type.String({ maxLength: 88 })),
    transports: Type.Array(Type.String({ maxLength: 32 }), { maxItems: 16 }),
    aaguid: optional(Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' })),
    backupEligible: optional(Type.Boolean()),
    backupState: optional(Type.Boolean()),
    authenticatorAttachment: optional(oneOf(['platform', 'cross-platform'])),
    createdAt: optional(Instant),
    name: optional(Type.String({ maxLength: 256 })),
    device: optional(Device),
    signals: optional(ClientSignals),
    restore: optional(Type.Boolean({ description: 'true: take back a revocation' })),
  },
  { ...closed, title: 'CredentialInput' },
)
export type CredentialInput = Static<typeof CredentialInput>

export const UserInput = Type.Object(
  {
    state: optional(oneOf(userStates)),
    attributes: optional(Attributes),
    assuranceFloor: optional(oneOf(assuranceFloors)),
    credentialsComplete: optional(Type.Boolean()),
  },
  { ...closed, title: 'UserInput' },
)
export type UserInput = Static<typeof UserInput>

export const UserEvent = Type.Object(
  {
    type: oneOf(['authentication', 'registration']),
    result: oneOf(['success', 'failure']),
    method: optional(Type.String({ minLength: 1, maxLength: 64, default: 'passkey' })),
    credentialId: optional(CredentialIdText),
    authenticatorAttachment: optional(oneOf(['platform', 'cross-platform'])),
    device: optional(Device),
    signals: optional(ClientSignals),
    error: optional(Type.Object({ name: Type.String({ maxLength: 64 }) }, closed)),
    elapsedMs: optional(Type.Integer({ minimum: 0 })),
    at: Instant,
  },
  { ...closed, title: 'UserEvent' },
)
export type UserEvent = Static<typeof UserEvent>
export const UserEvents = Type.Array(UserEvent, { minItems: 1, maxItems: 1000 })
