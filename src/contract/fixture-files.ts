import Type, { type Static, type TSchema } from 'typebox'
import { ClientSignals, DecisionContext, DecisionRequest, oneOf } from './decision.ts'
import { HistoryInput } from './history-input.ts'
import { Switch } from './rule-files.ts'
import {
  actions,
  allReasons,
  certainties,
  confidences,
  passiveModes,
  purposes,
  registrationActions,
} from './words.ts'

/**
 * What lies in `fixtures/`: clients and passkeys by name, and the fixtures that use them. A fixture is an `explain`
 * request in shorthand, with what must come out and why.
 */
const closed = { additionalProperties: false }
const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)
const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$', maxLength: 80 })
const Instant = Type.String({ format: 'date-time' })

/** `fixtures/clients.json`: what a named client sends. */
export const ClientsFile = Type.Object(
  {
    $schema: optional(Type.String()),
    clients: Type.Record(
      Name,
      Type.Object({ note: optional(Type.String()), signals: ClientSignals }, closed),
    ),
  },
  closed,
)
export type ClientsFile = Static<typeof ClientsFile>

/** `fixtures/passkeys.json`: named credential records, used in histories. */
export const PasskeysFile = Type.Object(
  {
    $schema: optional(Type.String()),
    passkeys: Type.Record(
      Name,
      Type.Intersect([
        Type.Object({ note: optional(Type.String()) }),
        Type.Unsafe<NonNullable<HistoryInput['credentials']>[number]>({ type: 'object' }),
      ]),
    ),
  },
  closed,
)
export type PasskeysFile = Static<typeof PasskeysFile>

export const Fixture = Type.Object(
  {
    id: Name,
    title: Type.String({ minLength: 8 }),
    /** Why this must come out, in words; shown when it does not. */
    because: Type.String({ minLength: 8 }),
    source: Type.String({ minLength: 1, description: 'where the expectation comes from' }),
    certainty: optional(oneOf(certainties)),
    story: optional(Type.String()),
    purpose: optional(oneOf(purposes)),
    /** A name from clients.json; `signals` beside it overrides single values. */
    client: optional(Name),
    signals: optional(ClientSignals),
    user: optional(DecisionRequest.properties.user),
    device: optional(
      Type.Object(
        { id: optional(Type.String()), proven: optional(Type.Boolean()), users: optional(Type.Integer()) },
        closed,
      ),
    ),
    context: optional(DecisionContext),
    /** Names from passkeys.json, added to `history.credentials`; `"name@device"` sets where it was made. */
    passkeys: optional(Type.Array(Type.String())),
    history: optional(HistoryInput),
    /** The store is down: `"unavailable"` instead of a history. */
    store: optional(oneOf(['available', 'unavailable'])),
    switches: optional(Type.Array(Switch)),
    /** A publishable key sees a function of the device alone. Default: secret. */
    key: optional(oneOf(['secret', 'publishable'])),
    now: optional(Instant),
    expect: Type.Object(
      {
        platform: optional(Type.Record(Type.String(), Type.Unknown())),
        support: optional(Type.Record(Type.String(), Type.Union([Type.Boolean(), Type.String()]))),
        knownIssues: optional(Type.Array(Type.String())),
        action: optional(oneOf([...actions, ...registrationActions])),
        reason: optional(oneOf(allReasons)),
        confidence: optional(oneOf(confidences)),
        passive: optional(oneOf(passiveModes)),
        fallbacks: optional(Type.Array(Type.String())),
        stepUpRequired: optional(Type.Boolean()),
        degraded: optional(Type.Array(Type.String())),
        /** Every key given here must be equal; keys not given are free. `null` means: no ceremony. */
        ceremony: optional(Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())])),
        allowCredentials: optional(
          Type.Array(Type.String(), { description: 'ids or passkey names, in order' }),
        ),
        registration: optional(Type.Record(Type.String(), Type.Unknown())),
        next: optional(Type.Array(Type.Unknown())),
        /** An action that must not come out, where several would be right. */
        notAction: optional(oneOf([...actions, ...registrationActions])),
        notReason: optional(oneOf(allReasons)),
      },
      closed,
    ),
  },
  closed,
)
export type Fixture = Static<typeof Fixture>

export const FixtureFile = Type.Object(
  {
    $schema: optional(Type.String()),
    about: optional(Type.String()),
    fixtures: Type.Array(Fixture, { minItems: 1 }),
  },
  closed,
)
export type FixtureFile = Static<typeof FixtureFile>
