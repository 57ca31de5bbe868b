import type { OsName } from '../../../contract/words.ts'
import type { DecisionInput } from '../../history/decision-input.ts'
import type { ClientPlatform } from '../../platform/client-platform.ts'
import { readClient } from '../../platform/read-client.ts'
import { writeVersion } from '../../platform/version-range.ts'
import type { Policy } from '../../rules/policy.ts'
import type { RawSignals } from '../../signals/signals.ts'

/** The browsers whose newest version a person is told about. */
export type NewestBrowser = 'safari' | 'chrome' | 'firefox'

/**
 * The same device with the newest version of a browser the knowledge was verified against. What the old browser said
 * of itself is forgotten, for another one speaks; what it said of the device (a screen lock, no
 * Bluetooth) is kept, unless it is the view of an app.
 */
export function writeNewestClient(
  input: DecisionInput,
  browser: NewestBrowser,
  { knowledge }: Pick<Policy, 'knowledge'>,
): DecisionInput | null {
  const { platform, signals: told } = readClient(input.signals, knowledge)
  const span = knowledge.newestVerified.browsers[browser]
  if (platform.bot || span === undefined) return null
  const client = writers[browser](platform, writeVersion(span), told.hints.platformVersion)
  if (client === null) return null
  const signals: Writable<RawSignals> = { ...client, webauthn: true, conditionalMediation: true }
  const { userVerifyingPlatformAuthenticator: lock } = input.signals
  // Embedded views deny a screen lock that is there.
  if (typeof lock === 'boolean' && platform.webview === null)
    signals.userVerifyingPlatformAuthenticator = lock
  if (input.signals.bluetooth === false) signals.bluetooth = false
  if (input.signals.bluetooth === false || told.capabilities.hybridTransport === false)
    signals.clientCapabilities = { hybridTransport: false }
  return { ...input, signals }
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }
type Writer = (
  platform: ClientPlatform,
  version: string,
  /** The version of the system as the client hints told it: another browser would tell the same. */
  platformVersion: string | undefined,
) => RawSignals | null

const writers: Readonly<Record<NewestBrowser, Writer>> = {
  safari: ({ os }, version) => {
    const place = safariPlaces[os]
    if (place === undefined) return null
    return {
      userAgent: `Mozilla/5.0 (${place.system}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/${version} ${place.end}`,
      platform: place.platform,
      maxTouchPoints: place.touch,
    }
  },
  chrome: ({ os }, version, platformVersion) => {
    const place = chromePlaces[os]
    if (place === undefined) return null
    const major = version.split('.', 1)[0] ?? version
    const brands = [
      { brand: 'Chromium', version: major },
      { brand: 'Google Chrome', version: major },
    ]
    const mobile = os === 'android'
    const hints = { brands, mobile, platform: place.hint }
    return {
      userAgent: `Mozilla/5.0 (${place.system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${major}.0.0.0 ${mobile ? 'Mobile ' : ''}Safari/537.36`,
      clientHints: platformVersion === undefined ? hints : { ...hints, platformVersion },
      platform: place.platform,
      maxTouchPoints: mobile ? 5 : 0,
    }
  },
  firefox: ({ os, osVersion }, version) => {
    const place = firefoxPlaces[os]
    if (place === undefined) return null
    const major = `${version.split('.', 1)[0] ?? version}.0`
    const system = os === 'android' && osVersion !== 'unknown' ? `Android ${osVersion}; Mobile` : place.system
    const trail = os === 'android' ? major : '20100101'
    return {
      userAgent: `Mozilla/5.0 (${system}; rv:${major}) Gecko/${trail} Firefox/${major}`,
      platform: place.platform,
      maxTouchPoints: os === 'android' ? 5 : 0,
    }
  },
}

type Places<Place> = Readonly<Partial<Record<OsName, Place>>>

const desktopSafari = { system: 'Macintosh; Intel Mac OS X 10_15_7', end: 'Safari/605.1.15' }
const safariPlaces: Places<{
  readonly system: string
  readonly end: string
  readonly platform: string
  readonly touch: number
}> = {
  macos: { ...desktopSafari, platform: 'MacIntel', touch: 0 },
  ipados: { ...desktopSafari, platform: 'MacIntel', touch: 5 },
  // Safari froze the version of the system here; `Version/` tells it.
  ios: {
    system: 'iPhone; CPU iPhone OS 18_7 like Mac OS X',
    end: 'Mobile/15E148 Safari/604.1',
    platform: 'iPhone',
    touch: 5,
  },
}

const chromePlaces: Places<{
  readonly system: string
  readonly platform: string
  readonly hint: string
}> = {
  windows: {
    system: 'Windows NT 10.0; Win64; x64',
    platform: 'Win32',
    hint: 'Windows',
  },
  macos: {
    system: 'Macintosh; Intel Mac OS X 10_15_7',
    platform: 'MacIntel',
    hint: 'macOS',
  },
  linux: { system: 'X11; Linux x86_64', platform: 'Linux x86_64', hint: 'Linux' },
  android: { system: 'Linux; Android 10; K', platform: 'Linux armv81', hint: 'Android' },
}

const firefoxPlaces: Places<{ readonly system: string; readonly platform: string }> = {
  windows: { system: 'Windows NT 10.0; Win64; x64', platform: 'Win32' },
  macos: { system: 'Macintosh; Intel Mac OS X 10.15', platform: 'MacIntel' },
  linux: { system: 'X11; Linux x86_64', platform: 'Linux x86_64' },
  android: { system: 'Android 16; Mobile', platform: 'Linux aarch64' },
}
