import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { likelihoodRatio } from '../../src/core/belief/likelihoods.ts'
import { summarizeEvidence } from '../../src/core/belief/summarize-evidence.ts'
import { assess, decide } from '../../src/core/decide.ts'
import type { DecisionInput } from '../../src/core/history/decision-input.ts'
import { type Evidence, emptyHistory } from '../../src/core/history/user-history.ts'
import {
  buildSighting,
  credentialIds,
  deviceIds,
  evidence,
  failureKinds,
  noon,
  users,
} from '../../src/proof/arbitraries/history.ts'
import { decisionInput, realCredential } from '../arbitraries/decision-input.ts'
import { shippedPolicy } from '../shipped-rules.ts'
import { times } from '../times.ts'

const [id] = credentialIds
const [device] = deviceIds
const [alice] = users
if (!id || !device || !alice) throw new Error('the lists of ids are too short')
const dayMs = 86_400_000
const hair = 1e-9

const weight = fc.double({ min: 0, max: 1, noNaN: true })
const settings = {
  thresholds: { suspectedGone: 0.2, highConfidence: 0.8, mediumConfidence: 0.5 },
  cooling: { days: 30, maxDays: 360 },
}
const scale = fc.record({
  excluded: fc.integer({ min: 1, max: 10 }),
  settings: fc.constant(settings),
  now: fc.constant(noon),
})
const situation = fc.record({
  recent: fc.array(evidence, { maxLength: 8 }),
  prior: fc.double({ min: 0, max: 1, noNaN: true }),
  listedSilently: fc.boolean(),
  scale,
  at: fc.integer({ min: noon - 400 * dayMs, max: noon }),
  kind: fc.constantFrom(...failureKinds),
})
type Situation = typeof situation extends fc.Arbitrary<infer One> ? One : never

const summarize = ({ recent, prior, listedSilently, scale }: Situation, added?: Evidence) =>
  summarizeEvidence(
    buildSighting(id, device, added === undefined ? recent : [...recent, added]),
    { class: 'manager', prior, ground: 'manager-syncs' },
    listedSilently,
    scale,
  )

describe('the weight of a failure', () => {
  test.prop([situation, weight, weight], times(2_000))(
    'never raises the belief by growing',
    (one, first, second) => {
      const { at, kind } = one
      const [lighter, heavier] = [Math.min(first, second), Math.max(first, second)]
      const light = summarize(one, { at, kind, weight: lighter })
      const heavy = summarize(one, { at, kind, weight: heavier })
      expect(heavy.probability).toBeLessThanOrEqual(light.probability + hair)
      expect(light.probability).toBeLessThanOrEqual(summarize(one).probability + hair)
      // 1 is a whole failure: no weight makes more of it than telling none.
      expect(heavy.probability).toBeGreaterThanOrEqual(summarize(one, { at, kind }).probability - hair)
    },
  )

  test.prop([situation], times(2_000))('changes nothing where it is 0, of rests neither', (one) => {
    const { at, kind } = one
    for (const nothing of [0, -1, Number.NaN]) {
      expect(summarize(one, { at, kind, weight: nothing })).toEqual(summarize(one))
    }
  })

  test.prop([weight, fc.constantFrom(...failureKinds)], times(500))(
    'adds up: two halves make a whole',
    (one, kind) => {
      const whole = likelihoodRatio(kind, true, 1, one)
      expect(likelihoodRatio(kind, true, 1, one / 2) ** 2).toBeCloseTo(whole, 12)
      expect(likelihoodRatio(kind, true, 1)).toBe(likelihoodRatio(kind, true, 1, 1))
    },
  )
})

/** Months of success on one device, and the clients on which they may have been. */
const successful = (mostRestDays: number, kinds: readonly (typeof failureKinds)[number][]) =>
  fc
    .record({
      input: decisionInput,
      credential: realCredential,
      successes: fc.integer({ min: 5, max: 20 }),
      spanDays: fc.integer({ min: 60, max: 400 }),
      restDays: fc.integer({ min: 0, max: mostRestDays }),
      /** When the failure happened, between the last success and now. */
      when: fc.double({ min: 0, max: 1, noNaN: true }),
      kind: fc.constantFrom(...kinds),
      weight: fc.oneof(fc.constant(1), weight),
    })
    .map(({ input, credential, successes, spanDays, restDays, when, kind, weight }) => {
      const last = noon - restDays * dayMs
      const history = {
        ...emptyHistory,
        credentials: [{ ...credential, id, revokedAt: null }],
        devices: [
          {
            id: device,
            os: 'unknown' as const,
            osVersion: 'unknown',
            browser: 'unknown' as const,
            firstSeenAt: last - spanDays * dayMs,
            lastSeenAt: last,
            provenAt: last,
            loginDays: successes,
          },
        ],
      }
      const worked = Array.from({ length: successes }, (_, index) => ({
        at: last - Math.round((spanDays * dayMs * index) / (successes - 1)),
        kind: 'succeeded-here' as const,
      }))
      const failed = { at: Math.round(last + (noon - last) * when), kind, weight }
      const asked = (recent: readonly Evidence[]): DecisionInput => ({
        ...input,
        purpose: 'authentication',
        user: { pseudonym: alice },
        device: { id: device, proven: true, users: 1 },
        history: { ...history, sightings: [buildSighting(id, device, recent)] },
      })
      // A failure of the very moment of a success is sorted before it, and then there is none after it.
      return {
        before: asked(worked),
        after: asked([...worked, { ...failed, at: Math.max(failed.at, last + 1) }]),
      }
    })

describe('one failure after months of success on the same device', () => {
  const policy = shippedPolicy()
  const beliefOf = (input: DecisionInput) =>
    assess(input, policy, noon + 1).belief.credentials.find((one) => one.id === id)

  // After a long silence there was some doubt before, and a failure says more; one cancel never that it is gone.
  const bands = [
    ['of whatever kind, used within a week', 7, failureKinds, 0.65],
    ['of whatever kind, used within a month', 30, failureKinds, 0.45],
    ['a cancel, used within half a year', 180, ['cancelled'], 0.3],
  ] as const
  for (const [name, restDays, kinds, least] of bands) {
    const drawn = successful(restDays, kinds)
    test.prop([drawn], times(1_000))(`leaves it believed: ${name}`, ({ before, after }) => {
      const belief = beliefOf(after)
      // Not a key, which is a matter of the moment, and not a client that has told that it can use none any more.
      fc.pre(belief?.reach === 'used-here' && (beliefOf(before)?.probability ?? 0) > 0.8)
      expect(belief?.probability).toBeGreaterThan(least)
      expect(belief?.status).toBe('believed')
      expect(belief?.coolingUntil).toBeNull()
    })
  }
  for (const [restDays, kinds] of [
    [30, failureKinds],
    [90, ['cancelled']],
  ] as const)
    test.prop([successful(restDays, kinds)], times(1_000))(
      `does not turn a passkey into a fallback: ${kinds.join(', ')}, used within ${restDays} days`,
      ({ before, after }) => {
        fc.pre(decide(before, policy, noon + 1).action === 'passkey')
        expect(decide(after, policy, noon + 1).action).toBe('passkey')
      },
    )
})
