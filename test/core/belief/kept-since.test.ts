import { describe, expect, it } from 'vitest'
import type { HistoryInput } from '../../../src/contract/history-input.ts'
import { explainCredential } from '../../../src/core/belief/explain-credential.ts'
import { buildSupport } from '../../arbitraries/client.ts'
import { believe, buildQuestion, daysAgo, helloPasskey, iphonePasskey, macSafari } from './situation.ts'

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
    expect(later.at(0)).toBeGreaterThan(0.97)
    expect(later.at(2)).toBeLessThan(0.92)
    expect(later.at(-1)).toBeLessThan(0.85)
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
    expect(lines).toContain('nothing was heard of it for 107 days: 90 % of that is left')
  })
})

describe('a failure', () => {
  const leftAfter = (silence: number) => {
    const [history, client] = onMac('mac', silence)
    const failed = { ...workedOn('mac', 0), kind: 'cancelled' as const }
    return believe({ ...history, events: [...(history?.events ?? []), failed] }, client).first.probability
  }
  it('says more after months of silence than on the day after a success', () => {
    expect(leftAfter(1)).toBeGreaterThan(0.85)
    expect(leftAfter(120)).toBeLessThan(leftAfter(1) - 0.2)
    // What silence takes is no fixed share of what the failure leaves.
    expect(leftAfter(120)).toBeLessThan(0.9 * leftAfter(1) * 0.8)
  })
})

describe('logins by other means, where a passkey has worked', () => {
  const withLogins = (loginDays: number, days = 40, failures: HistoryInput['events'] = []) =>
    believe(
      {
        credentials: [iphonePasskey],
        devices: [
          {
            id: 'mac',
            os: 'macos',
            browser: 'safari',
            firstSeenAt: daysAgo(days),
            lastSeenAt: daysAgo(1),
            provenAt: daysAgo(1),
            loginDays,
          },
        ],
        events: [workedOn('mac', days), ...failures],
      },
      {
        platform: macSafari,
        deviceId: 'mac',
        support: buildSupport({ webauthn: true, conditionalGet: true }),
      },
    )
  it('each leave less of it, up to a bound', () => {
    const chances = [1, 2, 4, 8, 30, 200].map((days) => withLogins(days).first.probability)
    expect(chances).toEqual([...chances].sort((a, b) => b - a))
    expect(chances.at(0)).toBeGreaterThan(0.9)
    expect(chances.at(3)).toBeLessThan(0.9)
    expect(chances.at(-1)).toBe(chances.at(-2))
    expect(chances.at(-1)).toBeGreaterThan(0.6)
  })
  it.each([3, 4, 6, 8])(
    'are no fewer for a try in vain among them, however old or light it is: %d days',
    (loginDays) => {
      const without = withLogins(loginDays, 400).first.probability
      for (const weight of [0.1, 0.25, 1])
        for (const ago of [399, 200, 40, 2]) {
          const failed = { ...workedOn('mac', ago), kind: 'cancelled' as const, weight }
          expect(withLogins(loginDays, 400, [failed]).first.probability).toBeLessThanOrEqual(without)
        }
    },
  )
  it('say nothing within a week of a success', () => {
    expect(withLogins(8, 7.5).first.probability).toBeGreaterThan(0.97)
  })
  it('are told', () => {
    const { history, ...client } = buildQuestion(...onMac('mac', 40))
    const device = {
      ...history.devices[0],
      id: 'mac',
      loginDays: 5,
      firstSeenAt: client.now - 40 * 86_400_000,
    }
    const devices = [{ ...device, lastSeenAt: client.now - 86_400_000 }] as unknown as typeof history.devices
    const support = buildSupport({ webauthn: true, conditionalGet: true })
    const question = { ...client, support, history: { ...history, devices } }
    const lines = explainCredential(question, history.credentials[0]?.id ?? ('' as never))
    expect(lines.join()).toContain(
      'logins here by other means on 4 days or more since the week after it was last used or made here',
    )
  })
})

describe('a sign of presence', () => {
  it('ends the silence: something was there', () => {
    const seen = { ...workedOn('mac', 1), kind: 'immediate-slow-reject' as const }
    const question = buildQuestion(
      { credentials: [iphonePasskey], events: [workedOn('iphone', 300), seen] },
      { platform: macSafari, deviceId: 'mac' },
    )
    const lines = explainCredential(question, question.history.credentials[0]?.id ?? ('' as never))
    expect(lines.join()).not.toContain('nothing was heard of it for')
    const { first } = believe(
      { credentials: [iphonePasskey], events: [workedOn('iphone', 300), seen] },
      { platform: macSafari, deviceId: 'mac' },
    )
    expect(first.probability).toBeGreaterThan(0.6)
  })
})

describe('a passkey that was never used', () => {
  const old = { ...iphonePasskey, createdAt: daysAgo(300) }
  const known = {
    id: 'old-pc',
    os: 'windows',
    firstSeenAt: daysAgo(100),
    lastSeenAt: daysAgo(100),
    provenAt: daysAgo(100),
  } as const
  const asked = { platform: macSafari, deviceId: 'mac' }
  const used = {
    credentialId: 'hello',
    deviceId: 'old-pc',
    kind: 'succeeded-here',
    at: daysAgo(100),
  } as const
  it('is doubted from the day on when another passkey of this person was used', () => {
    const { belief } = believe({ credentials: [old, helloPasskey], devices: [known], events: [used] }, asked)
    expect(belief.credentials.find((one) => one.id === old.id)?.probability).toBeLessThan(0.65)
  })
  it('is not by its age alone, nor by a device where nothing but a password was ever proven', () => {
    expect(believe({ credentials: [old] }, asked).first.probability).toBe(0.85)
    expect(believe({ credentials: [old], devices: [known] }, asked).first.probability).toBe(0.85)
  })
  it('is not within a week of that', () => {
    const events = [{ ...used, at: daysAgo(5) }]
    const { belief } = believe({ credentials: [old, helloPasskey], devices: [known], events }, asked)
    expect(belief.credentials.find((one) => one.id === old.id)?.probability).toBe(0.85)
  })
})

describe('a passkey of which silence says nothing', () => {
  it('is explained without it: it cannot be used in another ecosystem anyway', () => {
    const { credentials, events } = onMac('mac', 200)[0]
    const question = buildQuestion({ credentials: credentials ?? [], events: events ?? [] })
    const lines = explainCredential(question, question.history.credentials[0]?.id ?? ('' as never))
    expect(lines.join()).toContain('does not reach this client')
    expect(lines.join()).not.toContain('nothing was heard of it')
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
