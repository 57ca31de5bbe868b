import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { DeviceId } from '../../src/contract/ids.ts'
import { composeCreation } from '../../src/core/compose-request.ts'
import { assess, decide } from '../../src/core/decide.ts'
import type { DecisionInput } from '../../src/core/history/decision-input.ts'
import { summarizeRegistration } from '../../src/core/history/summarize-registration.ts'
import { deviceIds, registrationAsk, userHistory } from '../../src/proof/arbitraries/history.ts'
import { namedRegistrationQuestion, registrationQuestion, runs } from '../arbitraries/question.ts'
import { shippedPolicy } from '../shipped-rules.ts'

const dayMs = 86_400_000

const never = registrationAsk.map((ask) => ({ ...ask, declinedForGood: true }))
/** Other devices than those of the histories. */
const foreign = fc.constantFrom('dev-8', 'dev-9').map((id) => id as DeviceId)

describe('whether to offer a passkey, under any policy', () => {
  test.prop([namedRegistrationQuestion, never, fc.nat({ max: 3 })], runs)(
    'is not asked again once the user has said never, here or to the back end',
    ({ input, policy, now }, said, at) => {
      const ask = said.deviceId === null ? said : { ...said, deviceId: input.device.id }
      const registrationAsks = input.history.registrationAsks.toSpliced(at, 0, ask)
      const told = { ...input, history: { ...input.history, registrationAsks } }
      expect(decide(told, policy, now).action).toBe('skip')
    },
  )

  test.prop([registrationQuestion], runs)(
    'is not asked while nobody knows who it is, or what they have answered before',
    ({ input, policy, now }) => {
      fc.pre(input.user === null || input.user.pseudonym === null || input.history === 'unavailable')
      expect(decide(input, policy, now).action).toBe('skip')
    },
  )

  test.prop([namedRegistrationQuestion], runs)(
    'is not asked under a resistant floor without a proof that cannot be phished',
    ({ input, policy, now }) => {
      fc.pre(
        input.user.assuranceFloor === 'phishing-resistant' ||
          input.history.assuranceFloor === 'phishing-resistant',
      )
      const { action } = decide(input, policy, now)
      const proofs = ['passkey', 'cross-device', 'recovery', ...policy.settings.resistantMethods]
      if (!proofs.includes(input.context.justUsed ?? '')) expect(action).toBe('skip')
    },
  )

  test.prop([namedRegistrationQuestion, never, foreign, fc.nat({ max: 3 })], runs)(
    'does not depend on what was declined where nothing but a password was ever proven',
    ({ input, policy, now }, said, deviceId, at) => {
      const ask = { ...said, deviceId, taken: 0, lastTakenAt: null }
      const registrationAsks = input.history.registrationAsks.toSpliced(at, 0, ask)
      const told = { ...input, history: { ...input.history, registrationAsks } }
      expect(decide(told, policy, now)).toEqual(decide(input, policy, now))
    },
  )

  test.prop([registrationQuestion], runs)(
    'is asked only where the client may be able, and quietly only where it is known to be',
    ({ input, policy, now }) => {
      const { action, ceremony, registration } = decide(input, policy, now)
      const { support } = assess(input, policy, now)
      expect(ceremony).toBeUndefined()
      if (action !== 'skip') expect(support.webauthn.value).not.toBe(false)
      if (action === 'conditional') {
        expect(support.conditionalCreate.value).toBe(true)
        expect(registration?.variant).toBe('conditional')
      }
    },
  )

  test.prop([registrationQuestion, fc.nat({ max: 5 })], runs)(
    'is not asked on a device that several people use',
    ({ input, policy, now }, more) => {
      const users = policy.settings.registration.sharedDeviceUsers + more
      const shared = { ...input, device: { ...input.device, users } }
      expect(decide(shared, policy, now).action).toBe('skip')
    },
  )

  test.prop([namedRegistrationQuestion], runs)(
    'is asked with every passkey of the user excluded, so that none is made twice',
    ({ input, policy, now }) => {
      const { excludeCredentials } = composeCreation(input, policy, now, true)
      const active = input.history.credentials.filter(({ revokedAt }) => revokedAt === null)
      expect(excludeCredentials.map(({ id }) => id).sort()).toEqual(active.map(({ id }) => id).sort())
    },
  )
})

describe('whether to offer a passkey, under the shipped rules', () => {
  const policy = shippedPolicy()
  const isOffered = (asked: DecisionInput, at: number) => decide(asked, policy, at).action === 'offer'

  test.prop([namedRegistrationQuestion, fc.nat({ max: 4 }), fc.integer({ min: 1, max: 5 })], runs)(
    'is asked no earlier after one more decline of whatever kind',
    ({ input, now }, at, more) => {
      const { registrationAsks } = input.history
      const ask = registrationAsks[at % Math.max(1, registrationAsks.length)]
      fc.pre(ask !== undefined && ask.variant !== 'conditional')
      if (ask === undefined) return
      // No real history has more passkeys made than offers; there the next decline would not count as one.
      const before = { ...ask, asked: Math.max(ask.asked, ask.taken) }
      const lastAskedAt = Math.max(ask.lastAskedAt, now)
      const withAsk = (told: typeof before) => ({
        ...input,
        history: {
          ...input.history,
          registrationAsks: registrationAsks.with(registrationAsks.indexOf(ask), told),
        },
      })
      const asked = withAsk(before)
      const sulking = withAsk({ ...before, asked: before.asked + more, lastAskedAt })
      for (const days of [0, 1, 29, 31, 61, 200, 361, 500]) {
        const then = now + days * dayMs
        if (isOffered(sulking, then)) expect(isOffered(asked, then)).toBe(true)
      }
    },
  )

  test.prop([userHistory, fc.constantFrom(...deviceIds), registrationAsk, fc.nat({ max: 9 })], runs)(
    'has a rest that is no shorter after one more decline',
    (history, deviceId, ask, more) => {
      const settings = policy.settings.registration
      const restOf = (asked: number) => {
        const answered = { ...ask, asked: ask.taken + asked, lastTakenAt: null }
        const known = { ...history, registrationAsks: [answered] }
        const { cooldownUntil } = summarizeRegistration(known, deviceId, undefined, settings, ask.lastAskedAt)
        return cooldownUntil ?? 0
      }
      for (let asked = more; asked < more + 4; asked += 1)
        expect(restOf(asked + 1)).toBeGreaterThanOrEqual(restOf(asked))
    },
  )
})
