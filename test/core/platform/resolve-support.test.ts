import { describe, expect, it } from 'vitest'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import type { SupportKey, SupportWord } from '../../../src/core/platform/knowledge.ts'
import { resolveSupport } from '../../../src/core/platform/resolve-support.ts'
import { client, parseShipped, type SentSignals, sent } from './knowledge-of-the-house.ts'

const knowledge = parseShipped()
type Expected = Partial<Record<SupportKey, SupportWord>>

const valuesOf = (platform: ClientPlatform, signals: SentSignals, keys: readonly string[]) => {
  const support: Readonly<Record<string, { readonly value: unknown }>> = resolveSupport(
    platform,
    sent(signals),
    knowledge,
  )
  return Object.fromEntries(keys.map((key) => [key, support[key]?.value]))
}

type Row = readonly [situation: string, platform: ClientPlatform, expected: Expected, signals?: SentSignals]
const holds = (rows: readonly Row[]) => {
  for (const [situation, platform, expected, signals = {}] of rows) {
    it(situation, () => {
      expect(valuesOf(platform, signals, Object.keys(expected))).toEqual(expected)
    })
  }
}

const yes = 'userVerifyingPlatformAuthenticator'
const allYes: SentSignals = {
  webauthn: true,
  userVerifyingPlatformAuthenticator: true,
  conditionalMediation: true,
  capabilities: {
    conditionalCreate: true,
    conditionalGet: true,
    hybridTransport: true,
    immediateGet: true,
    passkeyPlatformAuthenticator: true,
    relatedOrigins: true,
    signalUnknownCredential: true,
    userVerifyingPlatformAuthenticator: true,
  },
}
const win10 = client('windows 10', 'chrome 157')
const win11 = client('windows 11', 'chrome 157')
const win22h2 = { platformVersion: '15.0.0' }

describe('the ten things an engine gets wrong', () => {
  describe('1 probes lie both ways', () => {
    holds([
      [
        'Firefox on Linux claims conditional mediation',
        client('linux', 'firefox 160'),
        { conditionalGet: false, hybridClient: false },
        { conditionalMediation: true, capabilities: { conditionalGet: true } },
      ],
      [
        'Chrome on Linux claims conditional mediation',
        client('linux', 'chrome 128'),
        { conditionalGet: false },
        { conditionalMediation: true },
      ],
      [
        'Chrome on Windows 10 claims conditional mediation',
        client('windows 10', 'chrome 120'),
        { conditionalGet: false },
        { conditionalMediation: true },
      ],
      [
        'Electron claims everything',
        client('macos 15', 'electron 40'),
        { webauthn: false, conditionalGet: false, hybridClient: false },
        allYes,
      ],
      [
        'Firefox on Windows claims hybrid',
        client('windows', 'firefox 160'),
        { hybridClient: 'unknown' },
        { capabilities: { hybridTransport: true } },
      ],
      [
        'Chrome on Windows reports an adapter',
        win11,
        { hybridClient: true },
        { capabilities: { hybridTransport: true } },
      ],
      [
        'Chrome on Windows reports none',
        win11,
        { hybridClient: false },
        { capabilities: { hybridTransport: false } },
      ],
      [
        'Chrome on Linux reports none',
        client('linux', 'chrome 157'),
        { hybridClient: false },
        { capabilities: { hybridTransport: false } },
      ],
      [
        'a passkey platform authenticator proves nothing',
        client('linux', 'chrome 157'),
        { platformAuthenticator: false },
        { capabilities: { passkeyPlatformAuthenticator: true } },
      ],
      [
        'conditionalGet is the same probe under another name: Edge on Linux',
        client('linux', 'edge 157'),
        { conditionalGet: false },
        { capabilities: { conditionalGet: true } },
      ],
      [
        'conditionalGet is the same probe under another name: Brave on Windows 10',
        client('windows 10', 'brave 157'),
        { conditionalGet: false },
        { capabilities: { conditionalGet: true } },
      ],
      [
        'Chrome on Linux may list synced passkeys, so its capability counts',
        client('linux', 'chrome 157'),
        { conditionalGet: true },
        { capabilities: { conditionalGet: true } },
      ],
      [
        'Edge on Windows 10 may from 142',
        client('windows 10', 'edge 142'),
        { conditionalGet: true },
        { capabilities: { conditionalGet: true } },
      ],
      [
        'and not before',
        client('windows 10', 'edge 141'),
        { conditionalGet: false },
        { capabilities: { conditionalGet: true } },
      ],
      [
        'a missing capability is unknown',
        win11,
        { immediateGet: 'unknown', hybridClient: true },
        { capabilities: {} },
      ],
    ])
  })

  describe('2 web views of iOS and macOS', () => {
    const wk = { webview: 'wkwebview' }
    holds([
      [
        'iOS 16.3 says yes to everything',
        client('ios 16.3', 'webview', wk),
        { webauthn: false, platformAuthenticator: false, hybridClient: false, conditionalGet: false },
        allYes,
      ],
      [
        'iOS 16.4, no app name, UVPAA true: entitled or associated',
        client('ios 16.4', 'webview', wk),
        { webauthn: true, platformAuthenticator: true },
        { [yes]: true },
      ],
      ['iOS 17, no probe', client('ios 17.5', 'webview', wk), { webauthn: false }],
      [
        'Instagram on iOS 18 says yes',
        client('ios 18.6', 'webview', { webview: 'instagram' }),
        { webauthn: false, conditionalGet: false, passkeySync: 'none' },
        allYes,
      ],
      ['version hidden: it may lie', client('ios', 'webview', wk), { webauthn: 'unknown' }, allYes],
      ['macOS 13.2', client('macos 13.2', 'safari', wk), { webauthn: false }, allYes],
      [
        'the phone can be scanned all the same',
        client('ios 18.6', 'webview', { webview: 'instagram' }),
        { hybridAuthenticator: true },
      ],
    ])
  })

  describe('3 Android WebView', () => {
    holds([
      [
        'with the mark of a web view',
        client('android 14', 'webview 157', { webview: 'android-webview' }),
        { webauthn: false, conditionalGet: false, hybridClient: false },
        allYes,
      ],
      [
        'Facebook',
        client('android 15', 'webview 157', { webview: 'facebook' }),
        { webauthn: false, platformPasskeys: false },
        allYes,
      ],
      [
        'without the mark it is Chrome',
        client('android 14', 'chrome 157'),
        { webauthn: true, conditionalGet: true, platformPasskeys: true },
      ],
    ])
  })

  describe('4 Firefox on Windows', () => {
    holds([
      [
        'the version is hidden',
        client('windows', 'firefox 160'),
        { hybridClient: 'unknown', platformPasskeys: true, conditionalGet: 'unknown' },
      ],
      ['Windows 10', client('windows 10', 'firefox 160'), { hybridClient: false, conditionalGet: false }],
      ['Windows 11', client('windows 11', 'firefox 160'), { hybridClient: 'unknown' }],
      [
        'Chrome 107 on Windows 10',
        client('windows 10', 'chrome 107'),
        { hybridClient: false, conditionalGet: false },
      ],
      ['Chrome 108 on Windows 10', client('windows 10', 'chrome 108'), { hybridClient: true }],
      ['Edge 108 on Windows 10', client('windows 10', 'edge 108'), { hybridClient: true }],
    ])
  })

  describe('5 the stores of macOS', () => {
    holds([
      [
        'Chrome 117 on 13.5',
        client('macos 13.5', 'chrome 117'),
        { passkeySync: 'device-bound', platformPasskeys: true },
      ],
      [
        'Chrome 118 on 13.5',
        client('macos 13.5', 'chrome 118'),
        { passkeySync: 'synced', platformPasskeys: true },
      ],
      ['Chrome 118 on 13.4.1', client('macos 13.4.1', 'chrome 118'), { passkeySync: 'device-bound' }],
      [
        'Chrome 129 on 13.4: Google Password Manager perhaps',
        client('macos 13.4', 'chrome 129'),
        { passkeySync: 'unknown' },
      ],
      [
        'Chrome 157, version hidden',
        client('macos', 'chrome 157'),
        { passkeySync: 'unknown', conditionalGet: true, hybridClient: true },
      ],
      [
        'Firefox 121',
        client('macos', 'firefox 121.0'),
        { platformAuthenticator: false, hybridClient: false, conditionalGet: false },
      ],
      [
        'Firefox 122, version hidden',
        client('macos', 'firefox 122.0'),
        { platformAuthenticator: 'unknown', hybridClient: 'unknown', passkeySync: 'unknown' },
      ],
      [
        'Firefox 122 on 13.2',
        client('macos 13.2', 'firefox 122'),
        { platformPasskeys: false, passkeySync: 'none' },
      ],
      [
        'Firefox 122 on 13.3',
        client('macos 13.3', 'firefox 122'),
        { platformPasskeys: true, passkeySync: 'synced' },
      ],
      [
        'Firefox 160 whose probe says yes must be on 13.3',
        client('macos', 'firefox 160'),
        { platformPasskeys: true, passkeySync: 'synced', hybridClient: true },
        { [yes]: true },
      ],
      [
        'Edge 122 on 14',
        client('macos 14', 'edge 122'),
        { passkeySync: 'device-bound', conditionalGet: true, hybridClient: true },
      ],
      ['Edge 132 on 14', client('macos 14', 'edge 132'), { passkeySync: 'device-bound' }],
      ['Edge 133 on 14', client('macos 14', 'edge 133'), { passkeySync: 'synced' }],
    ])
  })

  describe('6 Safari and Firefox hide the version of macOS', () => {
    holds([
      [
        'Safari 16 also ran on 11 and 12',
        client('macos', 'safari 16.6'),
        { passkeySync: 'unknown', platformPasskeys: 'unknown', hybridClient: 'unknown' },
      ],
      ['Safari 17 also ran on 12', client('macos', 'safari 17.4'), { passkeySync: 'unknown' }],
      [
        'Safari 18 needs 13',
        client('macos', 'safari 18.0'),
        { passkeySync: 'synced', platformPasskeys: true, hybridClient: true, conditionalGet: true },
      ],
      [
        'Safari 18 may run below 15',
        client('macos', 'safari 18.0'),
        { conditionalCreate: 'unknown', thirdPartyProviders: 'unknown' },
      ],
      [
        'Safari 26 needs 14',
        client('macos', 'safari 26.0'),
        { thirdPartyProviders: 'system', conditionalCreate: 'unknown', signalMethods: true },
      ],
      [
        'Safari 15 never had passkeys',
        client('macos', 'safari 15.6'),
        { platformPasskeys: false, passkeySync: 'device-bound' },
      ],
      [
        'Safari 18 on 15, told',
        client('macos 15', 'safari 18'),
        { conditionalCreate: true, relatedOrigins: true },
      ],
      [
        'Safari 18 on 14, told',
        client('macos 14', 'safari 18'),
        { conditionalCreate: false, relatedOrigins: false },
      ],
      [
        'Safari that reports its capabilities',
        client('macos', 'safari 26.0'),
        { conditionalCreate: true },
        { capabilities: { conditionalCreate: true } },
      ],
    ])
  })

  describe('7 releases of Windows 11', () => {
    holds([
      ['21H2 (14)', win11, { conditionalGet: 'unknown' }, { platformVersion: '14.0.0' }],
      [
        '21H2 (14) in Brave, which has no Google Password Manager',
        client('windows 11', 'brave 157'),
        { conditionalGet: false },
        { platformVersion: '14.0.0' },
      ],
      ['22H2 or 23H2 (15)', win11, { conditionalGet: true }, win22h2],
      ['later (19)', win11, { conditionalGet: true }, { platformVersion: '19.0.0' }],
      ['no platform version', win11, { conditionalGet: 'unknown' }],
      ['Windows 10, signed in or not', win10, { conditionalGet: 'unknown' }, { platformVersion: '10.0.0' }],
      [
        'Windows 10, before Google Password Manager',
        client('windows 10', 'chrome 128'),
        { conditionalGet: false },
      ],
      [
        'Windows 8.1',
        client('windows 8.1', 'chrome 109'),
        { platformAuthenticator: false, passkeySync: 'none' },
        { platformVersion: '0.3.0' },
      ],
    ])
  })

  describe('8 Firefox on Android', () => {
    holds([
      [
        'Android 12, no conditional',
        client('android 12', 'firefox 160'),
        { platformPasskeys: false, conditionalGet: false },
        { conditionalMediation: true, capabilities: { conditionalGet: true } },
      ],
      ['Android 13', client('android 13', 'firefox 160'), { platformPasskeys: false }],
      ['Android 14', client('android 14', 'firefox 160'), { platformPasskeys: true, conditionalGet: false }],
      [
        'version hidden: 10 or older',
        client('android', 'firefox 160'),
        { platformPasskeys: false, conditionalGet: false },
      ],
    ])
  })

  describe('9 signal methods on Chrome for Android', () => {
    const signals = { capabilities: { signalUnknownCredential: true, signalAllAcceptedCredentials: true } }
    holds([
      ['131', client('android 14', 'chrome 131'), { signalMethods: false }],
      ['132, reported', client('android 14', 'chrome 132'), { signalMethods: false }, signals],
      ['141, reported', client('android 14', 'chrome 141'), { signalMethods: false }, signals],
      ['142', client('android 14', 'chrome 142'), { signalMethods: true }],
      ['132 on a desktop', client('windows 11', 'chrome 132'), { signalMethods: true }],
    ])
  })

  describe('10 a no of this page beats the table', () => {
    holds([
      [
        'guest profile',
        win11,
        { platformAuthenticator: false, conditionalGet: false, hybridClient: true },
        { [yes]: false, conditionalMediation: false },
      ],
      [
        'Apple blocks this site',
        client('ios 18.6', 'safari 18.6'),
        { platformAuthenticator: false, platformPasskeys: false, passkeySync: 'none' },
        { [yes]: false },
      ],
      [
        'no screen lock',
        client('android 14', 'chrome 157'),
        { platformAuthenticator: false, platformPasskeys: false },
        { [yes]: false },
      ],
      [
        'policy took the interface away',
        win11,
        { webauthn: false, hybridClient: false, conditionalGet: false, passkeySync: 'none' },
        { webauthn: false },
      ],
      [
        'two reports contradict: the no wins',
        win11,
        { conditionalGet: false },
        { ...win22h2, conditionalMediation: false, capabilities: { conditionalGet: true } },
      ],
    ])
  })
})

describe('Bluetooth', () => {
  holds([
    ['none: no QR code', win11, { hybridClient: false }, { bluetooth: false }],
    [
      'none beats a hybrid claim',
      win11,
      { hybridClient: false },
      { bluetooth: false, capabilities: { hybridTransport: true } },
    ],
    ['some: possible', win11, { hybridClient: true }, { bluetooth: true }],
    [
      'some proves nothing where there is no QR code',
      client('linux', 'firefox 160'),
      { hybridClient: false },
      { bluetooth: true },
    ],
    [
      'Web Bluetooth is off on Linux',
      client('linux', 'chrome 157'),
      { hybridClient: true },
      { bluetooth: false },
    ],
    ['and in Brave', client('windows 11', 'brave 157'), { hybridClient: true }, { bluetooth: false }],
    [
      'but hybridTransport is decisive in Brave',
      client('windows 11', 'brave 157'),
      { hybridClient: false },
      { bluetooth: false, capabilities: { hybridTransport: false } },
    ],
    [
      'Chrome on Android has hybrid compiled in',
      client('android 8', 'chrome 130'),
      { hybridClient: false },
      { capabilities: { hybridTransport: true } },
    ],
  ])
})

describe('thresholds of the interfaces, just below and at', () => {
  const android = (program: string) => client('android 14', program)
  const mac = (program: string) => client('macos 15', program)
  const at = (feature: SupportKey, below: ClientPlatform, from: ClientPlatform): Row[] => [
    [
      `${feature}: no in ${below.browser} ${below.browserVersion} on ${below.os} ${below.osVersion}`,
      below,
      { [feature]: false },
    ],
    [
      `${feature}: yes in ${from.browser} ${from.browserVersion} on ${from.os} ${from.osVersion}`,
      from,
      { [feature]: true },
    ],
  ]
  const ios = (version: string) => client(`ios ${version}`, 'safari')
  holds([
    ...at('webauthn', mac('chrome 66'), mac('chrome 67')),
    ...at('webauthn', android('chrome 69'), android('chrome 70')),
    ...at('webauthn', client('windows 10', 'edge 17'), client('windows 10', 'edge 79')),
    ...at('webauthn', mac('firefox 59'), mac('firefox 60')),
    ...at('webauthn', android('firefox 91'), android('firefox 92')),
    ...at('webauthn', client('macos', 'safari 12.1'), client('macos', 'safari 13.0')),
    ...at('webauthn', ios('12.5'), ios('13.0')),
    ...at('webauthn', android('samsung 9'), android('samsung 10')),
    ...at('conditionalGet', mac('chrome 107'), mac('chrome 108')),
    ...at('conditionalGet', android('chrome 107'), android('chrome 108')),
    ...at('conditionalGet', mac('edge 121'), mac('edge 122')),
    ...at('conditionalGet', mac('firefox 121'), mac('firefox 122')),
    ...at('conditionalGet', ios('15.8'), ios('16.1')),
    ...at('conditionalGet', android('samsung 20'), android('samsung 21')),
    ...at('getClientCapabilities', mac('chrome 132'), mac('chrome 133')),
    ...at('getClientCapabilities', mac('edge 132'), mac('edge 133')),
    ...at('getClientCapabilities', mac('firefox 134'), mac('firefox 135')),
    ...at('getClientCapabilities', android('firefox 134'), android('firefox 135')),
    ...at('getClientCapabilities', client('macos', 'safari 17.3'), client('macos', 'safari 17.4')),
    ...at('getClientCapabilities', ios('17.3'), ios('17.4')),
    ...at('getClientCapabilities', android('samsung 28'), android('samsung 29')),
    ...at('signalMethods', mac('chrome 131'), mac('chrome 132')),
    ...at('signalMethods', client('macos', 'safari 18.6'), client('macos', 'safari 26.0')),
    ...at('signalMethods', ios('18.6'), ios('26.0')),
    ...at('signalMethods', android('samsung 28'), android('samsung 29')),
    ...at('conditionalCreate', mac('chrome 135'), mac('chrome 136')),
    ...at('conditionalCreate', android('chrome 141'), android('chrome 142')),
    ...at('conditionalCreate', ios('17.7'), ios('18.0')),
    ...at('conditionalCreate', android('samsung 29'), android('samsung 30')),
    ...at('hints', mac('chrome 127'), mac('chrome 128')),
    ...at('hints', android('samsung 27'), android('samsung 28')),
    ...at('relatedOrigins', mac('chrome 127'), mac('chrome 128')),
    ...at('relatedOrigins', mac('edge 127'), mac('edge 128')),
    ...at('relatedOrigins', ios('17.7'), ios('18.0')),
    ['Edge conditional create is contested', mac('edge 136'), { conditionalCreate: 'unknown' }],
    ['iOS 16.0: contested', ios('16.0'), { conditionalGet: 'unknown' }],
    ['iOS 16 without a minor', ios('16'), { conditionalGet: 'unknown', hybridClient: true }],
    [
      'Firefox never: hints, signal methods, conditional create',
      mac('firefox 160'),
      { hints: false, signalMethods: false, conditionalCreate: false },
    ],
    ['Firefox related origins, before 149', mac('firefox 148'), { relatedOrigins: false }],
    ['Firefox related origins, contested', mac('firefox 149'), { relatedOrigins: 'unknown' }],
    ['Safari has no hints', ios('27.2'), { hints: false }],
  ])
})

describe('browsers with an engine or a number of their own', () => {
  holds([
    ['Edge 17', client('windows 10', 'edge 17'), { webauthn: false }],
    [
      'Edge 18, before it was Chromium',
      client('windows 10', 'edge 18'),
      { webauthn: true, hybridClient: false },
    ],
    ['Opera 53', client('windows 10', 'opera 53'), { webauthn: false }],
    [
      'Opera 12, before it was Chromium',
      client('windows 7', 'opera 12.1'),
      { webauthn: false, hints: false },
    ],
    ['Opera 48 on Android', client('android 9', 'opera 48'), { webauthn: false }],
    ['Opera 49 on Android', client('android 9', 'opera 49'), { webauthn: 'unknown' }],
    ['Oculus 5', client('android 10', 'oculus 5.4'), { webauthn: false }],
    ['Oculus 6', client('android 10', 'oculus 6.0'), { webauthn: 'unknown' }],
    ['Brave 135', client('windows 11', 'brave 135'), { conditionalCreate: false }],
    ['Brave 136', client('windows 11', 'brave 136'), { conditionalCreate: 'unknown' }],
    ['Edge 135', client('macos 15', 'edge 135'), { conditionalCreate: false }],
    ['Edge 136', client('macos 15', 'edge 136'), { conditionalCreate: 'unknown' }],
  ])
})

describe('immediate mediation', () => {
  holds([
    ['Chrome 157, not reported', win11, { immediateGet: 'unknown' }],
    ['Chrome 148', client('windows 11', 'chrome 148'), { immediateGet: false }],
    ['Chrome 149, not reported', client('windows 11', 'chrome 149'), { immediateGet: 'unknown' }],
    [
      'Chrome 149, reported',
      client('windows 11', 'chrome 149'),
      { immediateGet: true },
      { capabilities: { immediateGet: true } },
    ],
    ['Firefox', client('windows', 'firefox 160'), { immediateGet: false }],
  ])
})

describe('the systems', () => {
  holds([
    [
      'Windows Hello is device-bound',
      client('windows 10', 'firefox 160'),
      { passkeySync: 'device-bound', hybridAuthenticator: false },
    ],
    ['Chrome 128 on Windows', client('windows 11', 'chrome 128'), { passkeySync: 'device-bound' }],
    ['Chrome 129 on Windows', client('windows 11', 'chrome 129'), { passkeySync: 'unknown' }],
    [
      'Brave on Windows has no Google Password Manager',
      client('windows 11', 'brave 157'),
      { passkeySync: 'device-bound' },
    ],
    ['Edge 141 on Windows', client('windows 11', 'edge 141'), { passkeySync: 'device-bound' }],
    ['Edge 142 on Windows', client('windows 11', 'edge 142'), { passkeySync: 'unknown' }],
    [
      'Chrome without any Windows version',
      client('windows', 'chrome 157'),
      { platformPasskeys: true, hybridClient: true, conditionalGet: 'unknown' },
    ],
    [
      'iOS 15',
      client('ios 15.8', 'safari 15.6'),
      {
        webauthn: true,
        passkeySync: 'device-bound',
        platformPasskeys: false,
        hybridClient: false,
        hybridAuthenticator: false,
        conditionalGet: false,
      },
    ],
    [
      'Chrome 140 on iOS 15 follows iOS',
      client('ios 15.7', 'chrome 140'),
      { conditionalGet: false, hybridClient: false, passkeySync: 'device-bound' },
    ],
    [
      'Firefox on iOS 17 follows iOS',
      client('ios 17.5', 'firefox 130'),
      { conditionalGet: true, hybridClient: true, passkeySync: 'synced', thirdPartyProviders: 'system' },
    ],
    [
      'iOS 16',
      client('ios 16.4', 'edge 120'),
      { thirdPartyProviders: 'none', passkeySync: 'synced', hybridAuthenticator: true },
    ],
    [
      'iPadOS 26',
      client('ipados 26.1', 'safari 26.1'),
      { platformPasskeys: true, conditionalCreate: true, signalMethods: true },
    ],
    [
      'Safari 26 on iOS',
      client('ios 26.0', 'safari 26.0'),
      {
        platformPasskeys: true,
        conditionalGet: true,
        hybridClient: true,
        signalMethods: true,
        relatedOrigins: true,
      },
    ],
    [
      'macOS 12',
      client('macos 12.6', 'chrome 120'),
      { passkeySync: 'device-bound', platformPasskeys: true, hybridClient: true },
    ],
    [
      'a Mac is never scanned',
      client('macos 15', 'safari 18'),
      { hybridAuthenticator: false, hybridClient: true },
    ],
    [
      'Android 8',
      client('android 8', 'chrome 130'),
      { platformPasskeys: false, passkeySync: 'device-bound', hybridAuthenticator: false },
    ],
    [
      'Android 9',
      client('android 9', 'chrome 130'),
      {
        platformPasskeys: true,
        passkeySync: 'synced',
        hybridAuthenticator: true,
        thirdPartyProviders: 'none',
      },
    ],
    ['Android 14', client('android 14', 'chrome 130'), { thirdPartyProviders: 'system' }],
    [
      'Android with a frozen user agent: Chrome 139 needs 10',
      client('android', 'chrome 139'),
      { platformPasskeys: true, passkeySync: 'synced', conditionalGet: true },
    ],
    ['Chrome 138 does not', client('android', 'chrome 138'), { platformPasskeys: 'unknown' }],
    ['Edge 121 on Android', client('android 14', 'edge 121'), { conditionalGet: false }],
    [
      'Edge 122 on Android',
      client('android 14', 'edge 122'),
      { conditionalGet: true, passkeySync: 'synced' },
    ],
    [
      'DuckDuckGo on Android',
      client('android 14', 'duckduckgo 5'),
      { webauthn: 'unknown', platformPasskeys: 'unknown' },
    ],
    ['ChromeOS 107', client('chromeos', 'chrome 107'), { hybridClient: false }],
    ['ChromeOS 108', client('chromeos', 'chrome 108'), { hybridClient: true, platformPasskeys: false }],
    ['ChromeOS 129', client('chromeos', 'chrome 129'), { platformPasskeys: true, passkeySync: 'synced' }],
    ['Linux, Chrome 107', client('linux', 'chrome 107'), { hybridClient: false }],
    ['Linux, Edge 108', client('linux', 'edge 108'), { hybridClient: true, platformPasskeys: false }],
    ['Linux, Chrome 128', client('linux', 'chrome 128'), { platformPasskeys: false, conditionalGet: false }],
    [
      'Linux, Chrome 129',
      client('linux', 'chrome 129'),
      { platformPasskeys: 'unknown', conditionalGet: 'unknown', platformAuthenticator: false },
    ],
    [
      'Linux with touch points: Android in desktop mode?',
      client('linux', 'chrome 157'),
      { hybridClient: 'unknown', platformAuthenticator: 'unknown', platformPasskeys: 'unknown' },
      { maxTouchPoints: 5 },
    ],
    [
      'and its hybrid claim proves nothing',
      client('linux', 'chrome 157'),
      { hybridClient: 'unknown' },
      { maxTouchPoints: 5, capabilities: { hybridTransport: true } },
    ],
    [
      'Samsung Internet in desktop mode',
      client('linux', 'samsung 30'),
      { webauthn: true, hybridClient: 'unknown', platformPasskeys: 'unknown' },
    ],
    [
      'a television',
      client('other', 'other', { deviceType: 'tv' }),
      { webauthn: 'unknown', hybridClient: false, platformPasskeys: false },
    ],
    ['Opera Mini', client('android 12', 'opera-mini 80'), { webauthn: false, conditionalGet: false }],
    ['UC', client('android 12', 'uc 13'), { webauthn: 'unknown' }],
    ['a robot', client('other', 'bot', { bot: true }), { webauthn: false, hybridClient: false }, allYes],
    [
      'nobody knows',
      client('other', 'other'),
      { webauthn: 'unknown', conditionalGet: 'unknown', passkeySync: 'unknown' },
    ],
    [
      'a nobody that reports',
      client('other', 'other'),
      { webauthn: true, conditionalGet: true },
      { capabilities: { conditionalGet: true } },
    ],
  ])
})

describe('what the version of a browser tells of a hidden system', () => {
  holds([
    [
      'an iPad that asks for the desktop site',
      client('ipados', 'safari 17.4.1'),
      {
        platformPasskeys: true,
        hybridAuthenticator: true,
        thirdPartyProviders: 'system',
        conditionalCreate: false,
      },
    ],
    [
      'an old iPad that does',
      client('ipados', 'safari 15.6'),
      { platformPasskeys: false, conditionalGet: false },
    ],
    [
      'Chrome on an iPad has a number of its own',
      client('ipados', 'chrome 157'),
      { platformPasskeys: 'unknown' },
    ],
    [
      'the first Edge came with Windows 10 only',
      client('windows', 'edge 18.17763'),
      { hybridClient: false, conditionalGet: false },
    ],
    ['Edge 107 on Windows 11', client('windows 11', 'edge 107'), { hybridClient: false }, win22h2],
    [
      'Firefox on Windows 11 21H2, told',
      client('windows 11', 'firefox 160'),
      { hybridClient: false },
      { platformVersion: '14.0.0' },
    ],
    ['Chrome on macOS 13', client('macos 13.6', 'chrome 157'), { thirdPartyProviders: 'extension' }],
    ['Chrome on macOS 14', client('macos 14.0', 'chrome 157'), { thirdPartyProviders: 'system' }],
    ['Android before passkeys', client('android 13', 'chrome 107'), { platformPasskeys: false }],
    [
      'Electron on Windows',
      client('windows', 'electron 39'),
      { webauthn: 'unknown', conditionalGet: false, hybridClient: false },
      allYes,
    ],
  ])
})

describe('browsers that are Chromium under another number', () => {
  const text =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0'
  holds([
    [
      'Opera by its Chrome token',
      client('windows 11', 'opera 122'),
      { hybridClient: true, hints: true, immediateGet: false },
      { userAgent: { ...sent().userAgent, text } },
    ],
    [
      'Vivaldi by its brands',
      client('windows 11', 'vivaldi 7.5'),
      { hybridClient: true, getClientCapabilities: true },
      { hints: { ...sent().hints, brands: [{ brand: 'Chromium', version: '138' }] } },
    ],
    ['Vivaldi that tells nothing', client('windows 10', 'vivaldi 7.5'), { hybridClient: 'unknown' }],
  ])
})

describe('where a value comes from', () => {
  const support = (platform: ClientPlatform, signals: SentSignals = {}) =>
    resolveSupport(platform, sent(signals), knowledge)

  it('names the statement in a file', () => {
    expect(support(win11).hybridClient).toEqual({
      value: true,
      source: 'knowledge',
      ref: expect.stringMatching(/^rules\/knowledge\/platforms\/windows\.json#\/statements\/\d+$/),
      certainty: 'high',
    })
  })

  it('names the report that was believed', () => {
    expect(support(win11, { bluetooth: false }).hybridClient).toMatchObject({
      source: 'reported',
      ref: expect.stringMatching(/^rules\/knowledge\/report-trust\.json#\/reports\/\d+$/),
    })
  })

  it.each([
    ['Chrome 158', client('windows 11', 'chrome 158')],
    ['Edge 158', client('windows 11', 'edge 158')],
    ['iOS 28', client('ios 28.0', 'safari 28.0')],
    ['Safari 27.3', client('macos', 'safari 27.3')],
    ['Samsung Internet 31', client('android 15', 'samsung 31')],
  ])('says extrapolated for %s, and is less certain', (_name, platform) => {
    expect(support(platform).webauthn).toMatchObject({
      value: true,
      source: 'extrapolated',
      certainty: 'medium',
    })
  })

  it.each([
    ['Chrome 157', client('windows 11', 'chrome 157.0.7000.1')],
    ['iOS 27.2.1', client('ios 27.2.1', 'safari 27.2')],
    ['an old iOS with a new Chrome', client('ios 17.5', 'chrome 200')],
  ])('does not for %s', (_name, platform) => {
    expect(support(platform).webauthn).toMatchObject({ source: 'knowledge', certainty: 'high' })
  })

  it('says none where nobody knows', () => {
    expect(support(client('other', 'other')).hybridClient).toEqual({ value: 'unknown', source: 'none' })
  })
})
