import { describe, expect, it } from 'vitest'
import { osNames } from '../../../src/contract/words.ts'
import type { ClientPlatform } from '../../../src/core/platform/client-platform.ts'
import { identifyProvider, type ProviderEvidence } from '../../../src/core/platform/identify-provider.ts'
import type { Provider } from '../../../src/core/platform/knowledge.ts'
import { providerPhones, providerReachHere } from '../../../src/core/platform/provider-reach.ts'
import { resolveSupport } from '../../../src/core/platform/resolve-support.ts'
import { client, parseShipped, type SentSignals, sent } from './knowledge-of-the-house.ts'

const knowledge = parseShipped()
const zeros = '00000000-0000-0000-0000-000000000000'

const credential = (known: Partial<ProviderEvidence>): ProviderEvidence => ({
  aaguid: null,
  transports: [],
  backupEligible: 'unknown',
  backupState: 'unknown',
  authenticatorAttachment: 'unknown',
  madeOn: null,
  ...known,
})

const provider = (id: string): Provider => {
  const found = knowledge.providers.get(id)
  if (found === undefined) throw new Error(`no provider ${id}`)
  return found
}

const reach = (id: string, platform: ClientPlatform, signals: SentSignals = {}) =>
  providerReachHere(
    provider(id),
    platform,
    resolveSupport(platform, sent(signals), knowledge),
    knowledge,
    sent(signals),
  )

describe('whose passkey it is', () => {
  it.each([
    ['fbfc3007-154e-4ecc-8c0b-6e020557d7bd', 'icloud-keychain'],
    ['DD4EC289-E01D-41C9-BB89-70FA845D4BF2', 'icloud-keychain'],
    ['ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4', 'google-password-manager'],
    ['08987058-cadc-4b81-b6e1-30de50dcbe96', 'windows-hello'],
    ['bada5566-a7aa-401f-bd96-45619a55120d', '1password'],
    ['d548826e-79b4-db40-a3d8-11116f7e8349', 'bitwarden'],
    ['adce0002-35bc-c60a-648b-0b25f1f05503', 'chrome-profile-mac'],
  ])('tells by the AAGUID %s: %s', (aaguid, id) => {
    const found = identifyProvider(credential({ aaguid }), knowledge)
    expect(found).toMatchObject({ provider: { id }, inferred: false })
  })

  it('believes the AAGUID before the flags', () => {
    const found = identifyProvider(
      credential({
        aaguid: 'd548826e-79b4-db40-a3d8-11116f7e8349',
        backupEligible: true,
        authenticatorAttachment: 'platform',
        madeOn: { os: 'ios', browser: 'safari' },
      }),
      knowledge,
    )
    expect(found?.provider.id).toBe('bitwarden')
  })

  const platform = { authenticatorAttachment: 'platform' } as const
  it.each<readonly [string, Partial<ProviderEvidence>, string | undefined]>([
    [
      'synced, iPhone',
      { ...platform, backupEligible: true, madeOn: { os: 'ios', browser: 'chrome' } },
      'icloud-keychain',
    ],
    [
      'synced, Safari on a Mac',
      { ...platform, backupEligible: true, madeOn: { os: 'macos', browser: 'safari' } },
      'icloud-keychain',
    ],
    [
      'synced, Chrome on a Mac: iCloud or Google',
      { ...platform, backupEligible: true, madeOn: { os: 'macos', browser: 'chrome' } },
      undefined,
    ],
    [
      'device-bound, Windows',
      { ...platform, backupEligible: false, madeOn: { os: 'windows', browser: 'firefox' } },
      'windows-hello',
    ],
    [
      'synced, Windows',
      { ...platform, backupEligible: true, madeOn: { os: 'windows', browser: 'chrome' } },
      undefined,
    ],
    [
      'synced, Android',
      { ...platform, backupEligible: true, madeOn: { os: 'android', browser: 'chrome' } },
      'google-password-manager',
    ],
    [
      'device-bound, iPhone',
      { ...platform, backupEligible: false, madeOn: { os: 'ios', browser: 'safari' } },
      'apple-legacy',
    ],
    [
      'through a phone, from Windows',
      {
        authenticatorAttachment: 'cross-platform',
        backupEligible: true,
        transports: ['internal', 'hybrid'],
        madeOn: { os: 'windows', browser: 'chrome' },
      },
      undefined,
    ],
    [
      'plugged in',
      { authenticatorAttachment: 'cross-platform', backupEligible: false, transports: ['usb', 'nfc'] },
      'security-key',
    ],
    ['nothing known', {}, undefined],
  ])('infers without an AAGUID: %s', (_situation, known, id) => {
    for (const aaguid of [null, zeros]) {
      const found = identifyProvider(credential({ ...known, aaguid }), knowledge)
      expect(found?.provider.id).toBe(id)
      if (found !== null) expect(found.inferred).toBe(true)
    }
  })

  it('infers nothing but a security key from an AAGUID it does not know', () => {
    const aaguid = '12345678-1234-1234-1234-123456789012'
    const iphone = {
      aaguid,
      ...platform,
      backupEligible: true,
      madeOn: { os: 'ios', browser: 'safari' },
    } as const
    expect(identifyProvider(credential(iphone), knowledge)).toBeNull()
    const key = {
      aaguid,
      authenticatorAttachment: 'cross-platform',
      backupEligible: false,
      transports: ['usb'],
    } as const
    expect(identifyProvider(credential(key), knowledge)?.provider.id).toBe('security-key')
  })
})

describe('local use of a passkey on another client', () => {
  const rows: readonly (readonly [string, ClientPlatform, string, SentSignals?])[] = [
    ['icloud-keychain', client('macos 13.5', 'chrome 118'), 'yes'],
    ['icloud-keychain', client('macos 13.5', 'chrome 117'), 'no'],
    ['icloud-keychain', client('macos 13.4', 'chrome 118'), 'no'],
    ['icloud-keychain', client('macos', 'chrome 157'), 'unknown'],
    ['icloud-keychain', client('macos 13', 'safari 16.1'), 'yes'],
    ['icloud-keychain', client('macos', 'safari 17.6'), 'unknown'],
    ['icloud-keychain', client('macos', 'safari 18.0'), 'yes'],
    ['icloud-keychain', client('macos 13.3', 'firefox 122'), 'yes'],
    ['icloud-keychain', client('macos 13.2', 'firefox 122'), 'no'],
    ['icloud-keychain', client('macos 14', 'firefox 121'), 'no'],
    ['icloud-keychain', client('macos 14', 'edge 132'), 'no'],
    ['icloud-keychain', client('macos 14', 'edge 133'), 'yes'],
    ['icloud-keychain', client('macos 14', 'brave 157'), 'yes'],
    ['icloud-keychain', client('macos 14', 'vivaldi 7.5'), 'unknown'],
    ['icloud-keychain', client('ios 16', 'firefox 120'), 'yes'],
    ['icloud-keychain', client('ios 15.8', 'safari 15.6'), 'no'],
    ['icloud-keychain', client('ios 18.6', 'webview', { webview: 'instagram' }), 'no'],
    // Reach is about where a provider works; that nothing is set up just now is weighed by belief.
    [
      'icloud-keychain',
      client('ios 18.6', 'safari 18.6'),
      'yes',
      { userVerifyingPlatformAuthenticator: false },
    ],
    ['icloud-keychain', client('windows 11', 'chrome 157'), 'no'],
    ['icloud-keychain', client('android 15', 'chrome 157'), 'no'],
    ['google-password-manager', client('android 9', 'samsung 30'), 'yes'],
    ['google-password-manager', client('android 8', 'chrome 130'), 'no'],
    ['google-password-manager', client('windows', 'chrome 129'), 'conditional'],
    ['google-password-manager', client('windows', 'chrome 128'), 'no'],
    ['google-password-manager', client('windows 11', 'edge 157'), 'no'],
    ['google-password-manager', client('windows', 'firefox 160'), 'no'],
    ['google-password-manager', client('linux', 'chrome 157'), 'conditional'],
    [
      'google-password-manager',
      client('linux', 'chrome 157'),
      'conditional',
      { userVerifyingPlatformAuthenticator: false },
    ],
    ['google-password-manager', client('macos', 'brave 157'), 'no'],
    ['google-password-manager', client('macos', 'safari 26'), 'no'],
    ['google-password-manager', client('chromeos', 'chrome 129'), 'yes'],
    ['google-password-manager', client('ios 17', 'safari 17'), 'conditional'],
    ['windows-hello', client('windows 10', 'firefox 160'), 'conditional'],
    ['windows-hello', client('macos 15', 'chrome 157'), 'no'],
    ['microsoft-password-manager', client('windows 10', 'edge 142'), 'conditional'],
    ['microsoft-password-manager', client('windows 10', 'edge 141'), 'no'],
    ['microsoft-password-manager', client('windows 10', 'chrome 157'), 'no'],
    [
      'microsoft-password-manager',
      client('windows 11', 'chrome 157'),
      'conditional',
      { platformVersion: '15.0.0' },
    ],
    ['microsoft-password-manager', client('windows 11', 'chrome 157'), 'unknown'],
    ['keepassxc', client('ios 16', 'safari 16'), 'no'],
    ['keepassxc', client('android 13', 'chrome 157'), 'no'],
    ['keepassxc', client('macos 15', 'safari 26'), 'unknown'],
    ['keepassdx', client('ios 16', 'safari 16'), 'no'],
    ['microsoft-password-manager', client('android 13', 'chrome 157'), 'no'],
    ['microsoft-password-manager', client('android 13', 'edge 152'), 'unknown'],
    ['microsoft-password-manager', client('android 14', 'chrome 157'), 'conditional'],
    ['google-password-manager', client('linux', 'firefox 160'), 'unknown', { maxTouchPoints: 5 }],
    ['chrome-profile-mac', client('macos 14', 'chrome 157'), 'conditional'],
    ['chrome-profile-mac', client('macos 14', 'edge 157'), 'no'],
    ['1password', client('windows 11', 'firefox 160'), 'conditional'],
    ['1password', client('ios 16', 'safari 16'), 'no'],
    ['1password', client('ios 17', 'safari 17'), 'conditional'],
    ['dashlane', client('android 13', 'chrome 157'), 'no'],
    ['dashlane', client('android 14', 'chrome 157'), 'conditional'],
    ['keepassxc', client('linux', 'firefox 160'), 'conditional'],
    ['keepassxc', client('ios 18', 'safari 18'), 'unknown'],
    ['samsung-pass', client('windows 11', 'chrome 157'), 'no'],
    ['security-key', client('linux', 'firefox 160'), 'conditional'],
    ['security-key', client('android 14', 'webview', { webview: 'facebook' }), 'no'],
    ['bitwarden', client('other', 'other'), 'unknown'],
  ]
  for (const [id, platform, answer, signals] of rows) {
    const { os, osVersion, browser, browserVersion, webview } = platform
    const told = signals === undefined ? '' : JSON.stringify(signals)
    it(`${id}: ${answer} on ${os} ${osVersion}, ${browser} ${browserVersion} ${webview ?? ''} ${told}`, () => {
      expect(reach(id, platform, signals).answer).toBe(answer)
    })
  }

  it('names what it needs and the statement it rests on', () => {
    expect(reach('google-password-manager', client('windows 11', 'chrome 157'))).toMatchObject({
      answer: 'conditional',
      certainty: 'high',
      source: 'knowledge',
      requires: expect.arrayContaining(['profile signed in']),
      ref: expect.stringMatching(/^rules\/knowledge\/providers\.json#\/providers\/\d+\/reach\/\d+$/),
    })
  })

  it('shares the reach of managers instead of copying it', () => {
    expect(reach('nordpass', client('linux', 'chrome 157')).ref).toMatch(
      /#\/reachPatterns\/third-party-manager\/\d+$/,
    )
  })
})

/** Current clients of every system, the odd ones too: whatever comes, reach answers from a statement. */
const currentClients: Readonly<
  Record<Exclude<(typeof osNames)[number], 'other'>, readonly ClientPlatform[]>
> = {
  windows: [
    client('windows 11', 'chrome 157'),
    client('windows 10', 'edge 157'),
    client('windows 11', 'firefox 160'),
    client('windows 11', 'brave 157'),
    client('windows 11', 'other 1'),
  ],
  macos: [
    client('macos 27', 'safari 27.2'),
    client('macos 27', 'chrome 157'),
    client('macos 27', 'edge 157'),
    client('macos 27', 'firefox 160'),
    client('macos 27', 'vivaldi 8.0'),
    client('macos 27', 'duckduckgo 1'),
  ],
  ios: [client('ios 27.2', 'safari 27.2'), client('ios 27.2', 'chrome 157')],
  ipados: [client('ipados 27.2', 'safari 27.2'), client('ipados 27.2', 'edge 157')],
  android: [
    client('android 16', 'chrome 157'),
    client('android 16', 'samsung 30'),
    client('android 16', 'firefox 160'),
    client('android 16', 'duckduckgo 5'),
  ],
  chromeos: [client('chromeos', 'chrome 157'), client('chromeos', 'firefox 160')],
  linux: [client('linux', 'chrome 157'), client('linux', 'edge 157'), client('linux', 'firefox 160')],
}
const dates = new Map(knowledge.dated.map(({ ref, source, verifiedOn }) => [ref, { source, verifiedOn }]))

describe('every provider on every system', () => {
  it('is asked about', () => {
    expect(Object.keys(currentClients).sort()).toEqual(osNames.filter((os) => os !== 'other').sort())
    expect(knowledge.providers.size).toBe(23)
  })

  for (const { id } of knowledge.providers.values()) {
    it.each(
      Object.values(currentClients)
        .flat()
        .map((platform) => [platform.os, platform.browser, platform] as const),
    )(`has an answer with a source: ${id} on %s, %s`, (_os, _browser, platform) => {
      const { answer, ref, source, requires } = reach(id, platform)
      expect(['yes', 'conditional', 'no', 'unknown']).toContain(answer)
      expect(source).not.toBe('none')
      expect(dates.get(ref ?? '')).toMatchObject({
        source: expect.stringMatching(/^.{3,}/),
        verifiedOn: expect.stringMatching(/^\d{4}-\d{2}$/),
      })
      if (answer === 'conditional') expect(requires.length).toBeGreaterThan(0)
    })
  }
})

describe('phones that can be scanned', () => {
  it.each([
    ['icloud-keychain', 'ios ipados'],
    ['google-password-manager', 'android ios ipados'],
    ['windows-hello', ''],
    ['security-key', ''],
    ['1password', 'android ios ipados'],
    ['samsung-pass', 'android'],
  ])('%s: %s', (id, systems) => {
    expect(
      providerPhones(provider(id))
        .map(({ os }) => os)
        .sort()
        .join(' '),
    ).toBe(systems)
  })
})
