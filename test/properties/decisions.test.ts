import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { describe, expect, it } from 'vitest'
import { ClientSignals, DecisionResponse } from '../../src/contract/decision.ts'
import { actions, allReasons, registrationActions } from '../../src/contract/words.ts'
import { assess, decide } from '../../src/core/decide.ts'
import type { Decision } from '../../src/core/decision/decision.ts'
import type { DecisionInput } from '../../src/core/history/decision-input.ts'
import { applyOutcome } from '../../src/core/outcome/apply-outcome.ts'
import { parsePolicy } from '../../src/core/parse-policy.ts'
import { deviceIds, noon } from '../../src/proof/arbitraries/history.ts'
import { alwaysAnswered } from '../../src/proof/laws/always-answered.ts'
import { failuresNeverRaise } from '../../src/proof/laws/failures-never-raise.ts'
import { phoneOnlyWherePossible } from '../../src/proof/laws/phone-only-where-possible.ts'
import { planEndsInOwnMethod } from '../../src/proof/laws/plan-ends-in-own-method.ts'
import { reasonsAreTold } from '../../src/proof/laws/reasons-are-told.ts'
import { successNeverLowers } from '../../src/proof/laws/success-never-lowers.ts'
import { unknownUsersLookAlike } from '../../src/proof/laws/unknown-users-look-alike.ts'
import { decisionInput, drawn, hauntedHistory, knownHistory } from '../arbitraries/decision-input.ts'
import { decisionRecord, outcomes } from '../arbitraries/outcome.ts'
import {
  ceremonyKind,
  deepFreeze,
  namedQuestion,
  type Question,
  question,
  runs,
} from '../arbitraries/question.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'

const response = Compile(DecisionResponse)
const clientSignals = Compile(ClientSignals)
const contractKeys = new Set(Object.keys(DecisionResponse.properties))

/** As an edge would send it. */
const respond = (decision: Decision) => ({
  decisionId: 'd_1',
  token: 'v1.x',
  ...decision,
  expiresAt: new Date(noon).toISOString(),
})

const isNamed = ({ user }: DecisionInput) => user !== null && user.pseudonym !== null
const credentialsOf = ({ history }: DecisionInput) => (history === 'unavailable' ? [] : history.credentials)

describe('any question, under any policy', () => {
  test.prop([question], runs)('is answered in the words of the contract', ({ input, policy, now }) => {
    const decision = decide(input, policy, now)
    const answer = JSON.parse(JSON.stringify(respond(decision)))
    expect([...response.Errors(answer)]).toEqual([])
    // Nothing is lost on the wire (undefined, NaN, infinity), and nothing is sent that the contract does not name.
    expect(answer).toEqual(respond(decision))
    for (const key of Object.keys(decision)) expect(contractKeys).toContain(key)

    const words: readonly string[] = input.purpose === 'registration' ? registrationActions : actions
    expect(decision.purpose).toBe(input.purpose)
    expect(words).toContain(decision.action)
    expect(decision.next.at(-1)?.on).toBe('any')
    expect(allReasons).toContain(decision.reason)
    expect(decision.ceremony !== undefined).toBe(['passkey', 'cross-device'].includes(decision.action))
    expect(decision.registration !== undefined).toBe(input.purpose === 'registration')
    for (const probability of Object.values(decision.probability)) {
      expect(probability).toBeGreaterThanOrEqual(0)
      expect(probability).toBeLessThanOrEqual(1)
    }
  })

  test.prop([question], runs)('is explained in a sentence that names nobody', ({ input, policy, now }) => {
    const { explanation } = decide(input, policy, now)
    expect(explanation.length).toBeGreaterThan(8)
    expect(explanation).not.toMatch(/undefined|NaN|\[object|dev-\d|user-[ab]/)
    for (const { id } of credentialsOf(input)) expect(explanation).not.toContain(id)
  })

  const cold = parsePolicy(readShippedRules()).policy
  const forgetful = (policy: Question['policy']) => {
    if (cold === null) throw new Error('the shipped rules do not parse')
    for (const memo of Object.values(cold.knowledge.memo)) memo.clear()
    return { ...policy, knowledge: cold.knowledge }
  }

  test.prop([question, fc.array(question, { maxLength: 3 })], runs)(
    'gets the same answer every time, whatever was asked in between, and is left as it was',
    ({ input, policy, now }, others) => {
      const frozen = deepFreeze(structuredClone(input))
      const first = structuredClone(decide(frozen, policy, now))
      for (const other of others) decide(other.input, other.policy, other.now)
      expect(decide(structuredClone(input), policy, now)).toEqual(first)
      expect(decide(frozen, forgetful(policy), now)).toEqual(first)
    },
  )

  test.prop([question], runs)('starts only what this client can do', ({ input, policy, now }) => {
    const decision = decide(input, policy, now)
    const { support } = assess(input, policy, now)
    const kind = ceremonyKind(decision)
    if (kind === 'immediate') {
      expect(input.signals.clientCapabilities?.immediateGet).toBe(true)
      expect(support.immediateGet.value).toBe(true)
      expect(decision.ceremony?.allowCredentials).toEqual([])
    }
    if (kind === 'conditional' || decision.passive === 'conditional')
      expect(support.conditionalGet.value).toBe(true)
    if (kind !== 'none') expect(support.webauthn.value).not.toBe(false)
  })

  test.prop([question], runs)(
    'opens no dialog for a client that contradicts itself, without the history, or for nobody in particular',
    ({ input, policy, now }) => {
      const decision = decide(input, policy, now)
      if (ceremonyKind(decision) !== 'modal') return
      expect(assess(input, policy, now).platform.conflicts).toEqual([])
      expect(input.history).not.toBe('unavailable')
      expect(isNamed(input)).toBe(true)
    },
  )

  test.prop([question], runs)(
    "names only this user's own passkeys, each once, and none that is revoked",
    ({ input, policy, now }) => {
      const named = decide(input, policy, now).ceremony?.allowCredentials.map(({ id }) => id) ?? []
      const usable = isNamed(input) ? credentialsOf(input).filter(({ revokedAt }) => revokedAt === null) : []
      expect(new Set(named).size).toBe(named.length)
      for (const id of named) expect(usable.map((one): string => one.id)).toContain(id)
    },
  )

  test.prop([namedQuestion, hauntedHistory], runs)(
    'names ghosts last, and leaves none out that might be here',
    ({ input: asked, policy, now }, history) => {
      const input = { ...asked, history, device: { ...asked.device, id: deviceIds[0] ?? null } }
      const decision = decide(input, policy, now)
      const kind = ceremonyKind(decision)
      if (decision.action !== 'passkey' || kind === 'immediate') return
      const { credentials } = assess(input, policy, now).belief
      const named = decision.ceremony?.allowCredentials.map(({ id }) => id) ?? []
      const isGhost = (id: string) => credentials.find((one) => one.id === id)?.status !== 'believed'
      expect(named.map(isGhost)).toEqual(named.map(isGhost).sort((a, b) => Number(a) - Number(b)))
      for (const { id, reach } of credentials) {
        if (reach !== 'foreign-ecosystem' && reach !== 'bound-elsewhere') expect(named).toContain(id)
      }
    },
  )

  for (const law of [alwaysAnswered, phoneOnlyWherePossible, planEndsInOwnMethod, reasonsAreTold])
    test.prop([question], runs)(law.sentence, async (asked) => {
      expect(await law.check(asked, null)).not.toHaveProperty('broken')
    })

  test.prop([question, knownHistory], runs)(unknownUsersLookAlike.sentence, async (asked, history) => {
    expect(await unknownUsersLookAlike.check(asked, history)).toBe('holds')
  })
})

describe('a question about a named user', () => {
  test.prop([namedQuestion, failuresNeverRaise.draw(drawn)], runs)(
    failuresNeverRaise.sentence,
    async (asked, failures) => {
      expect(await failuresNeverRaise.check(asked, failures)).toBe('holds')
    },
  )

  test.prop([namedQuestion, successNeverLowers.draw(drawn)], runs)(
    successNeverLowers.sentence,
    async (asked, success) => {
      expect(await successNeverLowers.check(asked, success)).toBe('holds')
    },
  )

  test.prop([namedQuestion, decisionRecord, outcomes], runs)(
    'is not changed by outcomes that nobody has proven',
    ({ input, policy, now }, record, reported) => {
      const decision = decide(input, policy, now)
      const about = {
        ...record,
        user: input.user.pseudonym,
        deviceId: input.device.id,
        deviceProven: false,
        purpose: input.purpose,
        action: decision.action,
        reason: decision.reason,
        offered: input.history.credentials.map(({ id }) => id),
      }
      const unproven = reported.map((one) => ({ ...one, proven: false }))
      const changes = unproven.map((one, index) => applyOutcome(about, unproven.slice(0, index), one))
      expect(changes.flat()).toEqual([])
    },
  )
})

describe('a client that can do passkeys', () => {
  const policy = shippedPolicy()

  test.prop([decisionInput, fc.constant(noon)], runs)(
    'keeps a way to use one where the shipped rules start none',
    (input, now) => {
      const { support, platform } = assess(input, policy, now)
      fc.pre(support.webauthn.value === true && !platform.bot && input.purpose !== 'registration')
      const decision = decide(input, policy, now)
      if (decision.action === 'fallback') expect(decision.passive).not.toBe('none')
    },
  )
})

describe('the questions these laws are put to', () => {
  const asked = fc.sample(question, { numRuns: 4_000, seed: 2026 })

  it('are valid', () => {
    for (const { input } of asked) {
      const { headers: _headers, ...signals } = input.signals
      expect([...clientSignals.Errors(signals)]).toEqual([])
    }
  })

  it('meet every way to answer', () => {
    const met = new Map<string, number>()
    const count = (word: string) => met.set(word, (met.get(word) ?? 0) + 1)
    for (const { input, policy, now } of asked) {
      const decision = decide(input, policy, now)
      const { platform, user, belief } = assess(input, policy, now)
      count(decision.action)
      count(`${decision.action} for ${input.purpose}`)
      count(ceremonyKind(decision))
      count(`passive ${decision.passive}`)
      if (platform.conflicts.length > 0 && belief.credentials.length > 0) count('conflict')
      if (platform.bot) count('bot')
      if (platform.webview !== null) count('webview')
      if (user.flooredMethods > 0) count('floored')
      if (decision.fallbacks.length === 0) count('no fallback')
      if (decision.next.length > 1) count('phone next')
      const ghosts = belief.credentials.filter(({ status }) => status !== 'believed').length
      if (ghosts > 0 && ghosts < belief.credentials.length) count('ghost among others')
      if (belief.credentials.some(({ reach }) => reach === 'used-here')) count('used here')
    }
    for (const word of [
      ...['passkey', 'cross-device', 'fallback'].flatMap((action) => [
        `${action} for authentication`,
        `${action} for step-up`,
      ]),
      ...registrationActions,
      'modal',
      'conditional',
      'immediate',
      'passive conditional',
      'passive button',
      'passive none',
      'conflict',
      'bot',
      'webview',
      'floored',
      'no fallback',
      'phone next',
      'ghost among others',
      'used here',
    ]) {
      expect(met.get(word), word).toBeGreaterThanOrEqual(20)
    }
  })
})
