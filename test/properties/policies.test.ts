import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { browserNames, osNames, purposes } from '../../src/contract/words.ts'
import { assess, decide } from '../../src/core/decide.ts'
import { parsePolicy } from '../../src/core/parse-policy.ts'
import type { Policy } from '../../src/core/rules/policy.ts'
import { askedAt, decisionInput } from '../arbitraries/decision-input.ts'
import { isDeviceId } from '../arbitraries/history.ts'
import { isUserPseudonym } from '../arbitraries/outcome.ts'
import {
  arbitrarySwitch,
  brokenRule,
  brokenRuleFor,
  policyDraft,
  policyWith,
  rulesOf,
} from '../arbitraries/policy.ts'
import { question, runs } from '../arbitraries/question.ts'
import { readShippedRules, shippedPolicy } from '../shipped-rules.ts'

describe('a kill switch', () => {
  const others = fc.array(arbitrarySwitch, { maxLength: 2 })
  const parts = fc.subarray(['purpose', 'os', 'browser', 'until'] as const)

  test.prop([question, parts, others], runs)(
    'beats every rule where it covers the client',
    ({ input, policy, now }, parts, others) => {
      const { os, browser } = assess(input, policy, now).platform
      const covering = {
        purpose: input.purpose,
        os,
        browser,
        until: new Date(now + 1).toISOString(),
      }
      const kill = {
        name: 'stop',
        on: true,
        reason: 'made up',
        ...Object.fromEntries(parts.map((part) => [part, covering[part]])),
      }
      const decision = decide(input, { ...policy, switches: [...others, kill] }, now)
      expect(decision.ceremony).toBeUndefined()
      expect(decision.action).toBe(input.purpose === 'registration' ? 'skip' : 'fallback')
      expect(decision.reason).toBe('kill-switch')
      expect(decision.passive).toBe('none')
      expect(decision.next).toEqual([{ on: 'any', action: 'fallback' }])
      expect(decision.rule).toBeUndefined()
    },
  )

  const another = <Word extends string>(words: readonly Word[], word: Word, draw: number) =>
    words.filter((one) => one !== word)[draw % (words.length - 1)]

  test.prop([question, fc.nat(), arbitrarySwitch], runs)(
    'changes nothing where it does not',
    ({ input, policy, now }, draw, made) => {
      const { os, browser } = assess(input, policy, now).platform
      const all = { name: 'stop', on: true, reason: 'made up' }
      const missing = [
        { ...made, on: false },
        { ...all, until: new Date(now).toISOString() },
        ...[another(purposes, input.purpose, draw)].flatMap((purpose) =>
          purpose ? [{ ...all, purpose }] : [],
        ),
        ...[another(osNames, os, draw)].flatMap((os) => (os ? [{ ...all, os, browser }] : [])),
        ...[another(browserNames, browser, draw)].flatMap((browser) =>
          browser ? [{ ...all, os, browser }] : [],
        ),
      ]
      expect(missing).toHaveLength(5)
      expect(decide(input, { ...policy, switches: missing }, now)).toEqual(
        decide(input, { ...policy, switches: [] }, now),
      )
    },
  )
})

describe('a rollout', () => {
  const percents = [0, 0.001, 1, 10, 25, 50, 75, 99.9, 100]
  const file = 'authentication.rules.json'

  /** The shipped rules with one more on top, read from its file as a manager would have written it. */
  const policyAt = (percent: number, by: 'user' | 'device'): Policy => {
    const folder = new Map(readShippedRules())
    const shipped = JSON.parse(folder.get(file) ?? '')
    const event = { type: 'fallback', params: { reason: 'excluded-by-rule' } }
    const rule = { name: 'new', priority: 1000, rollout: { percent, salt: 'new', by }, event }
    folder.set(file, JSON.stringify({ ...shipped, rules: [rule, ...shipped.rules] }))
    const { policy, problems } = parsePolicy(folder)
    if (policy === null) throw new Error(JSON.stringify(problems))
    return policy
  }
  const byUser = percents.map((percent) => policyAt(percent, 'user'))
  const byDevice = percents.map((percent) => policyAt(percent, 'device'))
  const person = fc.record({
    pseudonym: fc.option(fc.uuid().filter(isUserPseudonym)),
    deviceId: fc.option(fc.uuid().filter(isDeviceId)),
  })

  test.prop([decisionInput, person, askedAt, fc.constantFrom(byUser, byDevice)], runs)(
    'that is raised removes nobody, and leaves those outside where they were',
    (given, { pseudonym, deviceId }, now, policies) => {
      const input = {
        ...given,
        purpose: 'authentication' as const,
        user: { ...given.user, pseudonym },
        device: { ...given.device, id: deviceId },
      }
      const without = decide(input, shippedPolicy(), now)
      const decisions = policies.map((policy) => decide(input, policy, now))
      const isIn = decisions.map(({ rule }) => rule?.name === 'new')
      expect(isIn).toEqual([...isIn].sort((a, b) => Number(a) - Number(b)))
      expect(isIn[0]).toBe(false)
      expect(isIn.at(-1)).toBe(policies === byUser ? (pseudonym ?? deviceId) !== null : deviceId !== null)
      for (const { action, ceremony, rule } of decisions.filter((_, index) => !isIn[index])) {
        expect({ action, ceremony, rule: rule?.name }).toEqual({
          action: without.action,
          ceremony: without.ceremony,
          rule: without.rule?.name,
        })
      }
    },
  )
})

describe('a broken rule', () => {
  test.prop([decisionInput, policyDraft, brokenRule, fc.nat({ max: 6 }), askedAt], runs)(
    'changes no decision but its own',
    (input, draft, broken, at, now) => {
      const rules = rulesOf(draft, input.purpose)
      const rule = brokenRuleFor(broken, input.purpose)
      const {
        confidence: _sure,
        degraded: _none,
        ...whole
      } = decide(input, policyWith(input.purpose, rules, draft), now)
      const { confidence, degraded, ...rest } = decide(
        input,
        policyWith(input.purpose, rules.toSpliced(at, 0, rule), draft),
        now,
      )
      expect(rest).toEqual(whole)
      if (degraded.includes('rule-errors') && input.purpose !== 'registration') expect(confidence).toBe('low')
    },
  )
})
