import Type, { type Static } from 'typebox'
import { Attributes, ClientSignals, CredentialIdText, DeviceIdText } from './decision.ts'
import { closed, Instant, NullableAttachment, oneOf } from './schema-parts.ts'
import { assuranceFloors, userStates } from './words.ts'

const Device = Type.Object({ id: DeviceIdText }, closed)

/** A credential of a relying party that runs its own WebAuthn server. */
export const CredentialInput = Type.Object(
  {
    publicKey: Type.Optional(
      Type.String({
        maxLength: 4096,
        description: 'COSE key, base64url; needed only where Keywise is to verify logins with it',
      }),
    ),
    signCount: Type.Optional(Type.Integer({ minimum: 0, maximum: 4_294_967_295 })),
    userHandle: Type.Optional(Type.String({ maxLength: 88 })),
    transports: Type.Optional(
      Type.Array(Type.String({ maxLength: 32 }), {
        maxItems: 16,
        description: 'as getTransports() gave them; may be left out for a credential that is on record',
      }),
    ),
    aaguid: Type.Optional(Type.String({ pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$' })),
    backupEligible: Type.Optional(Type.Boolean()),
    backupState: Type.Optional(Type.Boolean()),
    authenticatorAttachment: Type.Optional(NullableAttachment),
    createdAt: Type.Optional(Instant),
    name: Type.Optional(Type.String({ maxLength: 256 })),
    device: Type.Optional(Device),
    signals: Type.Optional(ClientSignals),
    restore: Type.Optional(Type.Boolean({ description: 'true: take back a revocation' })),
  },
  { ...closed, title: 'CredentialInput' },
)
export type CredentialInput = Static<typeof CredentialInput>

export const UserInput = Type.Object(
  {
    state: Type.Optional(oneOf(userStates)),
    attributes: Type.Optional(Attributes),
    assuranceFloor: Type.Optional(oneOf(assuranceFloors)),
    credentialsComplete: Type.Optional(
      Type.Boolean({
        description:
          'true: Keywise knows every passkey of this user, so that providers may be told to forget all others',
      }),
    ),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description: 'what passkey providers show; nothing is looked up by it, so it may change at any time',
      }),
    ),
    displayName: Type.Optional(Type.String({ maxLength: 256, description: 'default: the name' })),
  },
  { ...closed, title: 'UserInput' },
)
export type UserInput = Static<typeof UserInput>

export const UserEvent = Type.Object(
  {
    type: oneOf(['authentication', 'registration']),
    result: oneOf(['success', 'failure']),
    method: Type.Optional(Type.String({ minLength: 1, maxLength: 64, default: 'passkey' })),
    credentialId: Type.Optional(CredentialIdText),
    authenticatorAttachment: Type.Optional(NullableAttachment),
    device: Type.Optional(Device),
    signals: Type.Optional(ClientSignals),
    error: Type.Optional(Type.Object({ name: Type.String({ maxLength: 64 }) }, closed)),
    elapsedMs: Type.Optional(Type.Number({ minimum: 0 })),
    at: Instant,
  },
  { ...closed, title: 'UserEvent' },
)
export type UserEvent = Static<typeof UserEvent>
export const UserEvents = Type.Array(UserEvent, { minItems: 1, maxItems: 1000 })
