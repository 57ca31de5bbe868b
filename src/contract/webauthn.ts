import Type, { type Static } from 'typebox'
import {
  ClientSignals,
  CredentialDescriptor,
  CredentialIdText,
  DeviceIdText,
  UserIdText,
} from './decision.ts'
import { closed, Instant, NullableAttachment, oneOf } from './schema-parts.ts'
import { credentialRisks, purposes, userStates, userVerifications } from './words.ts'

/**
 * The ceremonies over HTTP, in the JSON forms of WebAuthn Level 3
 * (https://www.w3.org/TR/webauthn-3/#sctn-parseCreationOptionsFromJSON). What browsers own is open but bounded; whether
 * it holds is for verification to say, with one answer for every failure.
 */
const Device = Type.Object(
  {
    id: Type.Optional(DeviceIdText),
    token: Type.Optional(Type.String({ maxLength: 1024 })),
    fresh: Type.Optional(Type.Boolean({ description: 'as in a decision' })),
  },
  closed,
)
const Base64url = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const open = { additionalProperties: true, maxProperties: 64 }
const decisionToken = Type.Optional(
  Type.String({ maxLength: 2048, description: '`token` of the decision that led to this ceremony' }),
)
const Extensions = Type.Record(Type.String({ maxLength: 64 }), Type.Unknown(), { maxProperties: 64 })

/** How a ceremony is about to start; the challenge and the list of passkeys depend on it. */
export const ceremonyStarts = ['decided', 'button', 'conditional', 'cross-device'] as const
export type CeremonyStart = (typeof ceremonyStarts)[number]

export const AuthenticationOptionsRequest = Type.Object(
  {
    user: Type.Optional(Type.Object({ id: UserIdText }, closed)),
    device: Type.Optional(Device),
    signals: Type.Optional(ClientSignals),
    decisionToken,
    purpose: Type.Optional(
      oneOf(['authentication', 'step-up'], {
        default: 'authentication',
        description: 'where there is no decisionToken to say it',
      }),
    ),
    start: Type.Optional(
      oneOf(ceremonyStarts, {
        default: 'decided',
        description:
          'decided: as the decision says (where it says fallback: as for button); button: somebody clicked, every passkey of theirs will do; conditional: suggestions in a field; cross-device: the phone',
      }),
    ),
  },
  { ...closed, title: 'AuthenticationOptionsRequest' },
)
export type AuthenticationOptionsRequest = Static<typeof AuthenticationOptionsRequest>

export const RegistrationOptionsRequest = Type.Object(
  {
    user: Type.Object(
      {
        id: UserIdText,
        name: Type.String({
          minLength: 1,
          maxLength: 256,
          description: 'what the person types to log in; shown by the passkey provider, never looked up by',
        }),
        displayName: Type.Optional(Type.String({ maxLength: 256, description: 'default: the name' })),
      },
      closed,
    ),
    device: Type.Optional(Device),
    signals: Type.Optional(ClientSignals),
    decisionToken,
    start: Type.Optional(
      oneOf(['decided', 'button'], {
        default: 'decided',
        description:
          'decided: quietly where the decision says conditional; button: somebody clicked, so a dialog in any case',
      }),
    ),
  },
  { ...closed, title: 'RegistrationOptionsRequest' },
)
export type RegistrationOptionsRequest = Static<typeof RegistrationOptionsRequest>

/** PublicKeyCredentialRequestOptionsJSON, as far as Keywise fills it. */
export const AuthenticationOptionsResponse = Type.Object(
  {
    publicKey: Type.Object({
      challenge: Type.String(),
      rpId: Type.String(),
      timeout: Type.Integer({ description: 'ms' }),
      allowCredentials: Type.Array(CredentialDescriptor),
      userVerification: oneOf(userVerifications),
      hints: Type.Array(Type.String()),
    }),
    mediation: Type.Optional(oneOf(['required', 'conditional'])),
    uiMode: Type.Optional(Type.Literal('immediate')),
    expiresAt: Type.String({ format: 'date-time', description: 'when the challenge does' }),
    device: Type.Optional(Type.Object({ id: Type.String() }, { description: 'as in a decision' })),
  },
  { title: 'AuthenticationOptions' },
)
export type AuthenticationOptionsResponse = Static<typeof AuthenticationOptionsResponse>

/** PublicKeyCredentialCreationOptionsJSON, as far as Keywise fills it. */
export const RegistrationOptionsResponse = Type.Object(
  {
    publicKey: Type.Object({
      challenge: Type.String(),
      rp: Type.Object({ id: Type.String(), name: Type.String() }),
      user: Type.Object({
        id: Type.String({ description: 'user handle: random, base64url' }),
        name: Type.String(),
        displayName: Type.String(),
      }),
      pubKeyCredParams: Type.Array(Type.Object({ type: Type.Literal('public-key'), alg: Type.Integer() })),
      timeout: Type.Integer({ description: 'ms' }),
      excludeCredentials: Type.Array(CredentialDescriptor),
      authenticatorSelection: Type.Object({
        residentKey: Type.Literal('required'),
        requireResidentKey: Type.Literal(true),
        userVerification: oneOf(userVerifications),
      }),
      hints: Type.Array(Type.String()),
      attestation: Type.Literal('none'),
      extensions: Type.Object({ credProps: Type.Literal(true) }),
    }),
    mediation: Type.Optional(Type.Literal('conditional')),
    expiresAt: Instant,
  },
  { title: 'RegistrationOptions' },
)
export type RegistrationOptionsResponse = Static<typeof RegistrationOptionsResponse>

/** RegistrationResponseJSON. A credential id longer than the spec allows is a failed verification, not a bad body. */
export const RegistrationResponse = Type.Object(
  {
    id: Base64url(4096),
    rawId: Base64url(4096),
    type: Type.String({ maxLength: 64 }),
    response: Type.Object(
      {
        clientDataJSON: Base64url(8192),
        attestationObject: Base64url(48_000),
        transports: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 16 })),
      },
      open,
    ),
    authenticatorAttachment: Type.Optional(NullableAttachment),
    clientExtensionResults: Type.Optional(Extensions),
  },
  { ...open, title: 'RegistrationResponse' },
)
export type RegistrationResponse = Static<typeof RegistrationResponse>

/** AuthenticationResponseJSON. */
export const AuthenticationResponse = Type.Object(
  {
    id: Base64url(4096),
    rawId: Base64url(4096),
    type: Type.String({ maxLength: 64 }),
    response: Type.Object(
      {
        clientDataJSON: Base64url(8192),
        authenticatorData: Base64url(4096),
        signature: Base64url(8192),
        userHandle: Type.Optional(Type.Union([Type.String({ maxLength: 128 }), Type.Null()])),
      },
      open,
    ),
    authenticatorAttachment: Type.Optional(NullableAttachment),
    clientExtensionResults: Type.Optional(Extensions),
  },
  { ...open, title: 'AuthenticationResponse' },
)
export type AuthenticationResponse = Static<typeof AuthenticationResponse>

const told = {
  decisionToken,
  device: Type.Optional(Device),
  signals: Type.Optional(ClientSignals),
  elapsedMs: Type.Optional(
    Type.Number({ minimum: 0, maximum: 86_400_000, description: 'how long the ceremony took' }),
  ),
  attempt: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 1 })),
}
export const RegistrationVerifyRequest = Type.Object(
  {
    response: RegistrationResponse,
    name: Type.Optional(
      Type.String({ minLength: 1, maxLength: 256, description: 'what the person calls this passkey' }),
    ),
    user: Type.Optional(
      Type.Object(
        { id: UserIdText },
        { ...closed, description: 'who it has to be; say it: sessions change' },
      ),
    ),
    ...told,
  },
  { ...closed, title: 'RegistrationVerifyRequest' },
)
export type RegistrationVerifyRequest = Static<typeof RegistrationVerifyRequest>

export const AuthenticationVerifyRequest = Type.Object(
  { response: AuthenticationResponse, ...told },
  { ...closed, title: 'AuthenticationVerifyRequest' },
)
export type AuthenticationVerifyRequest = Static<typeof AuthenticationVerifyRequest>

/** Signal methods worth calling now, with their arguments: `PublicKeyCredential[name](advice[name])`. */
export const SignalAdvice = Type.Object(
  {
    signalUnknownCredential: Type.Optional(
      Type.Object({ rpId: Type.String(), credentialId: CredentialIdText }),
    ),
    signalAllAcceptedCredentials: Type.Optional(
      Type.Object({
        rpId: Type.String(),
        userId: Type.String({ description: 'user handle, base64url' }),
        allAcceptedCredentialIds: Type.Array(CredentialIdText),
      }),
    ),
    signalCurrentUserDetails: Type.Optional(
      Type.Object({
        rpId: Type.String(),
        userId: Type.String({ description: 'user handle, base64url' }),
        name: Type.String(),
        displayName: Type.String(),
      }),
    ),
  },
  { title: 'SignalAdvice' },
)
export type SignalAdvice = Static<typeof SignalAdvice>

export const VerifiedCredential = Type.Object(
  {
    id: CredentialIdText,
    aaguid: Type.Union([Type.String(), Type.Null()]),
    provider: Type.Union([Type.String(), Type.Null()], {
      description: 'the passkey provider by its AAGUID: self-asserted, for showing to people',
    }),
    transports: Type.Array(Type.String()),
    backupEligible: Type.Boolean(),
    backupState: Type.Boolean(),
    authenticatorAttachment: NullableAttachment,
    userVerified: Type.Boolean({ description: 'in this ceremony' }),
    signCount: Type.Integer(),
    risks: Type.Array(oneOf(credentialRisks), {
      description: 'for your policy; verification does not fail on them',
    }),
  },
  { title: 'VerifiedCredential' },
)
export type VerifiedCredential = Static<typeof VerifiedCredential>

/** To a secret key, and for a ticket: who it was. To a publishable key only that it was, and a ticket. */
export const VerifyResponse = Type.Object(
  {
    verified: Type.Literal(true),
    purpose: Type.Optional(
      oneOf(purposes, { description: 'what the challenge was issued for: a login is no second proof' }),
    ),
    ticket: Type.Optional(
      Type.String({ description: 'publishable key: your back end redeems it once, within 60 seconds' }),
    ),
    user: Type.Optional(Type.Object({ id: UserIdText, state: Type.Union([oneOf(userStates), Type.Null()]) })),
    accountSwitched: Type.Optional(
      Type.Boolean({ description: 'another account came back than the one that was asked for' }),
    ),
    credential: Type.Optional(VerifiedCredential),
    deviceToken: Type.Optional(
      Type.String({ description: 'for the page to keep: this browser has completed a login of this user' }),
    ),
    advice: Type.Optional(SignalAdvice),
  },
  { title: 'VerifyResponse' },
)
export type VerifyResponse = Static<typeof VerifyResponse>

export const TicketRequest = Type.Object(
  { ticket: Type.String({ minLength: 1, maxLength: 256 }) },
  { ...closed, title: 'TicketRequest' },
)
