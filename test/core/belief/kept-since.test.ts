import { describe, expect, it } from 'vitest'
import { explainCredential } from '../../../src/core/belief/explain-credential.ts'
import { believe, buildQuestion, daysAgo, iphonePasskey, macSafari } from './situation.ts'

const workedOn = (deviceId: string, days: number) => ({
  credentialId: iphonePasskey.id,
  deviceId,
  kind: 'succeeded-here' as const,
  at: daysAgo(days),
})
const onMac = (deviceId: string, ...days: number[]): Parameters<typeof buildQuestion> => [
  { credentials: [iphonePasskey], events: days.map((one) => workedOn('mac', one)) },
  { platform: macSafari, deviceId },
]
const probability = (deviceId: string, ...days: number[]) =>
  believe(...onMac(deviceId, ...days)).first.probability

describe('a passkey that nobody has heard of for a while', () => {
  it('is as sure as it was for a week where it has worked, and less from then on', () => {
    expect(probability('mac', 6)).toBeCloseTo(probability('mac', 1), 3)
    const later = [10, 40, 100, 200].map((days) => probability('mac', days))
    expect(later).toEqual([...later].sort((a, b) => b - a))
    expect(later.at(0)).toBeGreaterThan(0.95)
    expect(later.at(-1)).toBeLessThan(0.7)
  })
  it('is never doubted out of sight: after years as after one', () => {
    expect(probability('mac', 2_000)).toBeCloseTo(probability('mac', 800), 2)
    expect(probability('mac', 2_000)).toBeGreaterThan(0.5)
  })
  it('is doubted on a device that is new to it as well, if it was used at all', () => {
    const [never, lately, long] = [[], [3], [150]].map((days) => probability('new-mac', ...days))
    expect(lately).toBeGreaterThanOrEqual(never ?? 1)
    expect(long).toBeLessThan(0.7 * (lately ?? 0))
  })
  it('is known to be doubted, and for how long', () => {
    const question = buildQuestion(...onMac('mac', 107))
    const lines = explainCredential(question, question.history.credentials[0]?.id ?? ('' as never))
    expect(lines).toContain('last known to be there 107 days ago: 70 % of that is left')
  })
})

describe('a passkey of which silence says nothing', () => {
  it('is explained without it: it cannot be used in another ecosystem anyway', () => {
    const { credentials, events } = onMac('mac', 200)[0]
    const question = buildQuestion({ credentials: credentials ?? [], events: events ?? [] })
    const lines = explainCredential(question, question.history.credentials[0]?.id ?? ('' as never))
    expect(lines.join()).toContain('does not reach this client')
    expect(lines.join()).not.toContain('last known to be there')
  })
})

describe('what is usual', () => {
  it('is a passkey of which nothing but its kind is known', () => {
    const isUsual = (deviceId: string, ...days: number[]) =>
      believe(...onMac(deviceId, ...days)).first.isUsual
    expect(isUsual('new-mac')).toBe(true)
    expect(isUsual('new-mac', 150)).toBe(false)
    expect(isUsual('mac', 30)).toBe(false)
  })
})
