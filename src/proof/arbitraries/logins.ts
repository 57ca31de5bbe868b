import fc from 'fast-check'
import { assuranceFloors, purposes, userStates } from '../../contract/words.ts'
import type { CredentialRecord, DecisionInput, DecisionUser, UserHistory } from '../../core/index.ts'
import type { Examples } from '../list-examples.ts'
import {
  buildSighting,
  credentialIds,
  deviceIds,
  failureKinds,
  noon,
  time,
  userHistory,
  users,
} from './history.ts'
import { drawSignals } from './signals.ts'

const dayMs = 86_400_000

const orNull = <T>(arbitrary: fc.Arbitrary<T>, freq = 4) => fc.option(arbitrary, { nil: null, freq })

/** Ways to sign in that relying parties name, the engine's own routes among them. */
export const methods = [
  'password',
  'email-otp',
  'sms-otp',
  'magic-link',
  'security-key',
  'smart-card',
  'passkey',
  'cross-device',
]

const attributes = fc.dictionary(
  fc.constantFrom('plan', 'country', 'emailDomain', 'beta'),
  fc.oneof(fc.constantFrom('pro', 'corp.example', 'unknown'), fc.nat({ max: 9 }), fc.boolean()),
  { maxKeys: 3, noNullPrototype: true },
)

const userWith = (pseudonym: fc.Arbitrary<DecisionUser['pseudonym']>): fc.Arbitrary<DecisionUser> =>
  fc.record(
    {
      pseudonym,
      state: fc.constantFrom(...userStates, 'active' as const, 'active' as const, 'active' as const),
      attributes,
      fallbacks: fc.oneof(
        fc.array(fc.constantFrom(...methods), { maxLength: 5 }),
        fc.array(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 3 }),
      ),
      assuranceFloor: fc.constantFrom(...assuranceFloors),
    },
    { requiredKeys: ['pseudonym'] },
  )

/** A user who is named: what is stored may count. */
export const namedUser = userWith(fc.constantFrom(...users))

const device: fc.Arbitrary<DecisionInput['device']> = fc.record({
  // Mostly the first one, so that what happened there is remembered.
  id: orNull(fc.constantFrom(...deviceIds, ...deviceIds.slice(0, 1), ...deviceIds.slice(0, 1))),
  proven: fc.boolean(),
  users: fc.nat({ max: 5 }),
})

const context: fc.Arbitrary<DecisionInput['context']> = fc.record(
  {
    ip: fc.constantFrom('192.0.2.7', '2001:db8::1', 'not an address'),
    lastMethod: fc.constantFrom(...methods),
    justUsed: fc.constantFrom(...methods),
  },
  { requiredKeys: [] },
)

/** A question about a named user whose history is there. */
export interface NamedInput extends DecisionInput {
  readonly user: DecisionUser
  readonly history: UserHistory
}

/** When it is asked: mostly soon after what the histories tell, now and then by a clock that is wrong. */
export const askedAt: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: noon, max: noon + 60 * dayMs }) },
  { weight: 1, arbitrary: fc.integer({ min: noon - 400 * dayMs, max: noon + 4_000 * dayMs }) },
  { weight: 1, arbitrary: fc.constant(0) },
)

/** What logins are drawn from, with real clients, passkeys and stories among what is made up. */
export interface DrawnLogins {
  readonly signals: ReturnType<typeof drawSignals>
  /** A passkey of the examples under an id that sightings know, made on one of the known devices or elsewhere. */
  readonly realCredential: fc.Arbitrary<CredentialRecord>
  /** One passkey used to work on the first device and has been failing there ever since. */
  readonly hauntedHistory: fc.Arbitrary<UserHistory>
  readonly knownHistory: fc.Arbitrary<UserHistory>
  /** Any question a caller may ask. */
  readonly decisionInput: fc.Arbitrary<DecisionInput>
  /** A question about a named user whose history is there. */
  readonly namedInput: fc.Arbitrary<NamedInput>
}

/** The examples must not be empty: a client, a passkey and a login at least. */
export function drawLogins({ signals: realSignals, passkeys, inputs }: Examples): DrawnLogins {
  const signals = drawSignals(realSignals)

  /** A passkey of the fixtures under an id that sightings know, made on one of the known devices or elsewhere. */
  const realCredential: fc.Arbitrary<CredentialRecord> = fc
    .record({
      passkey: fc.constantFrom(...passkeys),
      id: fc.constantFrom(...credentialIds),
      deviceId: orNull(fc.constantFrom(...deviceIds), 2),
      revokedAt: fc.option(time, { nil: null, freq: 1 }),
    })
    .map(({ passkey, id, deviceId, revokedAt }) => ({
      ...passkey,
      id,
      revokedAt: passkey.revokedAt ?? revokedAt,
      madeOn: passkey.madeOn && { ...passkey.madeOn, deviceId },
    }))

  /** Passkeys as providers really make them, with whatever happened to them. */
  const realHistory: fc.Arbitrary<UserHistory> = fc
    .tuple(
      userHistory,
      fc.uniqueArray(realCredential, { selector: ({ id }) => id, minLength: 1, maxLength: 4 }),
      // A random history is full of failures; half of the time nothing has happened yet.
      fc.boolean(),
    )
    .map(([history, credentials, quiet]) => ({
      ...history,
      credentials,
      ...(quiet && { sightings: [], registrationAsks: [] }),
    }))

  /** One of them used to work on the first device and has been failing there ever since. */
  const hauntedHistory: fc.Arbitrary<UserHistory> = fc
    .tuple(realHistory, fc.array(fc.constantFrom(...failureKinds), { minLength: 1, maxLength: 4 }))
    .map(([history, failures]) => {
      const [ghost] = history.credentials
      const [device] = deviceIds
      if (ghost === undefined || device === undefined) return history
      const evidence = failures.map((kind, index) => ({ at: noon - (index + 1) * dayMs, kind }))
      const success = { at: noon - 30 * dayMs, kind: 'succeeded-here' as const }
      return { ...history, sightings: [buildSighting(ghost.id, device, [success, ...evidence])] }
    })

  const anyHistory: fc.Arbitrary<UserHistory> = fc.oneof(
    { weight: 4, arbitrary: realHistory },
    { weight: 2, arbitrary: hauntedHistory },
    { weight: 1, arbitrary: userHistory },
  )

  /** What is known of somebody; now and then the store cannot say. */
  const knownHistory = anyHistory
  const history: fc.Arbitrary<UserHistory | 'unavailable'> = fc.oneof(
    { weight: 9, arbitrary: anyHistory },
    { weight: 1, arbitrary: fc.constant('unavailable' as const) },
  )

  const randomInput: fc.Arbitrary<DecisionInput> = fc.record({
    purpose: fc.constantFrom(...purposes),
    signals,
    user: fc.oneof(
      { weight: 8, arbitrary: namedUser },
      { weight: 1, arbitrary: userWith(fc.constant(null)) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    device,
    context,
    history,
  })

  const changedScenario: fc.Arbitrary<DecisionInput> = fc
    .tuple(
      fc.constantFrom(...inputs),
      randomInput,
      fc.subarray(['purpose', 'signals', 'user', 'device', 'context', 'history'] as const, { maxLength: 2 }),
    )
    .map(([scenario, other, parts]) => ({
      ...scenario,
      ...Object.fromEntries(parts.map((part) => [part, other[part]])),
    }))

  /** Any question a caller may ask. */
  const decisionInput: fc.Arbitrary<DecisionInput> = fc.oneof(
    { weight: 3, arbitrary: randomInput },
    { weight: 2, arbitrary: changedScenario },
  )

  const namedInput: fc.Arbitrary<NamedInput> = fc
    .tuple(decisionInput, namedUser, knownHistory)
    .map(([input, user, history]) => ({
      ...input,
      user: input.user !== null && input.user.pseudonym !== null ? input.user : user,
      history: input.history === 'unavailable' ? history : input.history,
    }))

  return { signals, realCredential, hauntedHistory, knownHistory, decisionInput, namedInput }
}
