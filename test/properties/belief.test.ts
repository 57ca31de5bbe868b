import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import type { Settings } from '../../src/contract/rule-files.ts'
import { adviseAction } from '../../src/core/belief/advise-action.ts'
import type { Belief } from '../../src/core/belief/belief.ts'
import { type BeliefInput, estimateBelief } from '../../src/core/belief/estimate-belief.ts'
import { explainCredential } from '../../src/core/belief/explain-credential.ts'
import { settledMs } from '../../src/core/belief/kept-since.ts'
import { hasProvenPasskey } from '../../src/core/history/has-proven-passkey.ts'
import type { EpochMs, UserHistory } from '../../src/core/history/user-history.ts'
import {
  addEvidence,
  buildSighting,
  credentialIds,
  deviceIds,
  evidence,
  failureKinds,
  noon,
  time,
  userHistory,
} from '../../src/proof/arbitraries/history.ts'
import { clientPlatform, matchedIssue, platformSupport, providerReachOf } from '../arbitraries/client.ts'
import { times } from '../times.ts'

const runs = times(2_000)
/** Floating point may differ in the last digits between two orders of the same sum. */
const hair = 1e-9

const settings: fc.Arbitrary<Pick<Settings, 'thresholds' | 'cooling' | 'costs' | 'crossDevice' | 'probes'>> =
  fc.record({
    probes: fc.record({
      leastChance: fc.double({ min: 0, max: 1, noNaN: true }),
      mostReturns: fc.nat({ max: 10 }),
    }),
    thresholds: fc.record({
      suspectedGone: fc.double({ min: 0, max: 1, noNaN: true }),
      highConfidence: fc.constant(0.8),
      mediumConfidence: fc.constant(0.5),
    }),
    cooling: fc.record({ days: fc.integer({ min: 1, max: 60 }), maxDays: fc.integer({ min: 1, max: 400 }) }),
    costs: fc.record({
      passkeyLoginSeconds: fc.nat({ max: 60 }),
      crossDeviceLoginSeconds: fc.nat({ max: 90 }),
      fallbackLoginSeconds: fc.nat({ max: 90 }),
      deadEndSeconds: fc.nat({ max: 90 }),
      crossDeviceDeadEndSeconds: fc.nat({ max: 90 }),
      immediateMissSeconds: fc.nat({ max: 5 }),
    }),
    crossDevice: fc.constantFrom('standard' as const, 'minimize' as const, 'maximize' as const),
  })

const question = fc.record({
  history: userHistory,
  platform: clientPlatform,
  support: platformSupport,
  issues: fc.array(matchedIssue, { maxLength: 2 }),
  deviceId: fc.constantFrom(null, ...deviceIds),
  providerReachOf,
  settings,
  now: fc.constant(noon),
})

const credentialId = fc.constantFrom(...credentialIds)
const deviceId = fc.constantFrom(...deviceIds)
const failure = fc.record({
  at: time,
  kind: fc.constantFrom(...failureKinds),
  weight: fc.constantFrom(1, 0.5, 0.25, 0.1),
})
/** As they are told: at once. Long afterwards, time has its say as well (`kept-since.ts`). */
const freshSuccess = (now: EpochMs, age: number) => ({ at: now - age, kind: 'succeeded-here' }) as const
const fresh = fc.integer({ min: 0, max: settledMs })

const elsewhereFailure = fc.record({
  at: time,
  kind: fc.constantFrom(...failureKinds, 'phone-failed' as const),
})

const estimateWith = (input: BeliefInput, history: UserHistory) => estimateBelief({ ...input, history })
const probabilityOf = (belief: Belief, id: string) =>
  belief.credentials.find((one) => one.id === id)?.probability ?? 0

describe('the laws of belief', () => {
  test.prop([question, credentialId, deviceId, failure], runs)(
    'more failures never raise the estimate',
    (input, id, device, added) => {
      const before = estimateBelief(input)
      const after = estimateWith(input, addEvidence(input.history, id, device, added))
      expect(probabilityOf(after, id)).toBeLessThanOrEqual(probabilityOf(before, id) + hair)
      expect(after.here).toBeLessThanOrEqual(before.here + hair)
      expect(after.local).toBeLessThanOrEqual(before.local + hair)
      expect(after.immediate).toBeLessThanOrEqual(before.immediate + hair)
      expect(after.crossDevice).toBeLessThanOrEqual(before.crossDevice + hair)
    },
  )

  test.prop([question, credentialId, deviceId, fresh], runs)(
    "a success with this device's own authenticator never lowers it",
    (input, id, device, age) => {
      const added = freshSuccess(input.now, age)
      const before = estimateBelief({ ...input, deviceId: device })
      const after = estimateBelief({
        ...input,
        deviceId: device,
        history: addEvidence(input.history, id, device, added),
      })
      expect(probabilityOf(after, id)).toBeGreaterThanOrEqual(probabilityOf(before, id) - hair)
      expect(after.here).toBeGreaterThanOrEqual(before.here - hair)
      expect(after.local).toBeGreaterThanOrEqual(before.local - hair)
      expect(after.immediate).toBeGreaterThanOrEqual(before.immediate - hair)
    },
  )

  test.prop([question, credentialId, deviceId, time, fc.nat({ max: 800 })], runs)(
    'a success is worth less the longer it is ago, and never more than it was at first',
    (input, id, device, at, days) => {
      fc.pre(at <= input.now && input.deviceId !== null)
      const history = addEvidence({ ...input.history, sightings: [] }, id, device, {
        at,
        kind: 'succeeded-here',
      })
      const believedAt = (now: number) =>
        probabilityOf(estimateBelief({ ...input, deviceId: device, history, now }), id)
      const later = believedAt(input.now + days * 86_400_000)
      expect(later).toBeLessThanOrEqual(believedAt(input.now) + hair)
    },
  )

  test.prop([question], runs)('every probability lies between 0 and 1', (input) => {
    const belief = estimateBelief(input)
    const { here, local, immediate, crossDevice, phone } = belief
    const figures = [here, local, immediate, crossDevice, phone]
    for (const one of belief.credentials) figures.push(one.prior, one.probability, one.phone)
    for (const figure of figures) {
      expect(figure).toBeGreaterThanOrEqual(0)
      expect(figure).toBeLessThanOrEqual(1)
    }
  })

  test.prop(
    [question, credentialId, deviceId, fc.array(evidence, { maxLength: 8 }), fc.infiniteStream(fc.nat())],
    runs,
  )('the order in which evidence arrives does not matter', (input, id, device, arrivals, shuffle) => {
    const shuffled = [...arrivals]
      .map((one) => ({ one, key: shuffle.next().value ?? 0 }))
      .sort((a, b) => a.key - b.key)
      .map(({ one }) => one)
    const others = input.history.sightings.filter((one) => one.deviceId !== device || one.credentialId !== id)
    const arrived = (recent: typeof arrivals): UserHistory => ({
      ...input.history,
      sightings: [
        ...others,
        {
          credentialId: id,
          deviceId: device,
          successes: 0,
          failures: recent.length,
          lastSuccessAt: null,
          lastFailureAt: null,
          recent,
        },
      ],
    })
    expect(estimateBelief({ ...input, deviceId: device, history: arrived(shuffled) })).toEqual(
      estimateBelief({ ...input, deviceId: device, history: arrived(arrivals) }),
    )
  })

  test.prop(
    [question, credentialId, deviceId, fc.array(elsewhereFailure, { minLength: 1, maxLength: 5 })],
    runs,
  )(
    'failures on a device where nothing but a password was ever proven change nothing elsewhere',
    (input, id, device, added) => {
      fc.pre(input.deviceId !== device && !hasProvenPasskey(device, input.history))
      const before = estimateBelief(input)
      const after = estimateWith(
        input,
        added.reduce((history, one) => addEvidence(history, id, device, one), input.history),
      )
      expect(after).toEqual(before)
    },
  )

  test.prop([question, credentialId, deviceId, elsewhereFailure], runs)(
    'failures on one device never raise what is believed to be on another one',
    (input, id, device, added) => {
      fc.pre(input.deviceId !== device)
      const before = estimateBelief(input)
      const after = estimateWith(input, addEvidence(input.history, id, device, added))
      for (const one of before.credentials)
        expect(probabilityOf(after, one.id)).toBeLessThanOrEqual(one.probability + hair)
      for (const figure of ['here', 'local', 'immediate', 'phone', 'crossDevice'] as const)
        expect(after[figure]).toBeLessThanOrEqual(before[figure] + hair)
    },
  )

  test.prop([question, credentialId, deviceId, fresh], runs)(
    'a success on another device never lowers what is believed of the same passkey here',
    (input, id, device, age) => {
      // Of a passkey of whom nobody tells who keeps it, the place where it works says where it is not.
      const credential = input.history.credentials.find((one) => one.id === id)
      fc.pre(credential !== undefined && input.providerReachOf(credential).provider !== null)
      const added = freshSuccess(input.now, age)
      // On a device that was never proven, a success gives the failures there a voice.
      fc.pre(input.deviceId !== device && hasProvenPasskey(device, input.history))
      const before = estimateBelief(input)
      const after = estimateWith(input, addEvidence(input.history, id, device, added))
      expect(probabilityOf(after, id)).toBeGreaterThanOrEqual(probabilityOf(before, id) - hair)
    },
  )

  test.prop([question, deviceId, fc.integer({ min: 1, max: 40 }), time], runs)(
    'logins where nothing but a password was ever proven change nothing elsewhere',
    (input, id, days, at) => {
      fc.pre(input.deviceId !== id && !hasProvenPasskey(id, input.history))
      // A device that is told of first may say where a passkey was made, which is another matter.
      fc.pre(input.history.credentials.every((one) => one.madeOn?.deviceId !== id))
      const told = input.history.devices.filter((one) => one.id !== id)
      const stranger = { id, os: input.platform.os, osVersion: input.platform.osVersion } as const
      const withLogins = (loginDays: number, last: number): UserHistory => ({
        ...input.history,
        devices: [
          ...told,
          {
            ...stranger,
            browser: input.platform.browser,
            firstSeenAt: at,
            lastSeenAt: last,
            provenAt: last,
            loginDays,
          },
        ],
      })
      expect(estimateWith(input, withLogins(days, Math.max(at, noon)))).toEqual(
        estimateWith(input, withLogins(1, at)),
      )
      expect(estimateWith(input, withLogins(days, Math.max(at, noon)))).toEqual(
        estimateWith(input, { ...input.history, devices: told }),
      )
    },
  )

  test.prop([question, fc.integer({ min: 0, max: 40 })], runs)(
    'more logins by other means never raise the estimate',
    (input, more) => {
      const loggingIn: UserHistory = {
        ...input.history,
        devices: input.history.devices.map((one) => ({ ...one, loginDays: one.loginDays + more })),
      }
      const before = estimateBelief(input)
      const after = estimateWith(input, loggingIn)
      for (const one of before.credentials)
        expect(probabilityOf(after, one.id)).toBeLessThanOrEqual(one.probability + hair)
    },
  )

  test.prop([question, credentialId, deviceId, time], runs)(
    'a phone asked in vain lowers the way by phone at most, and leaves what is here alone',
    (input, id, device, at) => {
      const before = estimateBelief(input)
      const after = estimateWith(input, addEvidence(input.history, id, device, { at, kind: 'phone-failed' }))
      for (const figure of ['here', 'local', 'immediate'] as const)
        expect(Math.abs(after[figure] - before[figure])).toBeLessThanOrEqual(hair)
      for (const one of before.credentials)
        expect(Math.abs(probabilityOf(after, one.id) - one.probability)).toBeLessThanOrEqual(hair)
      expect(after.crossDevice).toBeLessThanOrEqual(before.crossDevice + hair)
    },
  )

  test.prop([question], runs)(
    'there is no cross-device belief without a client that can do it and a credential that can serve it',
    (input) => {
      const belief = estimateBelief(input)
      if (belief.crossDevice > 0) {
        expect(input.support.hybridClient.value).toBe(true)
        expect(input.support.webauthn.value).not.toBe(false)
        expect(belief.credentials.some((one) => one.phone > 0)).toBe(true)
      }
      const advice = adviseAction(belief, input.support, input.settings, input.platform)
      if (advice.action === 'cross-device') expect(belief.crossDevice).toBeGreaterThan(0)
      if (advice.immediate) expect(input.support.immediateGet.value).toBe(true)
    },
  )

  test.prop(
    [
      question,
      credentialId,
      deviceId,
      fc.constantFrom('succeeded-here' as const, 'succeeded-by-phone' as const),
    ],
    runs,
  )('any success clears probably-deleted', (input, id, device, kind) => {
    const [worked] = input.history.devices
    fc.pre(worked !== undefined)
    const { thresholds } = input.settings
    const asked = {
      ...input,
      settings: { ...input.settings, thresholds: { ...thresholds, suspectedGone: 0.2 } },
    }
    const failing: UserHistory = {
      ...input.history,
      credentials: input.history.credentials.map((one) => ({ ...one, revokedAt: null, lastUsedAt: null })),
      devices: input.history.devices.map((one) => ({ ...one, provenAt: noon })),
      sightings: [
        buildSighting(id, worked.id, [
          { kind: 'succeeded-here', at: noon - 9_000 },
          ...[8, 7, 6, 5].map((n) => ({ kind: 'abandoned' as const, at: noon - n * 1_000 })),
        ]),
      ],
    }
    const statusOf = (history: UserHistory) =>
      estimateWith(asked, history).credentials.find((one) => one.id === id)?.status
    fc.pre(statusOf(failing) === 'probably-deleted')
    expect(statusOf(addEvidence(failing, id, device, { kind, at: noon }))).not.toBe('probably-deleted')
  })

  test.prop([question, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1, 8.7e15)], runs)(
    'every history is answered and explained, whatever its times',
    (input, odd) => {
      const { history } = input
      const strange: UserHistory = {
        ...history,
        sightings: history.sightings.map((one) => ({
          ...one,
          lastFailureAt: odd,
          recent: one.recent.map((each, i) => (i % 2 === 0 ? { ...each, at: odd } : each)),
        })),
      }
      for (const asked of [input, { ...input, history: strange }]) {
        const belief = estimateBelief(asked)
        const unrevoked = asked.history.credentials.filter((one) => one.revokedAt === null)
        expect(belief.credentials.map((one) => one.id).sort()).toEqual(unrevoked.map((one) => one.id).sort())
        for (const one of belief.credentials) {
          expect(one.probability).toBeGreaterThanOrEqual(0)
          expect(explainCredential(asked, one.id).length).toBeGreaterThan(1)
        }
        const advice = adviseAction(belief, asked.support, asked.settings, asked.platform)
        expect(Object.values(advice.seconds).every(Number.isFinite)).toBe(true)
      }
    },
  )
})
