import { describe, expect, it, vi } from 'vitest'
import type { Decision, DecisionInput, Policy } from '../../src/core/index.ts'

/*
 * An engine with one defect at a time, so that each law is seen to find its own. The engine is replaced for every module
 * of this process, which therefore has no other test file in it (see vitest.config.ts).
 */

type Bend = (decision: Decision, input: DecisionInput, policy: Policy) => Partial<Decision>
const defect: { bend: Bend; deaf: boolean } = vi.hoisted(() => ({ bend: () => ({}), deaf: false }))

vi.mock('../../src/core/index.ts', async (load) => {
  const core = await load<typeof import('../../src/core/index.ts')>()
  const bent = (decision: Decision, input: DecisionInput, policy: Policy): Decision => ({
    ...decision,
    ...defect.bend(decision, input, policy),
  })
  return {
    ...core,
    decide: (input: DecisionInput, policy: Policy, now: number) =>
      bent(core.decide(input, policy, now), input, policy),
    consider: (input: DecisionInput, policy: Policy, now: number) => {
      const { situation, decision } = core.consider(input, policy, now)
      return { situation, decision: bent(decision, input, policy) }
    },
    evaluateByReference: async (...asked: Parameters<typeof core.evaluateByReference>) => {
      const { verdict, trace } = await core.evaluateByReference(...asked)
      return { verdict: defect.deaf ? { ...verdict, rule: null } : verdict, trace }
    },
  }
})

const { expectFound } = await import('./proof-of.ts')
const { policyWithEdit } = await import('./policy-with-edit.ts')
const { laws } = await import('../../src/proof/laws/index.ts')

const eventsIn = ({ history }: DecisionInput, start: string) =>
  history === 'unavailable'
    ? 0
    : history.sightings.flatMap(({ recent }) => recent).filter(({ kind }) => kind.startsWith(start)).length
let asked = 0

const rollout: Parameters<typeof policyWithEdit>[0] = {
  rules: [
    {
      name: 'new',
      priority: 1000,
      rollout: { percent: 10, salt: 'new', by: 'user' },
      event: { type: 'fallback', params: { reason: 'excluded-by-rule' } },
    },
  ],
}

const defects: Readonly<Record<string, { bend?: Bend; deaf?: boolean; edit?: typeof rollout }>> = {
  'always-answered': { bend: () => ({ next: [] }) },
  'same-answer': { bend: () => ({ confidence: asked++ % 2 === 0 ? 'high' : 'low' }) },
  'kill-switch': { bend: ({ reason }) => (reason === 'kill-switch' ? { passive: 'button' } : {}) },
  'phone-only-where-possible': {
    bend: (_decision, { user }) => (user === null ? {} : { action: 'cross-device' }),
  },
  'plan-ends-in-own-method': { bend: ({ fallbacks }) => ({ fallbacks: [...fallbacks, 'password'] }) },
  'resistant-floor': {
    bend: ({ fallbacks }, { user }) => ({ fallbacks: [...(user?.fallbacks ?? fallbacks)] }),
  },
  'claims-never-lower-floor': {
    bend: ({ fallbacks }, { signals }) =>
      signals.bluetooth === true ? { fallbacks: [...fallbacks, 'password'] } : {},
  },
  'failures-never-raise': {
    bend: ({ probability }, input) => ({
      probability: { ...probability, local: eventsIn(input, 'cancelled') / 100 },
    }),
  },
  'success-never-lowers': {
    bend: ({ probability }, input) => ({
      probability: { ...probability, local: 1 - eventsIn(input, 'succeeded-here') / 100 },
    }),
  },
  'unknown-users-look-alike': {
    bend: (_decision, { history }) =>
      history !== 'unavailable' && history.credentials.length > 0 ? { confidence: 'high' } : {},
  },
  'rollout-only-adds': {
    bend: ({ rule }, { purpose }, { ruleSets }) => {
      const percent = ruleSets[purpose].rules.find(({ name }) => name === rule?.name)?.rollout?.percent
      return percent === 75 ? { rule: { name: 'another', file: '', revision: '' } } : {}
    },
    edit: rollout,
  },
  'broken-rule-alone': {
    bend: ({ degraded }) => (degraded.includes('rule-errors') ? { stepUpRequired: true } : {}),
  },
  'reasons-are-told': { bend: ({ action }) => (action === 'passkey' ? { explanation: '' } : {}) },
  'evaluators-agree': { deaf: true },
}

describe('an engine with a defect', () => {
  it.each(Object.keys(defects))('breaks the law %s', async (name) => {
    const { bend = () => ({}), deaf = false, edit = {} } = defects[name] ?? {}
    Object.assign(defect, { bend, deaf })
    await expectFound(policyWithEdit(edit), name)
  })

  it('is planted for every law that the engine holds', () => {
    const held = laws.filter(({ heldBy }) => heldBy === 'engine').map(({ name }) => name)
    expect(Object.keys(defects).sort()).toEqual(held.sort())
  })

  it('that throws breaks a law, and is told as what it is', async () => {
    Object.assign(defect, {
      bend: () => {
        throw new Error('a defect')
      },
    })
    const { what } = await expectFound(policyWithEdit({}), 'reasons-are-told')
    expect(what).toBe('the engine fails: a defect')
  })
})
