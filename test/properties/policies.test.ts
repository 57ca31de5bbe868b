import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { isDeviceId } from '../../src/contract/ids.ts'
import type { Switch } from '../../src/contract/rule-files.ts'
import { browserNames, osNames, purposes } from '../../src/contract/words.ts'
import { assess, decide } from '../../src/core/decide.ts'
import { applySwitchChange, listSwitchNotes } from '../../src/core/rules/apply-switch-change.ts'
import { matchSwitch } from '../../src/core/rules/match-switch.ts'
import type { Policy } from '../../src/core/rules/policy.ts'
import { isUserPseudonym } from '../../src/proof/arbitraries/history.ts'
import { checkAlone } from '../../src/proof/laws/broken-rule-alone.ts'
import { killSwitch } from '../../src/proof/laws/kill-switch.ts'
import { askedAt, decisionInput, drawn } from '../arbitraries/decision-input.ts'
import {
  arbitrarySwitch,
  brokenRule,
  brokenRuleFor,
  policyDraft,
  policyWith,
  rulesOf,
} from '../arbitraries/policy.ts'
import { question, runs } from '../arbitraries/question.ts'
import { parseAgain, readShippedRules, shippedPolicy } from '../shipped-rules.ts'

describe('a kill switch', () => {
  test.prop([question, killSwitch.draw(drawn)], runs)(killSwitch.sentence, async (asked, covering) => {
    expect(await killSwitch.check(asked, covering)).toBe('holds')
  })

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

describe('kill switches of several sources', () => {
  const list = fc.array(arbitrarySwitch, { maxLength: 3 })

  test.prop([question, list, list, list], runs)(
    'are one union: which source one stands in, and in which order, decides nothing',
    ({ input, policy, now }, file, environment, runtime) => {
      const decideUnder = (...sources: (readonly Switch[])[]) =>
        decide(input, { ...policy, switches: sources.flat() }, now)
      const decision = decideUnder(file, environment, runtime)
      expect(decideUnder(runtime, file, environment)).toEqual(decision)
      expect(decideUnder([], [...environment, ...runtime, ...file])).toEqual(decision)
      const { platform } = assess(input, policy, now)
      const isCovered = [file, environment, runtime].some(
        (source) => matchSwitch(source, input.purpose, platform, now) !== undefined,
      )
      if (isCovered) expect(decision.reason).toBe('kill-switch')
      else expect(decision).toEqual(decideUnder([]))
    },
  )

  test.prop([question, list], runs)(
    'take nothing from an assurance floor: no phishable method comes back',
    ({ input, policy, now }, switches) => {
      const asked = {
        ...input,
        user: { ...input.user, assuranceFloor: 'phishing-resistant' as const },
      } as typeof input
      const all = { name: 'stop', on: true, reason: 'made up' }
      const { fallbacks, stepUpRequired } = decide(asked, { ...policy, switches: [...switches, all] }, now)
      if (input.purpose === 'registration') return
      for (const one of fallbacks) expect(policy.settings.resistantMethods).toContain(one)
      if (fallbacks.length === 0) expect(stepUpRequired).toBe(true)
    },
  )
})

describe('a change of the switches', () => {
  const lists = fc.uniqueArray(arbitrarySwitch, { selector: ({ name }) => name, maxLength: 2 })

  test.prop([lists, arbitrarySwitch], runs)(
    'of one name leaves the others as they are, and both ways are told of whatever is on',
    (before, entry) => {
      const after = applySwitchChange(before, { kind: 'set', entry })
      expect(after.filter(({ name }) => name === entry.name)).toEqual([entry])
      expect(after.filter(({ name }) => name !== entry.name)).toEqual(
        before.filter(({ name }) => name !== entry.name),
      )
      const gone = applySwitchChange(after, { kind: 'remove', name: entry.name })
      expect(gone).toEqual(before.filter(({ name }) => name !== entry.name))
      const actions = listSwitchNotes(after, gone).map(({ action }) => action)
      expect(actions).toEqual(entry.on ? ['switch-off'] : [])
      expect(listSwitchNotes(after, applySwitchChange(after, { kind: 'set', entry }))).toEqual([])
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
    const { policy, problems } = parseAgain(folder)
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
      const policy = policyWith(input.purpose, rules, draft)
      const withBroken = policyWith(input.purpose, rules.toSpliced(at, 0, rule), draft)
      expect(checkAlone({ input, policy, now }, withBroken)).toBe('holds')
    },
  )
})
