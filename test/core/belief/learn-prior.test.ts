import { describe, expect, it } from 'vitest'
import type { HistoryInput } from '../../../src/contract/history-input.ts'
import {
  androidChrome,
  androidPasskey,
  believe,
  daysAgo,
  iphonePasskey,
  macSafari,
  managerPasskey,
  windowsChrome,
} from './situation.ts'

type Events = NonNullable<HistoryInput['events']>
const on = (
  deviceId: string,
  credentialId: string,
  kind: Events[number]['kind'],
  days = 5,
): Events[number] => ({
  deviceId,
  credentialId,
  kind,
  at: daysAgo(days),
})
const pc = { os: 'windows', osVersion: '11', browser: 'chrome' } as const

describe('a passkey on a device where it was never tried', () => {
  const newMac = (events: Events) =>
    believe(
      {
        credentials: [iphonePasskey, { ...managerPasskey, id: 'other' }],
        devices: [{ id: 'old-mac', os: 'macos', browser: 'safari' }],
        events,
      },
      { platform: macSafari, deviceId: 'new-mac' },
    ).belief.credentials.find(({ id }) => id === 'icloud')?.probability

  it('is believed as its provider has it, while no other device tells anything', () => {
    expect(newMac([])).toBe(0.85)
  })
  it('is believed more after it worked on another device of the same ecosystem', () => {
    const worked = (days: number) => newMac([on('old-mac', 'icloud', 'succeeded-here', days)]) ?? 0
    const kept = (days: number) => Math.exp(-0.004 * Math.max(0, days - 7))
    expect(worked(60)).toBeCloseTo(0.91 * kept(60), 4)
    // Mostly it is the same Mac, in another window or with its storage cleared.
    expect(worked(5)).toBe(0.945)
    expect(worked(30)).toBeGreaterThan(0.92 * kept(30))
    for (const days of [0, 5, 10, 20, 30, 44, 46, 60])
      expect(worked(days)).toBeGreaterThanOrEqual(worked(days + 1))
  })
  it('is believed as before where it has just worked on another system, and more where it was made on this one', () => {
    const newPhone = (osOfOther: 'android' | 'ios') =>
      believe(
        {
          credentials: [{ ...androidPasskey, madeOn: { deviceId: 'old', os: osOfOther } }],
          devices: [{ id: 'old', os: osOfOther, browser: 'chrome' }],
          events: [on('old', 'google', 'succeeded-here')],
        },
        { platform: androidChrome, deviceId: 'new' },
      ).first.probability
    expect(newPhone('ios')).toBe(0.85)
    expect(newPhone('android')).toBeGreaterThan(0.93)
  })
  it('is not that sure where it has failed since, or where this device has been known for longer', () => {
    const worked = on('old-mac', 'icloud', 'succeeded-here')
    const failed = newMac([worked, on('old-mac', 'icloud', 'cancelled', 3)]) ?? 1
    expect(failed).toBeLessThan(0.91)
    const known = believe(
      {
        credentials: [iphonePasskey],
        devices: [
          { id: 'old-mac', os: 'macos', browser: 'safari' },
          { id: 'new-mac', os: 'macos', browser: 'safari', firstSeenAt: daysAgo(2), lastSeenAt: daysAgo(2) },
        ],
        events: [worked],
      },
      { platform: macSafari, deviceId: 'new-mac' },
    ).first.probability
    expect(known).toBeCloseTo(0.91, 2)
  })
  it('is not that sure of what one signs in to in a browser, nor of a manager on computers', () => {
    const newComputer = (passkey: typeof androidPasskey) =>
      believe(
        {
          credentials: [passkey],
          devices: [{ id: 'old', ...pc }],
          events: [on('old', passkey.id, 'succeeded-here', 1)],
        },
        { platform: windowsChrome, deviceId: 'new' },
      ).first.probability
    expect(newComputer(androidPasskey)).toBeLessThan(0.8)
    expect(newComputer(managerPasskey)).toBeLessThan(0.8)
  })
  it('counts a success of tomorrow, by a clock that was wrong, as one of now', () => {
    expect(newMac([on('old-mac', 'icloud', 'succeeded-here', -1)])).toBe(0.945)
  })
  it('is believed less after it failed on another one where something of this person worked', () => {
    const failed = [on('old-mac', 'icloud', 'abandoned'), on('old-mac', 'other', 'succeeded-here')]
    expect(newMac(failed)).toBeLessThan(0.65)
    expect(newMac(failed)).toBeGreaterThan(0.5)
  })
  it('is believed as before after failures where nothing but a password was proven', () => {
    expect(newMac([1, 2, 3, 4].map((days) => on('old-mac', 'icloud', 'abandoned', days)))).toBe(0.85)
  })
})

describe('a passkey in a manager', () => {
  const newPc = (devices: HistoryInput['devices'], events: Events) =>
    believe(
      { credentials: [managerPasskey, androidPasskey], devices: devices ?? [], events },
      { platform: windowsChrome, deviceId: 'new-pc' },
    ).belief.credentials.find(({ id }) => id === 'manager')?.probability ?? 0
  const devices = ['a', 'b', 'c'].map((id) => ({ id, ...pc }))

  it('is the likelier here the more computers had it', () => {
    const worked = ['a', 'b', 'c'].map((id) => on(id, 'manager', 'succeeded-here'))
    const chances = [0, 1, 2, 3].map((count) => newPc(devices, worked.slice(0, count)))
    expect(chances[0]).toBe(0.6)
    expect(chances).toEqual([...chances].sort((a, b) => a - b))
    expect(chances[3]).toBeGreaterThan(0.85)
    expect(chances[3]).toBeLessThanOrEqual(0.94)
  })
  it('says less on a phone than on a computer', () => {
    const phone = [{ id: 'phone', os: 'android', browser: 'chrome' } as const]
    const chance = newPc(phone, [on('phone', 'manager', 'succeeded-here')])
    expect(chance).toBeGreaterThan(0.6)
    expect(chance).toBeLessThan(newPc(devices, [on('a', 'manager', 'succeeded-here')]))
  })
})

describe('the way by phone', () => {
  const asked = (events: Events, deviceId = 'here') =>
    believe(
      {
        credentials: [{ ...iphonePasskey, authenticatorAttachment: 'cross-platform' }, androidPasskey],
        devices: [
          { id: 'here', ...pc },
          { id: 'there', ...pc },
        ],
        events,
      },
      { platform: windowsChrome, deviceId },
    ).belief
  const failed = (days: number, deviceId = 'here') => on(deviceId, 'icloud', 'phone-failed', days)

  it('is believed less after each attempt in vain, and nothing else is', () => {
    const beliefs = [[], [failed(1)], [failed(1), failed(2)]].map((events) => asked(events))
    const [never = 0, once = 0, twice = 0] = beliefs.map(({ crossDevice }) => crossDevice)
    expect(once / never).toBeCloseTo(0.75, 2)
    expect(twice / never).toBeCloseTo(0.6, 2)
    expect(new Set(beliefs.map(({ here }) => here)).size).toBe(1)
  })
  it('is proven where a passkey was made by scanning a code, and there alone', () => {
    const made = (deviceId: string) =>
      believe(
        {
          credentials: [
            {
              ...iphonePasskey,
              authenticatorAttachment: 'cross-platform',
              madeOn: { deviceId: 'here', os: 'windows', browser: 'chrome' },
            },
          ],
          devices: [
            { id: 'here', ...pc },
            { id: 'there', ...pc },
          ],
        },
        { platform: windowsChrome, deviceId },
      ).belief.crossDevice
    expect(made('here')).toBeCloseTo(0.95 * 0.76, 9)
    expect(made('there')).toBeCloseTo(0.95 * 0.6, 9)
  })
  it('is believed again by and by', () => {
    expect(asked([failed(360)]).crossDevice).toBeGreaterThan(asked([failed(1)]).crossDevice)
  })
  it('counts one attempt once, however many passkeys the phone could have used', () => {
    const both = [failed(1), on('here', 'google', 'phone-failed', 1)]
    expect(asked(both).crossDevice).toBe(asked([failed(1)]).crossDevice)
  })
  it('hears of another device only where this person has proven more than a password', () => {
    expect(asked([failed(1, 'there')]).crossDevice).toBe(asked([]).crossDevice)
    const proven = on('there', 'google', 'succeeded-by-phone', 9)
    expect(asked([proven, failed(1, 'there')]).crossDevice).toBeLessThan(asked([proven]).crossDevice)
  })
})
