import fc from 'fast-check'
import type { HistoryInput } from '../../src/contract/history-input.ts'
import { assuranceFloors, purposes, userStates } from '../../src/contract/words.ts'
import type { DecisionInput, DecisionUser } from '../../src/core/history/decision-input.ts'
import { readHistory } from '../../src/core/history/read-history.ts'
import type { CredentialRecord, UserHistory } from '../../src/core/history/user-history.ts'
import {
  buildSighting,
  credentialIds,
  deviceIds,
  failureKinds,
  isDeviceId,
  noon,
  time,
  userHistory,
} from './history.ts'
import { users } from './outcome.ts'
import { expandedFixtures, rawSignals, realPasskeys } from './signals.ts'

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

const record = (input: NonNullable<HistoryInput['credentials']>[number]): CredentialRecord[] => [
  ...readHistory({ credentials: [input] }).credentials,
]

/** A passkey of the fixtures under an id that sightings know, made on one of the known devices or elsewhere. */
export const realCredential: fc.Arbitrary<CredentialRecord> = fc
  .record({
    passkey: fc.constantFrom(...realPasskeys.flatMap(record)),
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
export const hauntedHistory: fc.Arbitrary<UserHistory> = fc
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
export const knownHistory = anyHistory
const history: fc.Arbitrary<UserHistory | 'unavailable'> = fc.oneof(
  { weight: 9, arbitrary: anyHistory },
  { weight: 1, arbitrary: fc.constant('unavailable' as const) },
)

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

const randomInput: fc.Arbitrary<DecisionInput> = fc.record({
  purpose: fc.constantFrom(...purposes),
  signals: rawSignals,
  user: fc.oneof(
    { weight: 8, arbitrary: namedUser },
    { weight: 1, arbitrary: userWith(fc.constant(null)) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  device,
  context,
  history,
})

/** The fixtures themselves: clients, passkeys and histories that fit each other, as random parts seldom do. */
const scenarios: readonly DecisionInput[] = expandedFixtures.map(({ fixture, request }) => {
  const { id: _id, ...user } = request.user ?? {}
  const deviceId = request.device?.id
  return {
    purpose: request.purpose ?? 'authentication',
    signals: request.signals ?? {},
    user: request.user === undefined ? null : { ...user, pseudonym: users[0] ?? null },
    device: {
      id: deviceId !== undefined && isDeviceId(deviceId) ? deviceId : null,
      proven: fixture.device?.proven ?? false,
      users: fixture.device?.users ?? 1,
    },
    context: request.context ?? {},
    history: readHistory(request.history ?? {}),
  }
})

const changedScenario: fc.Arbitrary<DecisionInput> = fc
  .tuple(
    fc.constantFrom(...scenarios),
    randomInput,
    fc.subarray(['purpose', 'signals', 'user', 'device', 'context', 'history'] as const, { maxLength: 2 }),
  )
  .map(([scenario, other, parts]) => ({
    ...scenario,
    ...Object.fromEntries(parts.map((part) => [part, other[part]])),
  }))

/** Any question a caller may ask. */
export const decisionInput: fc.Arbitrary<DecisionInput> = fc.oneof(
  { weight: 3, arbitrary: randomInput },
  { weight: 2, arbitrary: changedScenario },
)

/** A question about a named user whose history is there. */
export interface NamedInput extends DecisionInput {
  readonly user: DecisionUser
  readonly history: UserHistory
}

export const namedInput: fc.Arbitrary<NamedInput> = fc
  .tuple(decisionInput, namedUser, knownHistory)
  .map(([input, user, history]) => ({
    ...input,
    user: input.user !== null && input.user.pseudonym !== null ? input.user : user,
    history: input.history === 'unavailable' ? history : input.history,
  }))

/** When it is asked: mostly soon after what the histories tell, now and then by a clock that is wrong. */
export const askedAt: fc.Arbitrary<number> = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: noon, max: noon + 60 * dayMs }) },
  { weight: 1, arbitrary: fc.integer({ min: noon - 400 * dayMs, max: noon + 4_000 * dayMs }) },
  { weight: 1, arbitrary: fc.constant(0) },
)
