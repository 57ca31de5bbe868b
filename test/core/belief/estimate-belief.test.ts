import { describe, expect, it } from 'vitest'
import type { HistoryInput } from '../../../src/contract/history-input.ts'
import { estimateBelief } from '../../../src/core/belief/estimate-belief.ts'
import { buildSupport } from '../../arbitraries/client.ts'
import {
  androidPasskey,
  believe,
  buildQuestion,
  daysAgo,
  helloPasskey,
  iphonePasskey,
  iphoneSafari,
  managerPasskey,
  securityKey,
} from './situation.ts'

type Event = NonNullable<HistoryInput['events']>[number]
const onPc = (credentialId: string, kind: Event['kind'], days: number, deviceId = 'pc'): Event => ({
  credentialId,
  deviceId,
  kind,
  at: daysAgo(days),
})
const manager = (...events: Event[]) =>
  believe({ credentials: [managerPasskey], events }, { deviceId: 'pc' }).first
const day = 86_400_000

describe("a manager's passkey on a Windows machine nobody knows", () => {
  it('starts as a try worth making', () => {
    const one = manager()
    expect(one).toMatchObject({ probability: 0.6, status: 'believed', coolingUntil: null, probeDue: false })
  })
  it('is suspected gone and rests after two proven failures', () => {
    const one = manager(onPc('manager', 'abandoned', 1.001), onPc('manager', 'abandoned', 1))
    expect(one.probability).toBeLessThan(0.01)
    expect(one).toMatchObject({ status: 'suspected-gone', probeDue: false })
    expect(one.coolingUntil).toBe(Date.parse(daysAgo(1)) + 30 * day)
  })
  it('is due for one probe when the rest is over', () => {
    const one = manager(onPc('manager', 'abandoned', 31.001), onPc('manager', 'abandoned', 31))
    expect(one).toMatchObject({ status: 'suspected-gone', coolingUntil: null, probeDue: true })
  })
  it('rests twice as long after a failed probe', () => {
    const one = manager(onPc('manager', 'abandoned', 40), onPc('manager', 'immediate-fast-reject', 5))
    expect(one.coolingUntil).toBe(Date.parse(daysAgo(5)) + 60 * day)
    expect(one.probeDue).toBe(false)
  })
  it('never rests longer than the settings say', () => {
    const fails = [900, 800, 700, 500, 250, 1].map((days) => onPc('manager', 'abandoned', days))
    expect(manager(...fails).coolingUntil).toBe(Date.parse(daysAgo(1)) + 180 * day)
  })
  it('is healed by one success', () => {
    const one = manager(onPc('manager', 'abandoned', 40), onPc('manager', 'succeeded-here', 2))
    expect(one).toMatchObject({ reach: 'used-here', status: 'believed', coolingUntil: null, probeDue: false })
    expect(one.probability).toBeGreaterThan(0.96)
  })
  it('is not judged by a silent miss, since managers are not listed silently', () => {
    expect(manager(onPc('manager', 'immediate-fast-reject', 1)).probability).toBeCloseTo(0.6, 6)
  })
  it('is believed again by and by when nothing more is heard', () => {
    const fresh = manager(onPc('manager', 'abandoned', 1)).probability
    const old = manager(onPc('manager', 'abandoned', 700)).probability
    expect(fresh).toBeLessThan(0.1)
    expect(old).toBeGreaterThan(0.4)
    expect(old).toBeLessThan(0.6)
  })
})

describe('a passkey that has worked here for months', () => {
  const months = [90, 60, 30, 1].map((days) => onPc('hello', 'succeeded-here', days))
  const hello = (...events: Event[]) =>
    believe(
      { credentials: [helloPasskey], events: [...months, ...events], devices: [{ id: 'pc', os: 'windows' }] },
      { deviceId: 'pc' },
    ).first

  it('is not suspected after one cancel', () => {
    const one = hello(onPc('hello', 'cancelled', 0.1))
    expect(one).toMatchObject({ status: 'believed', coolingUntil: null })
    expect(one.probability).toBeGreaterThan(0.9)
  })
  it('is doubted after two, and after three it is not asked for', () => {
    const cancels = [0.3, 0.2, 0.1].map((days) => onPc('hello', 'cancelled', days))
    expect(hello(...cancels.slice(1)).probability).toBeLessThan(0.6)
    expect(hello(...cancels).probability).toBeLessThan(0.2)
  })
  it('is doubted a little sooner where it has worked but once', () => {
    const cancels = [0.2, 0.1].map((days) => onPc('hello', 'cancelled', days))
    const events = [onPc('hello', 'succeeded-here', 1), ...cancels]
    const devices = [{ id: 'pc', os: 'windows' as const }]
    const { first } = believe({ credentials: [helloPasskey], events, devices }, { deviceId: 'pc' })
    expect(first.probability).toBeLessThan(0.5)
    expect(first.probability).toBeLessThan(hello(...cancels).probability)
  })
  it('is probably deleted after failing again and again where it had worked', () => {
    const fails = [0.4, 0.3, 0.2, 0.1].map((days) => onPc('hello', 'abandoned', days))
    expect(hello(...fails).status).toBe('probably-deleted')
  })
  it('is not, as long as it still works on another device', () => {
    const fails = [0.4, 0.3, 0.2, 0.1].map((days) => onPc('hello', 'abandoned', days))
    expect(hello(...fails, onPc('hello', 'succeeded-here', 3, 'laptop')).status).toBe('suspected-gone')
  })
  it('is not, by failures on a device where it never worked', () => {
    const fails = [0.4, 0.3, 0.2, 0.1].map((days) => onPc('hello', 'abandoned', days, 'thief'))
    expect(hello(...fails)).toMatchObject({ status: 'believed', coolingUntil: null })
  })
  it('is not, where no login of the user was ever proven on that device', () => {
    const fails = [0.4, 0.3, 0.2, 0.1].map((days) => onPc('hello', 'abandoned', days))
    const question = buildQuestion(
      { credentials: [helloPasskey], events: [...months, ...fails] },
      { deviceId: 'pc' },
    )
    const devices = question.history.devices.map((device) => ({ ...device, provenAt: null }))
    const { credentials } = estimateBelief({ ...question, history: { ...question.history, devices } })
    expect(credentials.map((one) => one.status)).toEqual(['suspected-gone'])
  })
  it('is cleared when a phone serves it after that', () => {
    const fails = [0.4, 0.3, 0.2, 0.1].map((days) => onPc('hello', 'abandoned', days))
    expect(hello(...fails, onPc('hello', 'succeeded-by-phone', 0.05, 'mac')).status).toBe('suspected-gone')
  })
})

describe('evidence of single kinds', () => {
  it('takes a phone used instead as a hint of absence', () => {
    expect(manager(onPc('manager', 'succeeded-by-phone', 0)).probability).toBeCloseTo(0.15 / 1.15, 6)
  })
  it('takes a dismissed silent offer as a sign of presence', () => {
    expect(manager(onPc('manager', 'immediate-slow-reject', 0)).probability).toBeCloseTo(7.5 / 8.5, 6)
  })
  it('shares an excluded credential found at registration among all that were excluded', () => {
    const alone = manager(onPc('manager', 'credential-exists', 0)).probability
    expect(alone).toBeCloseTo(15 / 16, 6)
    const { belief } = believe(
      { credentials: [managerPasskey, iphonePasskey], events: [onPc('manager', 'credential-exists', 0)] },
      { deviceId: 'pc' },
    )
    expect(belief.credentials.find((one) => one.id === 'manager')?.probability).toBeLessThan(alone)
  })
  it('never makes a ghost of a security key', () => {
    const fails = [3, 2, 1].map((days) => onPc('key', 'abandoned', days))
    const one = believe({ credentials: [securityKey], events: fails }, { deviceId: 'pc' }).first
    expect(one).toMatchObject({ status: 'believed', coolingUntil: null, probeDue: false })
    expect(one.probability).toBeCloseTo(0.6 / 5, 9)
  })
  it('never rests a passkey that was not expected here', () => {
    const one = believe(
      { credentials: [helloPasskey], events: [onPc('hello', 'abandoned', 1, 'pc-2')] },
      { deviceId: 'pc-2' },
    ).first
    expect(one).toMatchObject({ status: 'believed', coolingUntil: null })
  })
  it('counts evidence from the future as of now', () => {
    const one = manager(onPc('manager', 'abandoned', -400))
    expect(one.coolingUntil).toBe(Date.parse(daysAgo(0)) + 30 * day)
  })
})

describe('all passkeys together', () => {
  it('count once per provider, since what one store holds is there or not there together', () => {
    const twice = believe({ credentials: [managerPasskey, { ...managerPasskey, id: 'manager-2' }] }).belief
    expect(twice.here).toBeCloseTo(0.6, 9)
    const both = believe({ credentials: [managerPasskey, androidPasskey] }).belief
    expect(both.here).toBeCloseTo(1 - 0.4 * 0.45, 9)
  })
  it('are listed likeliest first, without the revoked ones', () => {
    const { belief } = believe(
      { credentials: [iphonePasskey, helloPasskey, { ...managerPasskey, revokedAt: daysAgo(3) }] },
      { deviceId: 'pc' },
    )
    expect(belief.credentials.map((one) => one.id)).toEqual(['hello', 'icloud'])
  })
  it('give nothing for a user without passkeys', () => {
    expect(estimateBelief(buildQuestion({}))).toEqual({
      credentials: [],
      here: 0,
      local: 0,
      immediate: 0,
      crossDevice: 0,
      phone: 0,
      returns: 0,
      picking: 1,
    })
  })
  it('say nothing where the client has no WebAuthn', () => {
    const support = buildSupport({ webauthn: false, hybridClient: true })
    const { belief } = believe({ credentials: [iphonePasskey] }, { platform: iphoneSafari, support })
    expect([belief.local, belief.immediate, belief.crossDevice]).toEqual([0, 0, 0])
  })
  it('leave managers out of a silent try', () => {
    expect(believe({ credentials: [managerPasskey] }).belief.immediate).toBe(0)
    expect(believe({ credentials: [androidPasskey] }).belief.immediate).toBeCloseTo(0.55 * 0.95, 9)
  })
  it('are worth less the surer it is that every ceremony breaks here', () => {
    const issue = (certainty: 'high' | 'low') =>
      believe(
        { credentials: [managerPasskey] },
        { issues: [{ id: 'KI-09', effect: 'breaks', advice: 'no-ceremony', certainty, source: 'a report' }] },
      ).belief.local
    expect(issue('high')).toBeLessThan(0.02)
    expect(issue('low')).toBeGreaterThan(0.4)
  })
})

describe('a phone that could serve', () => {
  const phone = (
    passkey: typeof iphonePasskey,
    events: Event[] = [],
    devices: HistoryInput['devices'] = [],
  ) => believe({ credentials: [passkey], events, devices }, { deviceId: 'pc' }).first.phone
  const { madeOn: _, ...untold } = iphonePasskey

  it.each([
    ['iCloud made on the iPhone', phone(iphonePasskey), 0.95],
    [
      'iCloud made on the iPhone by a native app, which reports no transports',
      phone({ ...iphonePasskey, transports: [] }),
      0.95,
    ],
    [
      'iCloud made on a Mac, which reports hybrid too',
      phone({ ...iphonePasskey, madeOn: { os: 'macos' } }),
      0.35,
    ],
    ['iCloud made nobody knows where', phone(untold), 0.92],
    ['made by scanning a code', phone({ ...iphonePasskey, authenticatorAttachment: 'cross-platform' }), 0.95],
    ['a phone passkey that does not sync', phone({ ...androidPasskey, backupEligible: false }), 0.8],
    [
      'a phone passkey that does not sync and cannot be scanned',
      phone({ ...androidPasskey, backupEligible: false, transports: ['internal'] }),
      0,
    ],
    ['a manager seen on computers only', phone(managerPasskey), 0.2],
    ['Windows Hello', phone(helloPasskey), 0],
    ['Windows Hello that claims hybrid', phone({ ...helloPasskey, transports: ['internal', 'hybrid'] }), 0],
    ['a security key', phone(securityKey), 0],
    ['nobody known, hybrid', phone({ id: 'x', transports: ['internal', 'hybrid'] }), 0.35],
    ['nobody known, nothing told', phone({ id: 'x' }), 0],
  ])('%s', (_name, probability, wanted) => {
    expect(probability).toBe(wanted)
  })
  it('is proven once it has served another client', () => {
    expect(phone(iphonePasskey, [onPc('icloud', 'succeeded-by-phone', 6, 'library')])).toBe(0.97)
  })
  it('is believed where the passkey has worked on one', () => {
    const devices = [{ id: 'pixel', os: 'android' as const }]
    expect(phone(managerPasskey, [onPc('manager', 'succeeded-here', 6, 'pixel')], devices)).toBe(0.95)
  })
  it('is doubted where nobody has heard of the passkey for long, and never to nothing', () => {
    const afterDays = (days: number) =>
      phone(iphonePasskey, [onPc('icloud', 'succeeded-by-phone', days, 'library')])
    expect(afterDays(60)).toBeCloseTo(0.97 * Math.exp(-0.004 * 53), 6)
    expect(afterDays(200)).toBeLessThan(0.6)
    expect(afterDays(3_000)).toBeCloseTo(0.97 * 0.3, 6)
  })
  it('is doubted where the person goes on logging in elsewhere without it, if that person is known there', () => {
    const laptop = { id: 'laptop', os: 'windows' as const, firstSeenAt: daysAgo(12), lastSeenAt: daysAgo(0) }
    const heard = 20
    const phoneAfter = (loginDays: number, ...more: Event[]) =>
      believe(
        {
          credentials: [iphonePasskey, helloPasskey],
          events: [onPc('icloud', 'succeeded-by-phone', heard, 'library'), ...more],
          devices: [{ ...laptop, loginDays }],
        },
        { deviceId: 'pc' },
      ).belief.credentials.find(({ id }) => id === 'icloud')?.phone
    const known = onPc('hello', 'succeeded-here', 5, 'laptop')
    const asBefore = 0.97 * Math.exp(-0.004 * (heard - 7))
    const left = (days: number) => asBefore * 0.72 ** days
    expect(phoneAfter(3, known)).toBeCloseTo(left(3) / (left(3) + 1 - asBefore), 9)
    expect(phoneAfter(5, known)).toBeLessThan(phoneAfter(3, known) ?? 0)
    expect(phoneAfter(100, known)).toBe(phoneAfter(8, known))
    expect(phoneAfter(3)).toBeCloseTo(asBefore, 9)
  })
  it('is not doubted by its age before anybody could have heard of it', () => {
    expect(phone({ ...iphonePasskey, createdAt: daysAgo(300) })).toBe(0.95)
  })
  it('counts only from a client that can certainly show a code', () => {
    const crossDevice = (hybridClient: boolean | 'unknown') =>
      believe({ credentials: [iphonePasskey] }, { support: buildSupport({ webauthn: true, hybridClient }) })
        .belief
    expect(crossDevice(true).crossDevice).toBeCloseTo(0.95 * 0.6, 9)
    expect(crossDevice('unknown').crossDevice).toBe(0)
    expect(crossDevice(false).crossDevice).toBe(0)
    expect(crossDevice(false).phone).toBe(0.95)
  })
})
