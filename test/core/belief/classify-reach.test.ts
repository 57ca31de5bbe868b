import { describe, expect, it } from 'vitest'
import type { HistoryInput } from '../../../src/contract/history-input.ts'
import type { ReachClass } from '../../../src/contract/words.ts'
import { classifyReach } from '../../../src/core/belief/classify-reach.ts'
import { unknownProviderReach } from '../../../src/core/belief/provider-reach.ts'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import { buildSupport } from '../../arbitraries/client.ts'
import {
  androidChrome,
  androidPasskey,
  believe,
  buildQuestion,
  daysAgo,
  helloPasskey,
  iphonePasskey,
  iphoneSafari,
  macSafari,
  managerPasskey,
  securityKey,
  windowsChrome,
} from './situation.ts'

type Passkey = NonNullable<HistoryInput['credentials']>[number]
const windowsFirefox: ClientPlatform = { ...windowsChrome, browser: 'firefox' }
const macChrome: ClientPlatform = { ...macSafari, browser: 'chrome' }
const throughPhone: Passkey = {
  ...iphonePasskey,
  authenticatorAttachment: 'cross-platform',
  madeOn: { deviceId: 'pc', os: 'windows', browser: 'chrome' },
}

describe('a passkey seen from a client', () => {
  const cases: readonly [string, Passkey, ClientPlatform, string, ReachClass, number][] = [
    ['iCloud, another Apple device', iphonePasskey, macSafari, 'mac', 'same-ecosystem', 0.85],
    ['iCloud, the iPhone it was made on', iphonePasskey, iphoneSafari, 'iphone', 'made-here', 0.95],
    ['iCloud, Windows', iphonePasskey, windowsChrome, 'pc', 'foreign-ecosystem', 0.02],
    [
      'iCloud made by scanning a code on this PC',
      throughPhone,
      windowsChrome,
      'pc',
      'foreign-ecosystem',
      0.02,
    ],
    ['Google, another Android phone', androidPasskey, androidChrome, 'other', 'same-ecosystem', 0.85],
    ['Google, desktop Chrome', androidPasskey, windowsChrome, 'pc', 'same-ecosystem', 0.55],
    ['Google, Chrome on a Mac', androidPasskey, macChrome, 'mac', 'same-ecosystem', 0.55],
    ['Google, desktop Firefox', androidPasskey, windowsFirefox, 'pc', 'foreign-ecosystem', 0.02],
    ['Windows Hello, the PC it was made on', helloPasskey, windowsChrome, 'pc', 'made-here', 0.95],
    ['Windows Hello, an unknown PC', helloPasskey, windowsChrome, 'pc-2', 'same-os-unknown-machine', 0.15],
    ['Windows Hello, a Mac', helloPasskey, macSafari, 'mac', 'bound-elsewhere', 0],
    ['a manager, an unknown PC', managerPasskey, windowsChrome, 'pc', 'manager', 0.6],
    ['a security key, where it was made', securityKey, windowsChrome, 'pc', 'roaming', 0.3],
    [
      'a key nobody knows by name',
      { id: 'k', transports: ['usb'], authenticatorAttachment: 'cross-platform' },
      macSafari,
      'mac',
      'roaming',
      0.3,
    ],
    [
      'a phone passkey that does not sync, made by scanning a code here',
      { ...throughPhone, aaguid: '00000000-0000-0000-0000-000000000000', backupEligible: false },
      windowsChrome,
      'pc',
      'bound-elsewhere',
      0,
    ],
    [
      'an iCloud AAGUID that says it is not backup eligible (before iOS 16)',
      { ...iphonePasskey, backupEligible: false },
      macSafari,
      'mac',
      'bound-elsewhere',
      0,
    ],
    [
      'synced by nobody knows whom, the same ecosystem',
      { ...iphonePasskey, aaguid: '00000000-0000-0000-0000-000000000000' },
      macSafari,
      'mac',
      'same-ecosystem',
      0.6,
    ],
    [
      'synced by nobody knows whom, another ecosystem',
      { ...iphonePasskey, aaguid: '00000000-0000-0000-0000-000000000000' },
      windowsChrome,
      'pc',
      'foreign-ecosystem',
      0.08,
    ],
    ['nothing told at all', { id: 'x' }, windowsChrome, 'pc', 'same-os-unknown-machine', 0.45],
  ]
  it.each(cases)('%s', (_, passkey, platform, deviceId, reach, prior) => {
    const { first } = believe({ credentials: [passkey] }, { platform, deviceId })
    expect([first.reach, first.prior]).toEqual([reach, prior])
  })

  it('is `used-here` once it has worked on this device, whatever its provider', () => {
    const events = [
      { credentialId: 'icloud', deviceId: 'pc', kind: 'succeeded-here' as const, at: daysAgo(9) },
    ]
    const { first } = believe({ credentials: [iphonePasskey], events }, { deviceId: 'pc' })
    expect([first.reach, first.prior]).toEqual(['used-here', 0.97])
  })

  it('is not `used-here` where a phone served this device', () => {
    const events = [
      { credentialId: 'icloud', deviceId: 'pc', kind: 'succeeded-by-phone' as const, at: daysAgo(9) },
    ]
    expect(believe({ credentials: [iphonePasskey], events }, { deviceId: 'pc' }).first.reach).toBe(
      'foreign-ecosystem',
    )
  })

  it('is out of reach for a manager where the client takes no managers', () => {
    const support = buildSupport({ webauthn: true }, 'none')
    expect(believe({ credentials: [managerPasskey] }, { support }).first.prior).toBe(0.02)
  })

  it('is likely but not sure where nobody can tell whether the store is reached', () => {
    const providerReachOf = () => ({
      ...unknownProviderReach,
      provider: { id: 'apple-passwords', name: 'iCloud', sync: 'synced', kind: 'ecosystem' } as const,
    })
    expect(
      believe({ credentials: [iphonePasskey] }, { platform: macSafari, providerReachOf }).first.prior,
    ).toBe(0.7)
    expect(believe({ credentials: [iphonePasskey] }, { providerReachOf }).first.prior).toBe(0.05)
  })
})

describe('a passkey that syncs, by whom nobody tells', () => {
  const untold: Passkey = { id: 'x', transports: ['internal', 'hybrid'], backupEligible: true }
  const windowsEdge: ClientPlatform = { ...windowsChrome, browser: 'edge' }
  const workedOn = (os: ClientPlatform['os'], browser: ClientPlatform['browser']): HistoryInput => ({
    credentials: [untold],
    devices: [{ id: 'there', os, browser, provenAt: daysAgo(1) }],
    events: [{ credentialId: 'x', deviceId: 'there', kind: 'succeeded-here', at: daysAgo(1) }],
  })
  const madeOn = (os: ClientPlatform['os'], browser: ClientPlatform['browser']): HistoryInput => ({
    credentials: [{ ...untold, madeOn: { deviceId: 'there', os, browser } }],
  })
  const groundOf = (history: HistoryInput, platform: ClientPlatform) => {
    const question = buildQuestion(history, { platform })
    const [record] = question.history.credentials
    if (record === undefined) throw new Error('no passkey')
    return classifyReach(record, unknownProviderReach, question).ground
  }

  const untoldCases: readonly [string, HistoryInput, ClientPlatform, string][] = [
    ['never used, a phone', { credentials: [untold] }, iphoneSafari, 'synced-nobody-says-where'],
    ['never used, a PC', { credentials: [untold] }, windowsChrome, 'synced-hardly-on-computer'],
    ['worked on an iPhone, a Mac', workedOn('ios', 'safari'), macSafari, 'synced-somehow-here'],
    ['worked on an iPhone, a PC', workedOn('ios', 'safari'), windowsChrome, 'synced-somehow-elsewhere'],
    ['worked on a PC, an iPhone', workedOn('windows', 'chrome'), iphoneSafari, 'synced-somehow-elsewhere'],
    ['worked in Chrome, Chrome', workedOn('windows', 'chrome'), windowsChrome, 'synced-in-this-browser'],
    ['worked in Chrome, Edge', workedOn('windows', 'chrome'), windowsEdge, 'synced-in-other-browser'],
    ['worked in Chrome, Android', workedOn('windows', 'chrome'), androidChrome, 'synced-by-google-perhaps'],
    ['worked on Android, Chrome', workedOn('android', 'chrome'), windowsChrome, 'synced-by-google-perhaps'],
    ['worked on Android, Edge', workedOn('android', 'chrome'), windowsEdge, 'synced-somehow-elsewhere'],
    ['worked in Edge, Android', workedOn('windows', 'edge'), androidChrome, 'synced-somehow-elsewhere'],
    ['made in Chrome, Android', madeOn('windows', 'chrome'), androidChrome, 'synced-by-google-perhaps'],
    [
      'worked on Android, Chrome on a Mac',
      workedOn('android', 'chrome'),
      macChrome,
      'synced-by-google-perhaps',
    ],
    ['made on an iPhone, a Mac', madeOn('ios', 'safari'), macSafari, 'synced-somehow-here'],
  ]
  it.each(untoldCases)('%s', (_, history, platform, ground) => {
    expect(groundOf(history, platform)).toBe(ground)
  })
  it('is not where a code was shown for it', () => {
    const [passkey] = madeOn('windows', 'chrome').credentials ?? []
    const scanned = { ...passkey, id: 'x', authenticatorAttachment: 'cross-platform' as const }
    expect(groundOf({ credentials: [scanned] }, windowsChrome)).toBe('synced-somehow-elsewhere')
    // It went to a phone, which may be this one.
    expect(groundOf({ credentials: [scanned] }, iphoneSafari)).toBe('synced-nobody-says-where')
  })
  it('is told of by what has worked where it is not known whether it syncs, too', () => {
    const { backupEligible: _, ...less } = untold
    const on = (os: ClientPlatform['os']) => ({ ...workedOn(os, 'chrome'), credentials: [less] })
    expect(groundOf(on('android'), androidChrome)).toBe('nothing-told-same-os')
    expect(groundOf(on('android'), iphoneSafari)).toBe('nothing-told-elsewhere')
    expect(groundOf({ credentials: [less] }, iphoneSafari)).toBe('nothing-told')
  })
})

describe('two browsers of what may be one PC', () => {
  const chrome = {
    id: 'pc',
    os: 'windows',
    osVersion: '11',
    browser: 'chrome',
    firstSeenAt: daysAgo(90),
    lastSeenAt: daysAgo(1),
    provenAt: daysAgo(1),
  } as const
  const edge = { ...chrome, id: 'pc-edge', browser: 'edge', firstSeenAt: daysAgo(60) } as const
  const worked = { credentialId: 'hello', deviceId: 'pc', kind: 'succeeded-here', at: daysAgo(2) } as const
  const reachHere = (
    devices: HistoryInput['devices'],
    kind: 'succeeded-here' | 'abandoned' = 'succeeded-here',
    platform: Partial<ClientPlatform> = { browser: 'edge' },
  ) =>
    believe(
      { credentials: [helloPasskey], devices: devices ?? [], events: [{ ...worked, kind }] },
      { platform: { ...windowsChrome, ...platform }, deviceId: 'pc-edge' },
    ).first.prior

  it('share a success at a discount', () => {
    expect(reachHere([chrome, edge])).toBe(0.5)
  })
  it.each([
    ['a version nobody tells', { osVersion: 'unknown' }],
    ['no proven login there', { provenAt: undefined }],
    ['never used in turns', { firstSeenAt: daysAgo(0.5), lastSeenAt: daysAgo(0.1), provenAt: daysAgo(0.1) }],
  ] as const)('are less sure to be one: %s', (_, change) => {
    const { provenAt, ...other } = { ...edge, ...change }
    const device = provenAt === undefined ? other : { ...other, provenAt }
    expect(reachHere([chrome, device])).toBe(0.3)
  })
  it('share no failures', () => {
    expect(reachHere([chrome, edge], 'abandoned')).toBe(0.3)
  })
  it('are two where the system is of another version', () => {
    expect(reachHere([chrome, edge], 'abandoned', { browser: 'edge', osVersion: '10' })).toBe(0.15)
  })
  it('are two where one browser is used in turns under two ids: a profile keeps its own', () => {
    const twin = { ...edge, browser: 'chrome' } as const
    expect(reachHere([chrome, twin], 'abandoned', {})).toBe(0.06)
  })
  it('are perhaps one where a browser was not seen again since its twin appeared', () => {
    const twin = { ...edge, browser: 'chrome', firstSeenAt: daysAgo(0.5), lastSeenAt: daysAgo(0.5) } as const
    expect(reachHere([chrome, twin], 'abandoned', {})).toBe(0.6)
    expect(reachHere([chrome], 'abandoned', {})).toBe(0.6)
  })
  it('are two where one was in use a moment ago: storage is seldom cleared between two logins of a day', () => {
    const recent = { ...chrome, lastSeenAt: daysAgo(0.1), provenAt: daysAgo(0.1) } as const
    expect(reachHere([recent], 'abandoned', {})).toBe(0.15)
  })
  it('is as likely this one as another, where nobody says on which one it was made', () => {
    const { madeOn: _unsaid, ...unsaid } = helloPasskey
    const { first } = believe({ credentials: [unsaid] }, { platform: windowsChrome, deviceId: 'pc-edge' })
    expect(first.prior).toBe(0.5)
  })
  it('is no less likely this one once it works in another browser of it', () => {
    const { madeOn: _unsaid, ...unsaid } = helloPasskey
    const history = { credentials: [unsaid], devices: [chrome, edge] }
    const asked = { platform: { ...windowsChrome, browser: 'edge' }, deviceId: 'pc-edge' } as const
    const before = believe(history, asked).first.probability
    expect(believe({ ...history, events: [worked] }, asked).first.probability).toBeGreaterThanOrEqual(before)
  })
})
