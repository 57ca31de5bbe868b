import { describe, expect, it } from 'vitest'
import type { HistoryInput } from '../../../src/contract/history-input.ts'
import { estimateKeyAtHand } from '../../../src/core/belief/estimate-key-at-hand.ts'
import { explainCredential } from '../../../src/core/belief/explain-credential.ts'
import { believe, buildQuestion, daysAgo, securityKey } from './situation.ts'

type Event = NonNullable<HistoryInput['events']>[number]
const event = (kind: Event['kind'], days: number, deviceId = 'pc', credentialId = 'key'): Event => ({
  credentialId,
  deviceId,
  kind,
  at: daysAgo(days),
})
const atHand = (...events: Event[]) =>
  believe({ credentials: [securityKey], events }, { deviceId: 'pc' }).first.probability

describe('whether a security key is at hand', () => {
  it('is three in ten before anything is known', () => {
    expect(atHand()).toBe(0.3)
  })
  it('is a habit: each use raises it, each time in vain lowers it', () => {
    const used = [1, 2, 3].map((n) =>
      atHand(...Array.from({ length: n }, (_, i) => event('succeeded-by-key', i + 1))),
    )
    expect([0.3, ...used]).toEqual([0.3, ...used].sort((a, b) => a - b))
    expect(used.at(-1)).toBeCloseTo(3.6 / 5, 9)
    expect(atHand(event('abandoned', 2))).toBeCloseTo(0.6 / 3, 9)
    expect(atHand(event('succeeded-by-key', 3), event('cancelled', 2))).toBeCloseTo(1.6 / 4, 9)
  })
  it('is carried along: what happened elsewhere counts half', () => {
    expect(atHand(event('succeeded-by-key', 3, 'laptop'))).toBeCloseTo(1.1 / 2.5, 9)
    expect(atHand(event('succeeded-by-key', 3, 'laptop'), event('abandoned', 2, 'laptop'))).toBeCloseTo(
      1.1 / 3,
      9,
    )
  })
  it('is not for whoever knows a password to say: failures elsewhere need a device that has proven itself', () => {
    const fails = [1, 2, 3, 4].map((days) => event('abandoned', days, 'thief'))
    expect(atHand(...fails)).toBe(0.3)
  })
  it('says nothing by what says nothing of presence', () => {
    expect(atHand(event('phone-failed', 2), event('immediate-fast-reject', 1))).toBe(0.3)
  })
  it('is told of other devices, too', () => {
    const elsewhere = [event('succeeded-by-key', 4, 'laptop'), event('abandoned', 3, 'laptop')]
    const question = buildQuestion({ credentials: [securityKey], events: elsewhere }, { deviceId: 'pc' })
    const id = question.history.credentials[0]?.id ?? ('' as never)
    expect(explainCredential(question, id)).toContain(
      'asked for, it was at hand 1 of 2 times on other devices: 37 %',
    )
  })
  it.each([0, -1, Number.NaN])('is not moved by evidence of weight %d', (weight) => {
    const question = buildQuestion(
      { credentials: [securityKey], events: [event('abandoned', 1)] },
      { deviceId: 'pc' },
    )
    const sightings = question.history.sightings.map((one) => ({
      ...one,
      recent: one.recent.map((each) => ({ ...each, weight })),
    }))
    const id = question.history.credentials[0]?.id ?? ('' as never)
    expect(
      estimateKeyAtHand({ id }, 0.3, { ...question, history: { ...question.history, sightings } })
        .probability,
    ).toBe(0.3)
  })
  it('is told', () => {
    const events = [event('succeeded-by-key', 3), event('abandoned', 2)]
    const question = buildQuestion({ credentials: [securityKey], events }, { deviceId: 'pc' })
    const id = question.history.credentials[0]?.id ?? ('' as never)
    expect(explainCredential(question, id)).toContain(
      'asked for, it was at hand 1 of 2 times on this device: 40 %',
    )
  })
})
