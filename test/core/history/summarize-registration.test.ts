import { describe, expect, it } from 'vitest'
import type { HistoryInput } from '../../../src/contract/history-input.ts'
import { readHistory } from '../../../src/core/history/read-history.ts'
import { summarizeRegistration } from '../../../src/core/history/summarize-registration.ts'
import { deviceIds } from '../../../src/proof/arbitraries/history.ts'
import { shippedPolicy } from '../../shipped-rules.ts'

const dayMs = 86_400_000
const now = Date.parse('2026-11-21T09:00:00.000Z')
const ago = (days: number) => new Date(now - days * dayMs).toISOString()
const [here = null] = deviceIds

interface Moment {
  readonly justUsed?: string
  readonly prior?: number
}
const summarize = (history: HistoryInput, { justUsed, prior }: Moment = {}) =>
  summarizeRegistration(
    readHistory(history),
    here,
    justUsed,
    shippedPolicy().settings.registration,
    now,
    prior,
  )

const ask = (asked: number, days: number, more: object = {}) => ({
  variant: 'default' as const,
  asked,
  lastAskedAt: ago(days),
  ...more,
})
const restDays = (history: HistoryInput) => {
  const { cooldownUntil } = summarize(history)
  return cooldownUntil === null ? 0 : Math.round((cooldownUntil - now) / dayMs)
}

describe('the rest between offers', () => {
  it.each([
    [0, 0],
    [2, 0],
    [3, 30],
    [4, 60],
    [5, 120],
    [6, 240],
    [7, 360],
    [40, 360],
  ])('after %i declined offers is %i days', (asked, days) => {
    expect(restDays({ registrationAsks: [ask(asked, 0)] })).toBe(days)
  })

  it('counts the declined offers of this device, of no device, and of where a passkey has proven its owner', () => {
    const other = { registrationAsks: [ask(2, 1, { deviceId: 'dev-1' }), ask(1, 0, { deviceId: 'dev-2' })] }
    expect(restDays(other)).toBe(0)
    const used = { credentialId: 'a', deviceId: 'dev-2', at: ago(9) }
    const with2 = (kind: 'cancelled' | 'succeeded-here' | 'succeeded-by-phone' | 'succeeded-by-key') =>
      restDays({ ...other, credentials: [{ id: 'a' }], events: [{ ...used, kind }] })
    expect(with2('cancelled')).toBe(0)
    for (const kind of ['succeeded-here', 'succeeded-by-phone', 'succeeded-by-key'] as const)
      expect(with2(kind)).toBe(30)
    expect(restDays({ registrationAsks: [ask(2, 1, { deviceId: 'dev-1' }), ask(1, 0)] })).toBe(30)
  })

  it('counts every passkey that was made, wherever that was', () => {
    const made = ask(4, 5, { deviceId: 'dev-2', taken: 1, lastTakenAt: ago(6) })
    const { asked, taken, declined } = summarize({ registrationAsks: [made, ask(3, 7)] })
    expect({ asked, taken, declined }).toEqual({ asked: 4, taken: 1, declined: 0 })
  })

  it('ends when a passkey is made, and begins again with as many declines', () => {
    const taken = { taken: 1, lastTakenAt: ago(5) }
    expect(restDays({ registrationAsks: [ask(4, 5, taken)] })).toBe(0)
    expect(summarize({ registrationAsks: [ask(4, 1, taken)] }).declined).toBe(1)
    expect(summarize({ registrationAsks: [ask(6, 1, taken)] }).declined).toBe(2)
    expect(restDays({ registrationAsks: [ask(7, 0, taken)] })).toBe(30)
  })

  it('counts a deleted passkey of this device as a decline, and none of another device', () => {
    const passkey = { id: 'a', authenticatorAttachment: 'platform' as const, revokedAt: ago(0) }
    const deleted = (deviceId: string) => ({
      registrationAsks: [ask(2, 3)],
      credentials: [{ ...passkey, madeOn: { deviceId } }],
    })
    expect(restDays(deleted('dev-1'))).toBe(30)
    expect(restDays(deleted('dev-2'))).toBe(0)
  })

  it('is one for each kind of offer: a failure re-opens the question', () => {
    const failed = { credentialId: 'a', deviceId: 'dev-1', kind: 'cancelled' as const, at: ago(0.01) }
    const credentials = [{ id: 'a' }]
    const asked = { registrationAsks: [ask(3, 1)], credentials }
    expect(summarize(asked).cooldownUntil).not.toBeNull()
    expect(summarize({ ...asked, events: [failed] })).toMatchObject({
      variant: 'after-error',
      cooldownUntil: null,
    })
    expect(summarize(asked, { justUsed: 'cross-device' })).toMatchObject({
      variant: 'after-cross-device',
      cooldownUntil: null,
    })
  })
})

describe('a "never"', () => {
  const never = (more: object) => ({ registrationAsks: [ask(1, 0, { declinedForGood: true, ...more })] })
  it('holds where it was said, and everywhere once the back end or a passkey stands behind it', () => {
    expect(summarize(never({ deviceId: 'dev-1' })).declinedForGood).toBe(true)
    expect(summarize(never({})).declinedForGood).toBe(true)
    expect(summarize(never({ deviceId: 'dev-2' })).declinedForGood).toBe(false)
    const used = { credentialId: 'a', deviceId: 'dev-2', kind: 'succeeded-here' as const, at: ago(3) }
    const known = { ...never({ deviceId: 'dev-2' }), credentials: [{ id: 'a' }], events: [used] }
    expect(summarize(known).declinedForGood).toBe(true)
  })
})

describe('how probably an offer is taken', () => {
  it('is the prior, and then what the user does', () => {
    expect(summarize({}).takeRate).toBeCloseTo(0.3)
    expect(summarize({}, { prior: 0.8 }).takeRate).toBeCloseTo(0.8)
    expect(summarize({ registrationAsks: [ask(9, 1)] }).takeRate).toBeCloseTo(0.075)
    const taken = { taken: 3, lastTakenAt: ago(1) }
    expect(summarize({ registrationAsks: [ask(3, 1, taken)] }).takeRate).toBeCloseTo(0.65)
  })
})

describe('the logins of a device', () => {
  const device = (first: number, last: number, loginDays: number) => ({
    devices: [{ id: 'dev-1', firstSeenAt: ago(first), lastSeenAt: ago(last), loginDays }],
  })
  it.each([
    ['a device nobody has recorded', {}, 'unknown'],
    ['one seen first in this login', device(0, 0, 1), 1],
    ['one seen before this login, which is not stored yet', device(2, 2, 1), 2],
    ['one seen twice within a few minutes', device(0.01, 0, 1), 2],
    ['one used on many days', device(100, 0, 40), 40],
  ])('%s', (_, history, logins) => {
    expect(summarize(history).deviceLogins).toBe(logins)
  })

  it('promise as many again, as long as it lasts', () => {
    expect(summarize(device(330, 0, 36)).futureLogins).toBeCloseTo((36 / 360) * 365 * 0.6)
    expect(summarize({}).futureLogins).toBeCloseTo(7.3)
  })
})
