import Type, { type Static } from 'typebox'
import { ClientSignals, DecisionContext, DecisionRequest } from './decision.ts'
import { CredentialInHistory, HistoryInput } from './history-input.ts'
import { Switch } from './rule-files.ts'
import { closed, Instant, oneOf } from './schema-parts.ts'
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

const Name = Type.String({ pattern: '^[a-z0-9][a-z0-9.-]*$', maxLength: 80 })

/** `fixtures/clients.json`: what a named client sends. */
export const ClientsFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    clients: Type.Record(
      Name,
      Type.Object({ note: Type.Optional(Type.String()), signals: ClientSignals }, closed),
    ),
  },
  closed,
)
export type ClientsFile = Static<typeof ClientsFile>

/** `fixtures/passkeys.json`: named credential records, used in histories. */
export const PasskeysFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    passkeys: Type.Record(
      Name,
      Type.Object({ note: Type.Optional(Type.String()), ...CredentialInHistory.properties }, closed),
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
    certainty: Type.Optional(oneOf(certainties)),
    story: Type.Optional(Type.String()),
    purpose: Type.Optional(oneOf(purposes)),
    /** A name from clients.json; `signals` beside it overrides single values. */
    client: Type.Optional(Name),
    signals: Type.Optional(ClientSignals),
    user: Type.Optional(DecisionRequest.properties.user),
    device: Type.Optional(
      Type.Object(
        {
          id: Type.Optional(Type.String()),
          proven: Type.Optional(Type.Boolean()),
          users: Type.Optional(Type.Integer()),
        },
        closed,
      ),
    ),
    context: Type.Optional(DecisionContext),
    /** Names from passkeys.json, added to `history.credentials`; `"name@device"` sets where it was made. */
    passkeys: Type.Optional(Type.Array(Type.String())),
    history: Type.Optional(HistoryInput),
    /** The store is down: `"unavailable"` instead of a history. */
    store: Type.Optional(oneOf(['available', 'unavailable'])),
    switches: Type.Optional(Type.Array(Switch)),
    /** A publishable key sees a function of the device alone. Default: secret. */
    key: Type.Optional(oneOf(['secret', 'publishable'])),
    now: Type.Optional(Instant),
    expect: Type.Object(
      {
        platform: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
        support: Type.Optional(Type.Record(Type.String(), Type.Union([Type.Boolean(), Type.String()]))),
        knownIssues: Type.Optional(Type.Array(Type.String())),
        action: Type.Optional(oneOf([...actions, ...registrationActions])),
        reason: Type.Optional(oneOf(allReasons)),
        confidence: Type.Optional(oneOf(confidences)),
        passive: Type.Optional(oneOf(passiveModes)),
        fallbacks: Type.Optional(Type.Array(Type.String())),
        stepUpRequired: Type.Optional(Type.Boolean()),
        degraded: Type.Optional(Type.Array(Type.String())),
        /** Every key given here must be equal; keys not given are free. `null` means: no ceremony. */
        ceremony: Type.Optional(Type.Union([Type.Null(), Type.Record(Type.String(), Type.Unknown())])),
        allowCredentials: Type.Optional(
          Type.Array(Type.String(), { description: 'ids or passkey names, in order' }),
        ),
        registration: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
        next: Type.Optional(Type.Array(Type.Unknown())),
        /** An action that must not come out, where several would be right. */
        notAction: Type.Optional(oneOf([...actions, ...registrationActions])),
        notReason: Type.Optional(oneOf(allReasons)),
      },
      closed,
    ),
  },
  closed,
)
export type Fixture = Static<typeof Fixture>

export const FixtureFile = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    about: Type.Optional(Type.String()),
    fixtures: Type.Array(Fixture, { minItems: 1 }),
  },
  closed,
)
export type FixtureFile = Static<typeof FixtureFile>
