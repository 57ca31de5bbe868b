import { test } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decide } from '../../src/core/decide.ts'
import { explain } from '../../src/core/explain.ts'
import type { DecisionInput } from '../../src/core/history/decision-input.ts'
import { evidenceEffect } from '../../src/core/history/evidence-effect.ts'
import { emptyHistory, type UserHistory } from '../../src/core/history/user-history.ts'
import { addEvidence } from '../arbitraries/history.ts'
import { question } from '../arbitraries/question.ts'
import { times } from '../times.ts'

/** json-rules-engine runs here, which is slow. */
const runs = times(400)

const say = (
  input: DecisionInput,
  signals: DecisionInput['signals'],
  capability: string,
  value: boolean,
) => ({
  ...input,
  signals: {
    ...input.signals,
    ...signals,
    clientCapabilities: { ...input.signals.clientCapabilities, [capability]: value },
  },
})

const remember = (input: DecisionInput, change: (history: UserHistory) => UserHistory) =>
  input.history === 'unavailable' ? input : { ...input, history: change(input.history) }

/** What each flip says, done to the input by other means than the product's. */
const changes: Readonly<Record<string, (input: DecisionInput, now: number) => DecisionInput>> = {
  'with Bluetooth on': (input) => say(input, { bluetooth: true }, 'hybridTransport', true),
  'without Bluetooth': (input) => say(input, { bluetooth: false }, 'hybridTransport', false),
  'with immediate mediation': (input) => say(input, {}, 'immediateGet', true),
  'with a screen lock, Windows Hello or Touch ID set up': (input) =>
    say(input, { userVerifyingPlatformAuthenticator: true }, 'userVerifyingPlatformAuthenticator', true),
  'after one success with a passkey here': (input, now) => {
    const { device, user, history } = input
    const used =
      history === 'unavailable' ? undefined : history.credentials.find(({ revokedAt }) => revokedAt === null)
    const { id } = device
    if (used === undefined || id === null || user === null || user.pseudonym === null) return input
    return remember({ ...input, device: { ...device, proven: true } }, (known) => ({
      ...addEvidence(known, used.id, id, { at: now, kind: 'succeeded-here' }),
      credentials: known.credentials.map((one) => (one === used ? { ...one, lastUsedAt: now } : one)),
    }))
  },
  'without the failures on this device': (input) =>
    remember(input, (history) => ({
      ...history,
      sightings: history.sightings.map((one) =>
        one.deviceId === input.device.id
          ? {
              ...one,
              failures: 0,
              lastFailureAt: null,
              recent: one.recent.filter(({ kind }) => evidenceEffect[kind] !== 'failure'),
            }
          : one,
      ),
    })),
  'with no passkey': (input) =>
    remember(input, (history) => ({ ...history, credentials: [], sightings: [] })),
  'before the identifier is known': (input) => ({ ...remember(input, () => emptyHistory), user: null }),
  'with an active account': (input) => ({
    ...input,
    user: input.user && { ...input.user, state: 'active' as const },
  }),
}

describe('an explanation, under any policy', () => {
  test.prop([question], runs)('tells the decision that was made', async ({ input, policy, now }) => {
    expect((await explain(input, policy, now)).decision).toEqual(decide(input, policy, now))
  })

  test.prop([question], runs)(
    'tells of every rule once, in a form that can be sent',
    async ({ input, policy, now }) => {
      const { trace } = await explain(input, policy, now)
      const names = policy.ruleSets[input.purpose].rules.map(({ name }) => name)
      expect(trace.rules.map(({ name }) => name)).toEqual(names)
      expect(trace.rules.filter(({ state }) => state === 'matched').length).toBeLessThanOrEqual(1)
      expect(JSON.parse(JSON.stringify(trace))).toEqual(trace)
      for (const { evidence } of trace.credentials) expect(evidence.length).toBeGreaterThan(0)
    },
  )

  test.prop([question], runs)(
    'gives the source of every ability, reach and known issue that it tells of',
    async ({ input, policy, now }) => {
      const { trace } = await explain(input, policy, now)
      const told = [
        ...Object.values(trace.support).flatMap(({ ref }) => ref ?? []),
        ...trace.credentials.flatMap(({ reachRule }) => reachRule?.ref ?? []),
        ...trace.knownIssues.map(({ id }) => trace.grounds.find(({ what }) => what === id)?.ref),
      ]
      for (const ref of told) expect(trace.statements[ref ?? '']?.source).toMatch(/\S/)
    },
  )

  test.prop([question], runs)(
    'names every change of the list that would change the action, and no other',
    async ({ input, policy, now }) => {
      const { decision, flips } = await explain(input, policy, now)
      const expected = Object.entries(changes).flatMap(([change, apply]) => {
        const { action, reason } = decide(apply(input, now), policy, now)
        return action === decision.action ? [] : [{ change, action, reason }]
      })
      expect(flips).toEqual(expected)
    },
  )
})

describe('the changes that flip a decision', () => {
  it('are all met', async () => {
    const met = new Set<string>()
    for (const { input, policy, now } of fc.sample(question, { numRuns: 1200, seed: 2026 })) {
      for (const { change } of (await explain(input, policy, now)).flips) met.add(change)
    }
    expect([...met].sort()).toEqual(Object.keys(changes).sort())
  })
})
