import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { purposes } from '../../src/contract/words.ts'
import { settledMs } from '../../src/core/belief/kept-since.ts'
import { untouchedCell } from '../../src/core/cells/cell-reading.ts'
import { assess, decide } from '../../src/core/decide.ts'
import type { Decision } from '../../src/core/decision/decision.ts'
import type { DecisionInput } from '../../src/core/history/decision-input.ts'
import { matchMethodFactor } from '../../src/core/history/match-method-factor.ts'
import { emptyHistory, type UserHistory } from '../../src/core/history/user-history.ts'
import { applyOutcome } from '../../src/core/outcome/apply-outcome.ts'
import type { Policy } from '../../src/core/rules/policy.ts'
import { answerAlways } from '../../src/http/answer-always.ts'
import { buildDecisionInput, type Question as EdgeQuestion } from '../../src/http/question.ts'
import { addEvidence, credentialIds, deviceIds } from '../../src/proof/arbitraries/history.ts'
import { askedAt, knownHistory, type NamedInput, namedInput } from '../arbitraries/decision-input.ts'
import { decisionRecord, outcomes } from '../arbitraries/outcome.ts'
import { arbitrarySettings } from '../arbitraries/policy.ts'
import { ceremonyKind, namedQuestion, type Question, runs } from '../arbitraries/question.ts'
import { rawSignals } from '../arbitraries/signals.ts'
import { shippedPolicy } from '../shipped-rules.ts'

const resistant = 'phishing-resistant' as const
const silent = { log: { error: () => undefined } } as unknown as Parameters<typeof answerAlways>[0]

/** The same user under a resistant floor: by the request, by the record, or by both. */
const floored = (input: NamedInput, place: 'request' | 'history' | 'both'): NamedInput => {
  const { assuranceFloor: _said, ...user } = input.user
  return {
    ...input,
    user: place === 'history' ? user : { ...user, assuranceFloor: resistant },
    history: { ...input.history, assuranceFloor: place === 'request' ? null : resistant },
  }
}
const place = fc.constantFrom('request' as const, 'history' as const, 'both' as const)

/** What a floor demands of an answer, whichever it is. */
function expectFloor(decision: Decision, input: DecisionInput, { settings }: Policy): void {
  const { action, ceremony, fallbacks, stepUpRequired, assurance, purpose } = decision
  for (const method of fallbacks) expect(settings.resistantMethods).toContain(method)
  if (ceremony) expect(ceremony.userVerification).toBe('required')
  if (purpose === 'registration') {
    const proofs = ['passkey', 'cross-device', 'recovery', ...settings.resistantMethods]
    if (action !== 'skip') expect(proofs).toContain(input.context.justUsed)
    return
  }
  if (assurance !== undefined) expect(assurance.phishingResistant).toBe(true)
  // A way that cannot be phished, or the word that none is left.
  expect(action !== 'fallback' || fallbacks.length > 0 || stepUpRequired).toBe(true)
  expect(stepUpRequired).toBe(fallbacks.length === 0)
}

/** As the edge asks while the store cannot serve: of the record only the floor is remembered. */
function withoutStore({ user: { pseudonym, ...user }, ...input }: NamedInput): DecisionInput {
  const question: EdgeQuestion = {
    view: 'back-end',
    purpose: input.purpose,
    signals: input.signals,
    known: pseudonym,
    claimed: pseudonym,
    user: user as NonNullable<EdgeQuestion['user']>,
    deviceId: input.device.id,
    deviceProven: input.device.proven,
    proof: null,
    isDeviceFromToken: false,
    clientIp: null,
    context: input.context,
  }
  const isFloorResistant = input.history.assuranceFloor === resistant
  return buildDecisionInput(
    question,
    { history: 'unavailable', deviceUsers: 0, isFloorResistant },
    () => untouchedCell,
  )
}

/** Rules that fail in the middle of an answer, by a defect of ours. */
const failing = (policy: Policy): Policy => ({
  ...policy,
  ruleSets: Object.fromEntries(
    purposes.map((purpose) => [
      purpose,
      {
        ...policy.ruleSets[purpose],
        evaluate: () => {
          throw new Error('a defect')
        },
      },
    ]),
  ) as unknown as Policy['ruleSets'],
})

describe('a resistant floor', () => {
  test.prop([namedQuestion, place, rawSignals, knownHistory], runs)(
    'holds for any client and any history',
    ({ input, policy, now }, place, signals, history) => {
      const asked = floored({ ...input, signals, history }, place)
      expectFloor(decide(asked, policy, now), asked, policy)
    },
  )

  test.prop([namedQuestion, place], runs)(
    'holds while the store cannot be asked, and where the rules fail',
    ({ input, policy, now }, place) => {
      const asked = floored(input, place)
      const blind = withoutStore(asked)
      expectFloor(decide(blind, policy, now), blind, policy)
      for (const one of [asked, blind])
        expectFloor(answerAlways(silent, one, failing(policy), now).decision, one, policy)
    },
  )

  const without: Readonly<Record<string, (input: NamedInput) => DecisionInput>> = {
    signals: (input) => ({ ...input, signals: {} }),
    capabilities: ({ signals: { clientCapabilities: _c, ...signals }, ...input }) => ({ ...input, signals }),
    hints: ({ signals: { clientHints: _h, headers: _s, ...signals }, ...input }) => ({ ...input, signals }),
    device: (input) => ({ ...input, device: { id: null, proven: false, users: 0 } }),
    proof: (input) => ({ ...input, device: { ...input.device, proven: false } }),
    passkeys: (input) => ({ ...input, history: { ...input.history, credentials: [], sightings: [] } }),
    evidence: (input) => ({ ...input, history: { ...input.history, sightings: [], devices: [] } }),
    history: ({ history: { assuranceFloor }, ...input }) => ({
      ...input,
      history: { ...emptyHistory, assuranceFloor },
    }),
    store: withoutStore,
  }

  test.prop([namedQuestion, place, fc.subarray(Object.keys(without), { minLength: 1, maxLength: 1 })], runs)(
    'is not lowered by taking evidence away',
    ({ input, policy, now }, place, [name = '']) => {
      const asked = floored(input, place)
      const less = without[name]?.(asked) ?? asked
      expectFloor(decide(less, policy, now), less, policy)
      expect(assess(less, policy, now).user.floor).toBe(resistant)
      // Nor does it open another method than before.
      expect(decide(less, policy, now).fallbacks).toEqual(decide(asked, policy, now).fallbacks)
    },
  )

  test.prop([namedQuestion, place, decisionRecord, outcomes], runs)(
    'is touched by no outcome that nobody has proven',
    ({ input, policy, now }, place, record, reported) => {
      const asked = floored(input, place)
      const { action, reason } = decide(asked, policy, now)
      const about = {
        ...record,
        user: asked.user.pseudonym,
        deviceId: asked.device.id,
        deviceProven: false,
        purpose: asked.purpose,
        action,
        reason,
        offered: asked.history.credentials.map(({ id }) => id),
      }
      const observed = reported.map((one) => ({ ...one, proven: false, user: asked.user.pseudonym }))
      const changes = observed.flatMap((one, at) => applyOutcome(about, observed.slice(0, at), one))
      expect(changes).toEqual([])
    },
  )

  test.prop([namedInput, arbitrarySettings, askedAt], runs)(
    'with the rules that ship, asks for a phone or a key before it locks the door',
    (given, settings, now) => {
      const asked = floored({ ...given, user: { ...given.user, state: 'active' } }, 'request')
      fc.pre(asked.purpose !== 'registration')
      const policy = { ...shippedPolicy(), settings }
      const { support, belief, platform, issues } = assess(asked, policy, now)
      const decision = decide(asked, policy, now)
      fc.pre(decision.action === 'fallback' && decision.fallbacks.length === 0)
      const isStopped =
        platform.bot ||
        platform.conflicts.length > 0 ||
        support.webauthn.value !== true ||
        issues.some(({ advice }) => advice === 'no-ceremony')
      fc.pre(!isStopped)
      expect(belief.credentials.filter(({ reach }) => reach === 'roaming')).toEqual([])
      if (support.hybridClient.value === true) expect(belief.crossDevice).toBeLessThan(0.1)
    },
  )
})

describe('a success', () => {
  const rank = ({ assurance }: Decision) =>
    assurance === undefined ? 0 : Number(assurance.phishingResistant) * 2 + Number(assurance.multiFactor)
  /** As it is told: at once. Later, time has its say as well (`kept-since.ts`). */
  const success = fc.record({
    ago: fc.integer({ min: 0, max: settledMs }),
    kind: fc.constantFrom('succeeded-here' as const, 'succeeded-by-phone' as const),
  })

  test.prop(
    [
      namedInput,
      arbitrarySettings,
      askedAt,
      fc.constantFrom(...credentialIds),
      fc.constantFrom(...deviceIds),
      success,
    ],
    runs,
  )(
    'never lowers the assurance that is offered',
    (input, settings, now, credential, device, { ago, kind }) => {
      const policy = { ...shippedPolicy(), settings }
      // On the device that asks: on others it also gives days without other passkeys a voice.
      const here = { ...input, device: { ...input.device, id: device } }
      const before = decide(here, policy, now)
      const history = addEvidence(input.history, credential, device, { at: now - ago, kind })
      const after = decide({ ...here, history }, policy, now)
      expect(after.fallbacks).toEqual(before.fallbacks)
      // One by phone says that the passkey is probably not here, so another way may begin: the methods stay the same.
      if (kind === 'succeeded-here') expect(rank(after)).toBeGreaterThanOrEqual(rank(before))
    },
  )
})

describe('two factors', () => {
  const faker = (history: UserHistory): UserHistory => ({
    ...history,
    credentials: history.credentials.map((credential, at) =>
      at === 0
        ? { ...credential, aaguid: 'd548826e-79b4-db40-a3d8-11116f7e8349', revokedAt: null }
        : credential,
    ),
  })
  const isFallback = (decision: Decision) => ceremonyKind(decision) === 'none'

  test.prop([namedQuestion, rawSignals], runs)(
    'are not promised of a passkey whose provider fakes user verification, whatever the client says',
    ({ input, policy, now }, signals) => {
      fc.pre(input.history.credentials.length > 0 && input.purpose !== 'registration')
      const asked = { ...input, signals, history: faker(input.history) }
      const decision = decide(asked, policy, now)
      if (isFallback(decision)) return
      const justProved = input.purpose === 'step-up' ? matchMethodFactor(input.context.justUsed ?? '') : null
      expect(decision.assurance).toEqual({
        phishingResistant: true,
        multiFactor: justProved === 'knowledge',
      })
    },
  )

  test.prop([namedQuestion, rawSignals], runs)(
    'are promised by the account and the policy alone, never by what a client claims',
    ({ input, policy, now }, signals) => {
      const one = decide(input, policy, now)
      const other = decide({ ...input, signals }, policy, now)
      if (one.ceremony === undefined || other.ceremony === undefined) return
      fc.pre(one.ceremony.userVerification === other.ceremony.userVerification)
      expect(other.assurance).toEqual(one.assurance)
    },
  )

  test.prop([namedQuestion], runs)(
    'of a step-up are two: what was just used stands in no list, nor what would prove the same',
    ({ input, policy, now }) => {
      const { justUsed } = input.context
      fc.pre(justUsed !== undefined)
      const decision = decide({ ...input, purpose: 'step-up' }, policy, now)
      expect(decision.fallbacks).not.toContain(justUsed)
      const factor = matchMethodFactor(justUsed)
      if (factor !== null) expect(decision.fallbacks.map(matchMethodFactor)).not.toContain(factor)
      if (isFallback(decision) && decision.assurance?.multiFactor) {
        expect(decision.fallbacks.length).toBeGreaterThan(0)
        for (const method of decision.fallbacks) {
          expect([factor, matchMethodFactor(method)].sort()).toEqual(['knowledge', 'possession'])
        }
      }
    },
  )

  test.prop([namedQuestion], runs)(
    'are asked for with user verification in every step-up that starts a ceremony',
    ({ input, policy, now }) => {
      const { ceremony } = decide({ ...input, purpose: 'step-up' }, policy, now)
      if (ceremony) expect(ceremony.userVerification).toBe('required')
    },
  )
})

describe('the questions these laws are put to', () => {
  test('meet every promise', () => {
    const met = new Map<string, number>()
    for (const { input, policy, now } of fc.sample(namedQuestion, {
      numRuns: 3_000,
      seed: 2026,
    }) as Question[]) {
      const { assurance, action } = decide(input, policy, now)
      if (assurance === undefined) continue
      const { phishingResistant, multiFactor } = assurance
      const word = `${action === 'fallback' ? 'fallback' : 'ceremony'} ${phishingResistant} ${multiFactor}`
      met.set(word, (met.get(word) ?? 0) + 1)
    }
    for (const word of [
      'ceremony true true',
      'ceremony true false',
      'fallback false false',
      'fallback false true',
      'fallback true false',
    ])
      expect(met.get(word), word).toBeGreaterThanOrEqual(10)
  })
})
