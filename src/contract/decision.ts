import Type, { type Static, type TSchema } from 'typebox'
import { closed, Instant, oneOf } from './schema-parts.ts'
import {
  actions,
  assuranceFloors,
  confidences,
  degradations,
  hintNames,
  nextTriggers,
  passiveModes,
  purposes,
  registrationActions,
  registrationVariants,
  transportNames,
  userStates,
  userVerifications,
} from './words.ts'

/** An object that browsers own: clients add keys, so it is open, but bounded. Unknown keys never reach a decision. */
const openMap = <T extends TSchema>(value: T, description: string) =>
  Type.Record(Type.String({ maxLength: 64 }), value, { maxProperties: 64, description })

export const AttributeValue = Type.Union([Type.String({ maxLength: 256 }), Type.Number(), Type.Boolean()])
export const Attributes = Type.Record(Type.String({ minLength: 1, maxLength: 64 }), AttributeValue, {
  maxProperties: 32,
  description: 'words for audiences: strings, numbers, booleans',
})
export type Attributes = Readonly<Static<typeof Attributes>>

export const UserIdText = Type.String({ minLength: 1, maxLength: 256 })
export const DeviceIdText = Type.String({ minLength: 1, maxLength: 128 })
/** base64url; WebAuthn Level 3 bounds a credential id to 1023 bytes, which is 1364 characters. */
export const CredentialIdText = Type.String({ minLength: 1, maxLength: 1364, pattern: '^[A-Za-z0-9_-]+$' })
export const FallbackList = Type.Array(Type.String({ minLength: 1, maxLength: 64 }), {
  maxItems: 16,
  description: 'the methods this user really has, in order of preference',
})

export const ClientSignals = Type.Object(
  {
    userAgent: Type.Optional(
      Type.String({ maxLength: 2048, description: "default: the request's own header" }),
    ),
    clientHints: Type.Optional(
      openMap(Type.Unknown(), 'JSON of navigator.userAgentData.getHighEntropyValues(); Chromium only'),
    ),
    clientCapabilities: Type.Optional(
      openMap(
        Type.Unknown(),
        'JSON of PublicKeyCredential.getClientCapabilities(); a missing key is unknown, not false',
      ),
    ),
    webauthn: Type.Optional(Type.Boolean({ description: 'typeof PublicKeyCredential === "function"' })),
    userVerifyingPlatformAuthenticator: Type.Optional(
      Type.Boolean({ description: 'isUserVerifyingPlatformAuthenticatorAvailable()' }),
    ),
    conditionalMediation: Type.Optional(Type.Boolean({ description: 'isConditionalMediationAvailable()' })),
    bluetooth: Type.Optional(Type.Boolean({ description: 'navigator.bluetooth.getAvailability()' })),
    maxTouchPoints: Type.Optional(Type.Integer({ minimum: 0, maximum: 256 })),
    platform: Type.Optional(Type.String({ maxLength: 64, description: 'navigator.platform' })),
  },
  { ...closed, description: 'what the client says about itself; all of it is advisory' },
)
export type ClientSignals = Static<typeof ClientSignals>

export const DecisionContext = Type.Object(
  {
    ip: Type.Optional(Type.String({ maxLength: 45, description: 'default: the peer address' })),
    lastMethod: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    justUsed: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description:
          'the method that just succeeded: a step-up does not count it again, and a registration may need it as proof; `recovery`: the back end has proven by other means who it is',
      }),
    ),
  },
  closed,
)

export const DecisionRequest = Type.Object(
  {
    purpose: Type.Optional(oneOf(purposes, { default: 'authentication' })),
    user: Type.Optional(
      Type.Object(
        {
          id: Type.Optional(UserIdText),
          state: Type.Optional(oneOf(userStates)),
          attributes: Type.Optional(Attributes),
          fallbacks: Type.Optional(FallbackList),
          assuranceFloor: Type.Optional(oneOf(assuranceFloors)),
        },
        closed,
      ),
    ),
    device: Type.Optional(
      Type.Object(
        {
          id: Type.Optional(DeviceIdText),
          token: Type.Optional(Type.String({ maxLength: 1024 })),
          fresh: Type.Optional(
            Type.Boolean({ description: 'true: the earlier id is to be forgotten, in the cookie as well' }),
          ),
        },
        closed,
      ),
    ),
    signals: Type.Optional(ClientSignals),
    context: Type.Optional(DecisionContext),
  },
  { ...closed, title: 'DecisionRequest' },
)
export type DecisionRequest = Static<typeof DecisionRequest>

export const CredentialDescriptor = Type.Object({
  type: Type.Literal('public-key'),
  id: CredentialIdText,
  transports: Type.Optional(Type.Array(oneOf(transportNames))),
})

/** What the page passes to `navigator.credentials.get()`; the spec's own names. */
export const Ceremony = Type.Object({
  mediation: Type.Optional(oneOf(['required', 'conditional'])),
  uiMode: Type.Optional(Type.Literal('immediate')),
  hints: Type.Array(oneOf(hintNames)),
  allowCredentials: Type.Array(CredentialDescriptor),
  userVerification: oneOf(userVerifications),
  timeoutMs: Type.Integer(),
  announce: Type.Boolean({ description: 'true: show a "use your phone" screen before starting' }),
  maxAttempts: Type.Integer({ minimum: 1 }),
})
export type Ceremony = Static<typeof Ceremony>

export const NextStep = Type.Object({ on: oneOf(nextTriggers), action: oneOf(actions) })
export type NextStep = Static<typeof NextStep>

export const Assurance = Type.Object(
  {
    phishingResistant: Type.Boolean({ description: 'nothing that may complete it can be phished' }),
    multiFactor: Type.Boolean({
      description:
        'two factors, whichever passkey or method answers: user verification is required and no provider of the user is known to fake it, or what was just used was another factor',
    }),
  },
  { description: 'what a login proves that goes the way which is offered; not of registration' },
)
export type Assurance = Readonly<Static<typeof Assurance>>

export const RuleReference = Type.Object({
  name: Type.String(),
  file: Type.String(),
  revision: Type.String(),
})
export type RuleReference = Static<typeof RuleReference>

export const DecisionResponse = Type.Object(
  {
    decisionId: Type.String(),
    token: Type.String({ description: 'goes back with the outcome; valid for 10 minutes' }),
    purpose: oneOf(purposes),
    action: oneOf([...actions, ...registrationActions]),
    ceremony: Type.Optional(Ceremony),
    registration: Type.Optional(
      Type.Object({
        variant: oneOf(registrationVariants),
        askAgainAfter: Type.Optional(Instant),
      }),
    ),
    next: Type.Array(NextStep),
    fallbacks: Type.Array(Type.String()),
    stepUpRequired: Type.Boolean(),
    assurance: Type.Optional(Assurance),
    passive: oneOf(passiveModes),
    confidence: oneOf(confidences),
    reason: Type.String({ description: 'stable, kebab-case' }),
    explanation: Type.String(),
    rule: Type.Optional(RuleReference),
    probability: Type.Optional(Type.Object({ local: Type.Number(), crossDevice: Type.Number() })),
    degraded: Type.Array(oneOf(degradations)),
    expiresAt: Instant,
    device: Type.Optional(
      Type.Object(
        { id: Type.String() },
        {
          description:
            'publishable key: the device id to keep; may be an earlier one that a cookie remembers',
        },
      ),
    ),
  },
  { title: 'DecisionResponse' },
)
export type DecisionResponse = Static<typeof DecisionResponse>
