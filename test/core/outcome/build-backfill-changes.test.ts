import { describe, expect, it } from 'vitest'
import type { UserEvent } from '../../../src/contract/user.ts'
import { buildBackfillChanges } from '../../../src/core/outcome/build-backfill-changes.ts'
import { users } from '../../../src/proof/arbitraries/history.ts'
import { parseShipped } from '../platform/knowledge-of-the-house.ts'

const [user] = users
if (!user) throw new Error('the list of users is empty')
const login: UserEvent = {
  type: 'authentication',
  result: 'success',
  credentialId: 'c1',
  authenticatorAttachment: 'platform',
  device: { id: 'd1' },
  signals: { userAgent: 'a PC' },
  at: '2026-02-02T00:00:00Z',
}
const at = Date.parse(login.at)
const failure: UserEvent = {
  ...login,
  result: 'failure',
  error: { name: 'NotAllowedError' },
  elapsedMs: 14_000,
}

const knowledge = parseShipped()
const build = (...events: UserEvent[]) =>
  buildBackfillChanges(
    user,
    events,
    ({ userAgent }) => ({
      os: userAgent === 'a PC' ? 'windows' : 'other',
      osVersion: '11',
      browser: 'edge',
      browserMajor: 157,
    }),
    knowledge,
    (id) => (id === 'key' ? ['usb', 'nfc'] : []),
  )
const told = (...events: UserEvent[]) =>
  build(...events).map((change) => (change.type === 'evidence' ? change.kind : change.type))

describe('past events of a user', () => {
  it('count in full: device, use and sighting', () => {
    expect(build(login)).toEqual([
      { type: 'device-proven', user, deviceId: 'd1', os: 'windows', osVersion: '11', browser: 'edge', at },
      { type: 'credential-used', user, credentialId: 'c1', at },
      expect.objectContaining({
        type: 'evidence',
        kind: 'succeeded-here',
        credentialId: 'c1',
        deviceId: 'd1',
        at,
      }),
    ])
  })
  it.each([
    [
      'a login over a phone',
      { ...login, method: 'cross-device', authenticatorAttachment: 'cross-platform' },
      ['device-proven', 'credential-used', 'succeeded-by-phone'],
    ],
    [
      'a login with a key',
      { ...login, credentialId: 'key', authenticatorAttachment: 'cross-platform' },
      ['device-proven', 'credential-used', 'succeeded-by-key'],
    ],
    [
      'a login with an authenticator that nobody described',
      { ...login, authenticatorAttachment: 'cross-platform' },
      ['device-proven', 'credential-used'],
    ],
    [
      'a password login',
      { type: 'authentication', result: 'success', method: 'password', device: { id: 'd1' }, at: login.at },
      ['device-proven'],
    ],
    [
      'a login without a device',
      { type: 'authentication', result: 'success', credentialId: 'c1', at: login.at },
      ['credential-used'],
    ],
    [
      'a registration, which makes a passkey and uses none',
      { ...login, type: 'registration' },
      ['device-proven'],
    ],
    ['a failure', failure, ['abandoned']],
    ['a failure over a phone', { ...failure, method: 'cross-device' }, ['phone-failed']],
    ['a failure nobody described', { ...login, result: 'failure' }, []],
    [
      'a registration that met an excluded passkey',
      { ...failure, type: 'registration', error: { name: 'InvalidStateError' } },
      ['credential-exists'],
    ],
    ['a registration that was cancelled', { ...failure, type: 'registration' }, []],
    ['a time that cannot be read', { ...login, at: 'once' }, []],
  ] satisfies [string, UserEvent, string[]][])('read %s', (_, event, wanted) => {
    expect(told(event)).toEqual(wanted)
  })
  it('are weighed as the table says of the client they tell of', () => {
    const weights = (...events: UserEvent[]) =>
      build(...events).map((change) => (change.type === 'evidence' ? [change.weight, change.elapsedMs] : []))
    const { signals: _, ...untold } = failure
    expect(weights(failure)).toEqual([[1, 14_000]])
    expect(weights({ ...failure, elapsedMs: 1_500 })).toEqual([[0.1, 1_500]])
    expect(weights({ ...untold, elapsedMs: 1_500 })).toEqual([[0.25, 1_500]])
  })
  it('carry the same keys when sent again, and different ones for different events', () => {
    const keys = build(
      login,
      failure,
      { ...login, at: '2026-02-03T00:00:00Z' },
      { ...login, device: { id: 'd2' } },
    )
      .filter((change) => change.type === 'evidence')
      .map((change) => change.key)
    expect(new Set(keys).size).toBe(4)
    expect(build(login)).toEqual(build(login))
  })
  it('without signals tell nothing of the client', () => {
    const { signals: _, ...bare } = login
    expect(build(bare)[0]).toMatchObject({
      type: 'device-proven',
      os: 'unknown',
      osVersion: 'unknown',
      browser: 'unknown',
    })
  })
})
